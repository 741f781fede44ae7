/// A pattern for names: `*` stands for any text, `?` for any one character, all else for itself.
struct Glob: Hashable, Sendable {
    private let pattern: [Character]

    init(_ pattern: String) {
        self.pattern = Array(pattern)
    }

    /// The whole of a text is what the pattern says.
    func matches(_ text: String) -> Bool {
        let text = Array(text)
        var (place, next) = (0, 0)
        // Where the last `*` stands, and how much of the text it has taken so far.
        var star: (pattern: Int, text: Int)?
        while next < text.count {
            if place < pattern.count, pattern[place] == "*" {
                star = (place, next)
                place += 1
            } else if place < pattern.count, pattern[place] == "?" || pattern[place] == text[next] {
                place += 1
                next += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                place = last.pattern + 1
                next = last.text + 1
            } else {
                return false
            }
        }
        return pattern[place...].allSatisfy { $0 == "*" }
    }
}
