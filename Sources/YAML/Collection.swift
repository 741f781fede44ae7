import Diagnostics

/// A sequence or mapping that is not finished.
struct Collection {
    /// Which of the two.
    enum Kind {
        case sequence
        case mapping
    }

    let kind: Kind
    let start: SourcePosition
    /// The end of the last child, or the start while there is none.
    private(set) var end: SourcePosition
    private(set) var items: [Node] = []
    private(set) var mapping = MappingBuilder()
    /// Levels below this one.
    private(set) var height = 0
    /// What the file had taken when this collection began, itself left out.
    let before: Weight
    /// Its place among the anchors, where it has a name.
    let slot: Int?
    var isBroken = false

    init(_ kind: Kind, from start: SourcePosition, before: Weight, slot: Int?) {
        self.kind = kind
        self.start = start
        self.end = start
        self.before = before
        self.slot = slot
    }

    /// Takes the next child, and reports what is wrong with it as a key or as a value to merge.
    mutating func take(_ node: Node, height: Int, reportingTo findings: inout Findings) {
        end = node.span.end
        self.height = max(self.height, height)
        switch kind {
        case .sequence: items.append(node)
        case .mapping where mapping.pending == nil: mapping.take(key: node, reportingTo: &findings)
        case .mapping: mapping.take(value: node, reportingTo: &findings)
        }
    }

    /// Written in brackets; the one pair in `[a: b]` is a mapping without any.
    func isFlow(in file: SourceFile) -> Bool {
        guard start.offset < file.bytes.count else { return false }
        switch file.bytes[start.offset] {
        case UInt8(ascii: "["): return kind == .sequence
        case UInt8(ascii: "{"): return kind == .mapping
        default: return false
        }
    }
}

extension Collection.Kind {
    /// What is wrong with an explicit tag on a collection of this kind, which begins at `span`.
    func problem(_ tag: Tag?, at span: SourceSpan) -> Diagnostic? {
        switch tag?.meaning {
        case nil: return nil
        case .string? where tag?.isNonSpecific == true: return nil
        case .string?: return CoreTag.str.mismatch(found: noun, at: span)
        case .core(.seq)? where self == .sequence: return nil
        case .core(.map)? where self == .mapping: return nil
        case .core(let tag)?: return tag.mismatch(found: noun, at: span)
        case .unknown(let problem)?: return problem
        }
    }

    private var noun: String {
        self == .sequence ? "a sequence" : "a mapping"
    }
}
