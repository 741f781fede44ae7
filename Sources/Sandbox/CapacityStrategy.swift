import ECS
import JSON

/// A capacity provider strategy: which provider each task of a call goes to.
///
/// Source: Amazon ECS API Reference, CapacityProviderStrategyItem.
struct CapacityStrategy {
    private struct Item {
        let provider: String
        let weight: Int
        let base: Int
    }

    private let items: [Item]

    /// Reads the items of a strategy; `associated` are the cluster's capacity providers.
    ///
    /// - Throws: `InvalidParameterException` for a strategy that breaks a rule.
    init(_ entries: [Members], associated: [String]) throws(ServiceError) {
        guard (1...20).contains(entries.count) else {
            throw .invalidParameter("A capacity provider strategy has 1 to 20 items, not \(entries.count).")
        }
        var items: [Item] = []
        for entry in entries {
            let provider = try entry.required("capacityProvider")
            guard associated.contains(provider) else {
                throw .invalidParameter(
                    "The specified capacity provider strategy cannot contain a capacity provider that is not"
                        + " associated with the cluster: '\(provider)'.")
            }
            items.append(
                Item(
                    provider: provider, weight: try entry.int("weight", in: 0...1000) ?? 0,
                    base: try entry.int("base", in: 0...100_000) ?? 0))
        }
        guard items.count(where: { $0.base > 0 }) <= 1 else {
            throw .invalidParameter("Only one capacity provider of a strategy can have a base.")
        }
        guard items.count == 1 || items.contains(where: { $0.weight > 0 }) else {
            throw .invalidParameter("A strategy of several capacity providers needs one with a weight above 0.")
        }
        let fargate = items.count { CapacityStrategy.isFargate($0.provider) }
        guard fargate == 0 || fargate == items.count else {
            throw .invalidParameter("A strategy cannot mix Fargate with other capacity providers.")
        }
        self.items = items
    }

    static func isFargate(_ provider: String) -> Bool {
        provider == "FARGATE" || provider == "FARGATE_SPOT"
    }

    /// The provider of each of `count` tasks: the base first, then always the one furthest behind its weight.
    func providers(count: Int) -> [String] {
        var given = [Int](repeating: 0, count: items.count)
        return (0..<count).map { number in
            let index = next(given: given, isBase: number)
            given[index] += 1
            return items[index].provider
        }
    }

    private func next(given: [Int], isBase number: Int) -> Int {
        if let base = items.indices.first(where: { items[$0].base > number }) { return base }
        let weighted = items.indices.filter { items[$0].weight > 0 }
        // Cross-multiplied, so that no division rounds.
        return weighted.min { left, right in
            (given[left] - items[left].base) * items[right].weight < (given[right] - items[right].base)
                * items[left].weight
        } ?? 0
    }
}
