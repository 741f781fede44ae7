import ECS

/// The names that a set may have: those of jobs.
package enum SetName {
    /// Whether a text is the name of a set.
    package static func isValid(_ text: String) -> Bool { ShapeFormat.jobName.accepts(text) }

    /// What a name looks like, in words.
    package static let phrase = ShapeFormat.jobName.phrase

    /// A name made of a text that is none: `my-team` of `My Team`; nil where nothing is left of it.
    package static func like(_ text: String) -> String? {
        let words = text.lowercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
        var name = words.joined(separator: "-").prefix(48)
        while name.last == "-" { name.removeLast() }
        return name.isEmpty ? nil : String(name)
    }
}
