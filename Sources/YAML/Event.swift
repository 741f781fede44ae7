/// One step of libyaml's way through a text.
struct Event {
    /// What stands before a value: its name for aliases, and its tag.
    struct Properties {
        var anchor: String?
        /// In full (`tag:yaml.org,2002:str`), or `!` for the tag that means "no tag".
        var tag: String?

        var isEmpty: Bool { anchor == nil && tag == nil }
    }

    /// How a scalar is written.
    enum Style {
        case plain
        case quoted
        case block
    }

    /// The kind of step, with what belongs to it.
    enum Content {
        /// The version is that of a `%YAML` directive.
        case documentStart(version: (major: Int, minor: Int)?)
        case documentEnd
        case alias(String)
        case scalar(text: String, style: Style, Properties)
        case sequenceStart(Properties)
        case sequenceEnd
        case mappingStart(Properties)
        case mappingEnd
    }

    let content: Content
    /// libyaml's marks, in Unicode scalars from where the parse began.
    let start: Int
    let end: Int
}

/// Why libyaml stopped.
struct SyntaxProblem {
    /// libyaml's words, which this layer rewords.
    let problem: String
    /// Unicode scalars from where the parse began.
    let index: Int
    /// What libyaml was reading, and where that began.
    let context: String?
    let contextIndex: Int?
}
