/// Which labels a job must have: `team=data,env!=test,nightly,!draft`.
struct LabelSelector: Hashable, Sendable {
    /// One condition; all must hold.
    fileprivate enum Condition: Hashable, Sendable {
        case equal(key: String, value: String)
        /// Holds for a job without the label too.
        case unequal(key: String, value: String)
        case present(key: String)
        case absent(key: String)
    }

    private let conditions: [Condition]

    /// Reads a selector; nil where a condition has no key.
    init?(_ text: String) {
        var conditions: [Condition] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let word = String(part.filter { !$0.isWhitespace })
            let condition: Condition
            if let (key, value) = LabelSelector.sides(word, of: "!=") {
                condition = .unequal(key: key, value: value)
            } else if let (key, value) = LabelSelector.sides(word, of: "==") ?? LabelSelector.sides(word, of: "=") {
                condition = .equal(key: key, value: value)
            } else if word.hasPrefix("!") {
                condition = .absent(key: String(word.dropFirst()))
            } else {
                condition = .present(key: word)
            }
            guard !condition.key.isEmpty else { return nil }
            conditions.append(condition)
        }
        self.conditions = conditions
    }

    /// Whether all conditions hold for the labels of a job.
    func accepts(_ labels: [String: String]) -> Bool {
        conditions.allSatisfy { condition in
            switch condition {
            case .equal(let key, let value): labels[key] == value
            case .unequal(let key, let value): labels[key] != value
            case .present(let key): labels[key] != nil
            case .absent(let key): labels[key] == nil
            }
        }
    }

    private static func sides(_ word: String, of sign: String) -> (String, String)? {
        let parts = word.split(separator: sign, maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 ? (String(parts[0]), String(parts[1])) : nil
    }
}

extension LabelSelector.Condition {
    fileprivate var key: String {
        switch self {
        case .equal(let key, _), .unequal(let key, _), .present(let key), .absent(let key): key
        }
    }
}
