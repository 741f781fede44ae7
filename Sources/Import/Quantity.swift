/// An amount as Kubernetes writes it: `250m`, `1.5`, `512Mi`, `2G`.
///
/// Source: Kubernetes documentation, "Resource Management for Pods and Containers".
struct Quantity {
    /// In units of one: cores, or bytes.
    let amount: Double

    /// More than any machine has, and far from what an integer holds.
    private static let most = 1e15

    private static let suffixes: [(String, Double)] = [
        ("Ki", 1024), ("Mi", 1_048_576), ("Gi", 1_073_741_824), ("Ti", 1_099_511_627_776), ("m", 0.001), ("k", 1e3),
        ("M", 1e6), ("G", 1e9), ("T", 1e12),
    ]

    /// Reads an amount; nil where it cannot be read or is negative.
    init?(_ text: String) {
        let suffix = Quantity.suffixes.first { text.hasSuffix($0.0) }
        let number = Double(text.dropLast(suffix?.0.count ?? 0)).map { $0 * (suffix?.1 ?? 1) }
        guard let number, number >= 0, number <= Quantity.most else { return nil }
        amount = number
    }

    /// The amount itself, rounded up.
    var units: Int64 { Int64(amount.rounded(.up)) }

    /// CPU units of ECS, rounded up.
    var cpuUnits: Int64 { Int64((amount * 1024).rounded(.up)) }

    /// MiB, rounded up.
    var mebibytes: Int64 { Int64((amount / 1_048_576).rounded(.up)) }
}
