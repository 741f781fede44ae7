import Diagnostics

/// A mapping as it grows: keys and values come in turn.
struct MappingBuilder {
    /// What the next value belongs to; nil while a key is awaited.
    private(set) var pending: Pending?
    private var entries: [Node.Entry] = []
    /// Where each key stands in `entries`; filled once a mapping is too large to be searched from end to end.
    private var places: [String: Int] = [:]
    /// The values of the merge key, whose entries come after all explicit ones.
    private var sources: [Node] = []
    private var mergeSpan: SourceSpan?
    /// A key was left out because it is no scalar.
    private var hasLostKey = false

    /// Nothing is left of what was written: what it was to be cannot be told.
    var isLost: Bool { hasLostKey && entries.isEmpty && sources.isEmpty }

    /// What a value is for.
    enum Pending {
        case entry(key: String, SourceSpan)
        case merge
        /// Read and dropped: its key is wrong or not the first of its name.
        case nothing
    }

    /// Takes a node as the next key.
    ///
    /// Keys are compared as Swift compares strings, canonical equivalents being equal: what could not live side by side
    /// in a dictionary is a duplicate here, so nothing is lost later without a word.
    mutating func take(key node: Node, reportingTo findings: inout Findings) {
        pending = .nothing
        guard case .scalar(let scalar) = node.content else {
            hasLostKey = true
            let isTemplate = SourceText(node.span.file).isSecondBrace(at: node.span.start.offset)
            findings.add(
                Diagnostic(
                    .keyNotScalar, "expected a scalar as key, found \(node.kind)", at: node.span,
                    hint: isTemplate ? SourceText.templateHint : "quote it if it is text"))
            return
        }
        if node.isBroken { return }
        let isMerge = scalar.isPlain && scalar.text == "<<" && scalar.value == .string("<<")
        let first = isMerge ? mergeSpan : place(of: scalar.text).map { entries[$0].keySpan }
        if let first {
            findings.add(
                Diagnostic(
                    .duplicateKey, "duplicate key '\(scalar.text)'", at: node.span,
                    hint: isMerge ? "list both mappings under one '<<'" : "keep one of the two",
                    related: [Diagnostic.Related("first given here", at: first)]))
            return
        }
        if isMerge { mergeSpan = node.span }
        pending = isMerge ? .merge : .entry(key: scalar.text, node.span)
    }

    /// Takes a node as the value of the key before it.
    mutating func take(value node: Node, reportingTo findings: inout Findings) {
        switch pending {
        case .entry(let key, let span): append(Node.Entry(key: key, keySpan: span, value: node))
        case .merge: merge(node, reportingTo: &findings)
        case .nothing, nil: break
        }
        pending = nil
    }

    /// The entries: explicit ones in the order of the file, then merged ones.
    ///
    /// An explicit key is there to stand instead of a merged one. Of two merged mappings that give a key neither does:
    /// that is reported, unless both have it from the same place.
    consuming func finish(reportingTo findings: inout Findings) -> [Node.Entry] {
        let explicit = entries.count
        for source in sources {
            guard case .mapping(let merged) = source.content else { continue }
            for entry in merged {
                guard let place = place(of: entry.key) else {
                    append(entry)
                    continue
                }
                if place < explicit || entries[place].keySpan == entry.keySpan { continue }
                findings.add(
                    Diagnostic(
                        .duplicateKey, "duplicate key '\(entry.key)': two of the mappings that are merged here give it",
                        at: source.span, hint: "write '\(entry.key)' beside '<<' to say which value is meant",
                        related: [
                            Diagnostic.Related("first given here", at: entries[place].keySpan),
                            Diagnostic.Related("and here", at: entry.keySpan),
                        ]))
            }
        }
        return entries
    }

    private mutating func merge(_ node: Node, reportingTo findings: inout Findings) {
        if node.isBroken { return }
        let found: [Node]
        switch node.content {
        case .mapping, .scalar: found = [node]
        case .sequence(let items): found = items
        }
        for item in found where !item.isBroken {
            if case .mapping = item.content { continue }
            findings.add(
                Diagnostic(
                    .mergeNotMapping, "expected a mapping or a list of mappings to merge, found \(item.kind)",
                    at: item.span, hint: "name a mapping, as in '<<: *name'"))
            return
        }
        sources = found
    }

    private mutating func append(_ entry: Node.Entry) {
        entries.append(entry)
        if entries.count == Self.searched {
            for (index, entry) in entries.enumerated() { places[entry.key] = index }
        } else if entries.count > Self.searched {
            places[entry.key] = entries.count - 1
        }
    }

    private func place(of key: String) -> Int? {
        if entries.count < Self.searched { return entries.firstIndex { $0.key == key } }
        return places[key]
    }

    /// From this many entries on a dictionary is faster than looking at each.
    private static let searched = 12
}

extension Node {
    /// The kind of a node, for messages.
    var kind: String {
        switch content {
        case .mapping: return "a mapping"
        case .sequence: return "a sequence"
        case .scalar(let scalar):
            switch scalar.value {
            case .null: return "null"
            case .bool: return "a boolean"
            case .int, .float: return "a number"
            case .string: return "a string"
            }
        }
    }
}
