/// Some units of a run, written the short way: `1,3-5,7`.
package struct UnitSet: Hashable, Sendable, CustomStringConvertible {
    /// In ascending order; no two of them touch.
    package let ranges: [ClosedRange<Int>]

    /// The set of these units, each once, in any order.
    package init(_ units: some Sequence<Int>) {
        var ranges: [ClosedRange<Int>] = []
        for unit in units.sorted() {
            if let last = ranges.last, unit <= last.upperBound + 1 {
                ranges[ranges.count - 1] = last.lowerBound...max(last.upperBound, unit)
            } else {
                ranges.append(unit...unit)
            }
        }
        self.ranges = ranges
    }

    /// All units below a number.
    package init(below count: Int) {
        ranges = count > 0 ? [0...(count - 1)] : []
    }

    private init(ranges: [ClosedRange<Int>]) {
        self.ranges = ranges
    }

    /// The units of this set that come behind a unit; all of them where it is nil.
    package func after(_ unit: Int?) -> UnitSet {
        guard let unit else { return self }
        return UnitSet(
            ranges: ranges.compactMap { range in
                range.upperBound > unit ? max(range.lowerBound, unit + 1)...range.upperBound : nil
            })
    }

    /// The first units of this set, as many as there are up to a number.
    package func first(_ most: Int) -> [Int] {
        Array(ranges.joined().prefix(max(most, 0)))
    }

    /// Reads `1,3-5,7`; nil for anything else, and for a range that is written backwards.
    ///
    /// - Parameters:
    ///   - text: Indexes and ranges of them, apart by commas.
    ///   - units: How many units there are: an index is below it.
    package init?(parsing text: String, below units: Int) {
        var found: [ClosedRange<Int>] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map(UnitSet.index)
            guard let first = ends.first ?? nil, let last = ends.last ?? nil, ends.count <= 2, first <= last,
                last < units
            else { return nil }
            found.append(first...last)
        }
        self.init(found.joined())
    }

    private static func index(_ text: Substring) -> Int? {
        text.isEmpty || !text.utf8.allSatisfy { (48...57).contains($0) } ? nil : Int(text)
    }

    package var isEmpty: Bool { ranges.isEmpty }

    /// How many units there are in it.
    package var count: Int { ranges.reduce(0) { $0 + $1.count } }

    /// The units in ascending order.
    package var units: [Int] { Array(ranges.joined()) }

    package var description: String {
        ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)" }.joined(separator: ",")
    }
}
