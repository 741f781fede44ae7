import Diagnostics

/// Makes trees of events, under the bounds.
struct TreeBuilder {
    private(set) var documents: [Node] = []
    var findings = Findings()
    private let file: SourceFile
    private let bounds: Bounds
    private var cursor: MarkCursor
    /// The sequences and mappings that are open, outermost first.
    private var open: [Collection] = []
    private var root: Node?
    private var anchors = Anchors()
    /// What the file has taken so far, aliases counted as often as they stand for something.
    private var taken = Weight(nodes: 0, text: 0)

    /// A builder for all documents of a file.
    init(_ file: SourceFile, _ bounds: Bounds) {
        self.file = file
        self.bounds = bounds
        cursor = MarkCursor(file.bytes, at: SourcePosition(offset: 0, line: 1, column: 1))
    }

    /// Where the innermost bracket opens that is not closed.
    var openBracket: SourcePosition? {
        open.last { $0.isFlow(in: file) }?.start
    }

    /// Makes ready for the events of a parse that begins where `cursor` stands; what was not finished is dropped.
    mutating func begin(at cursor: MarkCursor) {
        self.cursor = cursor
        open = []
        root = nil
        anchors = Anchors()
    }

    /// Takes the next event; false where reading the file must stop.
    mutating func take(_ event: Event) -> Bool {
        switch event.content {
        case .documentStart(let version): start(event, version)
        case .documentEnd: finishDocument()
        case .alias(let name): alias(name, span(of: event))
        case .scalar(let text, let style, let properties): scalar(text, style, properties, event)
        case .sequenceStart(let properties): start(.sequence, properties, event)
        case .mappingStart(let properties): start(.mapping, properties, event)
        case .sequenceEnd, .mappingEnd: finishCollection(event)
        }
        return !findings.isClosed
    }

    private mutating func start(_ event: Event, _ version: (major: Int, minor: Int)?) {
        root = nil
        anchors = Anchors()
        guard let version, version != (1, 2) else { return }
        let place = span(of: event)
        findings.add(
            Diagnostic(
                .olderVersion, .warning, "the document asks for YAML \(version.major).\(version.minor)", at: place,
                hint: "it is read as YAML 1.2"))
    }

    private mutating func finishDocument() {
        guard let root else { return }
        self.root = nil
        // A document without a value is one that somebody separated and did not write.
        if case .scalar(let scalar) = root.content, scalar.isPlain, scalar.text.isEmpty, !root.isBroken { return }
        documents.append(root)
    }

    private mutating func alias(_ name: String, _ span: SourceSpan) {
        switch anchors[name] {
        case .node(let node, let weight, let height)?:
            guard count(weight, at: span, alias: name), descend(height, at: span, alias: name) else { return }
            place(Node(node.content, at: span, isBroken: node.isBroken), height: height)
        case .open?:
            findings.add(
                Diagnostic(
                    .recursiveAlias, "the alias '*\(name)' stands inside the value it stands for", at: span,
                    hint: "write out what is meant"))
            placeBroken(at: span)
        case nil:
            let near = Suggestion.closest(to: name, among: anchors.names)
            findings.add(
                Diagnostic(
                    .unknownAlias, "unknown alias '*\(name)'", at: span, hint: near.map { "did you mean '*\($0)'?" },
                    notes: near == nil ? ["an anchor '&\(name)' must come before it in the same document"] : []))
            placeBroken(at: span)
        }
    }

    private mutating func scalar(
        _ text: String, _ style: Event.Style, _ properties: Event.Properties, _ event: Event
    ) {
        cursor.move(to: event.start)
        let tag = tag(of: properties, before: event.end)
        if !properties.isEmpty { cursor.skipProperties(before: event.end) }
        let span = scalarSpan(text, style, event)
        let weight = Weight(nodes: 1, text: text.utf8.count)
        guard count(weight, at: span) else { return }
        let isKey = open.last.map { $0.kind == .mapping && $0.mapping.pending == nil } ?? false
        let reading = ScalarReading(text, isPlain: style == .plain, tag: tag, isKey: isKey, at: span)
        if let problem = reading.problem { findings.add(problem) }
        let node = Node(.scalar(reading.scalar), at: span, isBroken: reading.isBroken)
        if let anchor = properties.anchor { anchors.add(anchor, .node(node, weight: weight, height: 0)) }
        place(node, height: 0)
    }

    private mutating func start(_ kind: Collection.Kind, _ properties: Event.Properties, _ event: Event) {
        cursor.move(to: event.start)
        let tag = tag(of: properties, before: event.end)
        let place = collectionStart(properties, event)
        // A bracket for one level inside, nothing yet for a block: the end is not known.
        let opening = SourceSpan(file: file, start: place, end: max(cursor.position, place))
        let before = taken
        guard count(Weight(nodes: 1, text: 0), at: opening), descend(1, at: opening) else { return }
        let slot = properties.anchor.map { anchors.add($0, .open) }
        var collection = Collection(kind, from: place, before: before, slot: slot)
        if let problem = kind.problem(tag, at: opening) {
            findings.add(problem)
            collection.isBroken = true
        }
        open.append(collection)
    }

    private mutating func finishCollection(_ event: Event) {
        guard let collection = open.popLast() else { return }
        // Only a bracket ends where libyaml says so; anything else ends with its last child.
        var end = collection.end
        if collection.isFlow(in: file) { end = cursor.position(of: event.end) }
        let isBroken = collection.isBroken || collection.mapping.isLost
        let content: Node.Content =
            switch collection.kind {
            case .sequence: .sequence(collection.items)
            case .mapping: .mapping(collection.mapping.finish(reportingTo: &findings))
            }
        let span = SourceSpan(file: file, start: collection.start, end: end)
        let node = Node(content, at: span, isBroken: isBroken)
        let height = collection.height + 1
        if let slot = collection.slot {
            anchors.close(slot, node, weight: taken - collection.before, height: height)
        }
        place(node, height: height)
    }

    /// A stand-in for a node that could not be read; it counts like any other.
    private mutating func placeBroken(at span: SourceSpan) {
        guard count(Weight(nodes: 1, text: 0), at: span) else { return }
        let scalar = Scalar(value: .null, text: "", isPlain: true)
        place(Node(.scalar(scalar), at: span, isBroken: true), height: 0)
    }

    private mutating func place(_ node: Node, height: Int) {
        guard !open.isEmpty else {
            root = node
            return
        }
        open[open.count - 1].take(node, height: height, reportingTo: &findings)
    }
}

// MARK: - Bounds

extension TreeBuilder {
    /// Counts nodes before they are made; false, the file refused, where there are too many.
    private mutating func count(_ weight: Weight, at span: SourceSpan, alias: String? = nil) -> Bool {
        guard weight.nodes <= bounds.nodes - taken.nodes else {
            let notes = alias.map { ["'*\($0)' stands for \(weight.nodes) of them"] } ?? []
            findings.close(
                with: Diagnostic(.tooManyNodes, "more than \(bounds.nodes) values in one file", at: span, notes: notes))
            return false
        }
        guard weight.text <= bounds.text - taken.text else {
            let notes = alias.map { ["'*\($0)' stands for \(weight.text) of them"] } ?? []
            findings.close(
                with: Diagnostic(
                    .tooMuchText, "more than \(bounds.text) bytes of text in one file", at: span, notes: notes))
            return false
        }
        taken = taken + weight
        return true
    }

    /// Whether so many levels more are within the bound; false, the file refused, where they are not.
    private mutating func descend(_ levels: Int, at span: SourceSpan, alias: String? = nil) -> Bool {
        guard levels <= bounds.depth - open.count else {
            let notes = alias.map { ["'*\($0)' has \(levels) of them"] } ?? []
            findings.close(
                with: Diagnostic(
                    .tooDeep, "more than \(bounds.depth) levels of sequences and mappings", at: span, notes: notes))
            return false
        }
        return true
    }
}

// MARK: - Places

extension TreeBuilder {
    private mutating func span(of event: Event) -> SourceSpan {
        let start = cursor.position(of: event.start)
        return SourceSpan(file: file, start: start, end: cursor.position(of: event.end))
    }

    /// An explicit tag with its place; the cursor stands at the first of the properties and stays there.
    private func tag(of properties: Event.Properties, before end: Int) -> Tag? {
        guard let name = properties.tag else { return nil }
        var cursor = cursor
        let place = cursor.findTag(before: end)
        return Tag(name, at: SourceSpan(file: file, start: place.start, end: place.end))
    }

    /// The span of a scalar whose start is under the cursor.
    private mutating func scalarSpan(_ text: String, _ style: Event.Style, _ event: Event) -> SourceSpan {
        let start = cursor.position
        guard style == .block else {
            return SourceSpan(file: file, start: start, end: cursor.position(of: event.end))
        }
        // A block without content ends with its header; any other with the last thing that can be seen.
        if text.utf8.allSatisfy(isBlank) {
            cursor.move(to: cursor.index + 1)
            while let next = cursor.byte, !isBlank(next) { cursor.move(to: cursor.index + 1) }
            let header = SourceSpan(file: file, start: start, end: cursor.position)
            cursor.move(to: event.end)
            return header
        }
        cursor.move(to: event.end)
        return SourceSpan(file: file, start: start, end: cursor.endOfContent(from: start))
    }

    /// The place of the first item or bracket, tag and anchor left out.
    private mutating func collectionStart(_ properties: Event.Properties, _ event: Event) -> SourcePosition {
        // Without properties libyaml marks the place itself, and a flow bracket as one scalar wide. With them the start
        // is theirs, and the end is either the first item's start or one scalar after a '[', '{' or '-' that libyaml
        // has already read: then what is before the end is not a blank.
        if properties.isEmpty {
            let start = cursor.position
            cursor.move(to: event.end)
            return start
        }
        cursor.move(to: event.end - 1)
        let place = cursor.position
        let before = cursor.byte
        cursor.move(to: event.end)
        return before.map(isBlank) ?? true ? cursor.position : place
    }
}
