/// Finds what the user may have meant.
package enum Suggestion {
    /// Longer names are not compared: the work grows with the product of the lengths.
    private static let longest = 100

    /// The candidate that is closest to a name, nil where none is close.
    ///
    /// A candidate that differs only in case wins. Otherwise case is ignored and at most a third of the longer name
    /// may be mistyped, a letter put in, left out, replaced or swapped with its neighbour being one mistake. Of equally
    /// close candidates the first wins; the name itself is no suggestion.
    package static func closest(to name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.lowercased())
        guard !wanted.isEmpty, wanted.count <= longest else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates where candidate != name && candidate.utf8.count <= longest * 4 {
            let other = Array(candidate.lowercased())
            guard other.count <= longest else { continue }
            if other == wanted { return candidate }
            let allowed = max(1, max(wanted.count, other.count) / 3)
            guard abs(wanted.count - other.count) <= allowed else { continue }
            let distance = distance(wanted, other)
            // Names of one or two letters are all within one mistake of each other.
            guard distance <= allowed, distance < min(wanted.count, other.count) else { continue }
            if distance < best?.distance ?? Int.max { best = (candidate, distance) }
        }
        return best?.candidate
    }

    /// Damerau and Levenshtein's distance, no part being edited twice (optimal string alignment).
    private static func distance(_ from: [Character], _ to: [Character]) -> Int {
        var twoBefore: [Int] = []
        var before = Array(0...to.count)
        for row in from.indices {
            var current = [row + 1]
            current.reserveCapacity(to.count + 1)
            for column in to.indices {
                let isSame = from[row] == to[column]
                var least = min(before[column] + (isSame ? 0 : 1), before[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, from[row] == to[column - 1], from[row - 1] == to[column] {
                    least = min(least, twoBefore[column - 1] + 1)
                }
                current.append(least)
            }
            (twoBefore, before) = (before, current)
        }
        return before[to.count]
    }
}
