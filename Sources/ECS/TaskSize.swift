/// CPU and memory of a task, as a task definition writes them.
///
/// RegisterTaskDefinition answers `"1 vCPU"` as `"1024"` and `"2 GB"` as `"2048"` (Amazon ECS API Reference).
package enum TaskSize {
    /// CPU units of `1024`, `1 vCPU` or `.25 vcpu`; nil where the text is none of these.
    package static func cpuUnits(_ text: String) -> Int? {
        amount(text, unit: "vcpu")
    }

    /// MiB of `2048`, `2 GB` or `0.5GB`; nil where the text is none of these.
    package static func mebibytes(_ text: String) -> Int? {
        amount(text, unit: "gb")
    }

    private static func amount(_ text: String, unit: String) -> Int? {
        let lower = text.lowercased()
        guard lower.hasSuffix(unit) else { return Int(text).flatMap { $0 > 0 ? $0 : nil } }
        let digits = lower.dropLast(unit.count)
        let number = digits.last == " " ? digits.dropLast() : digits
        guard let first = number.first, first.isNumber || first == ".", let value = Double(number), value < 1_000_000
        else { return nil }
        let units = value * 1024
        return units > 0 && units == units.rounded() ? Int(units) : nil
    }
}
