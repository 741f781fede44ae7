import CLibYAML

/// The one place that talks to libyaml, and with it the one place with unsafe code.
enum EventParser {
    /// Walks through the events of a UTF-8 text.
    ///
    /// - Parameters:
    ///   - bytes: The text, already checked: UTF-8, no byte-order mark at `start`, no character that YAML forbids.
    ///   - start: The byte to begin at; marks count from there.
    ///   - visit: Called with each event; false stops the walk.
    /// - Returns: What libyaml cannot read, nil where the end was reached or `visit` stopped the walk.
    static func parse(_ bytes: [UInt8], from start: Int, visit: (Event) -> Bool) -> SyntaxProblem? {
        // A parser holds pointers into itself, so it lives at one address from beginning to end.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        precondition(yaml_parser_initialize(parser) == 1, "libyaml found no memory for a parser")
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // libyaml reads from this buffer for as long as the parser lives, so the whole walk happens inside.
        return bytes.withUnsafeBufferPointer { buffer in
            let text = UnsafeBufferPointer(rebasing: buffer[start...])
            // An empty array may have no address, and libyaml insists on one.
            var nothing: UInt8 = 0
            return withUnsafePointer(to: &nothing) { nowhere in
                yaml_parser_set_input_string(parser, text.baseAddress ?? nowhere, text.count)
                return walk(parser, visit)
            }
        }
    }

    private static func walk(
        _ parser: UnsafeMutablePointer<yaml_parser_t>, _ visit: (Event) -> Bool
    ) -> SyntaxProblem? {
        var event = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &event) == 1 else { return problem(of: parser.pointee) }
            defer { yaml_event_delete(&event) }
            if event.type == YAML_STREAM_END_EVENT { return nil }
            guard let content = content(of: event) else { continue }
            let goesOn = visit(
                Event(content: content, start: event.start_mark.index, end: event.end_mark.index))
            if !goesOn { return nil }
        }
    }

    private static func content(of event: yaml_event_t) -> Event.Content? {
        switch event.type {
        case YAML_DOCUMENT_START_EVENT:
            let version = event.data.document_start.version_directive?.pointee
            return .documentStart(version: version.map { (Int($0.major), Int($0.minor)) })
        case YAML_DOCUMENT_END_EVENT: return .documentEnd
        case YAML_ALIAS_EVENT: return .alias(text(event.data.alias.anchor) ?? "")
        case YAML_SCALAR_EVENT:
            let scalar = event.data.scalar
            let value = String(
                decoding: UnsafeBufferPointer(start: scalar.value, count: scalar.length), as: UTF8.self)
            return .scalar(
                text: value, style: style(of: scalar.style),
                Event.Properties(anchor: text(scalar.anchor), tag: text(scalar.tag)))
        case YAML_SEQUENCE_START_EVENT:
            let start = event.data.sequence_start
            return .sequenceStart(Event.Properties(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
        case YAML_MAPPING_START_EVENT:
            let start = event.data.mapping_start
            return .mappingStart(Event.Properties(anchor: text(start.anchor), tag: text(start.tag)))
        case YAML_MAPPING_END_EVENT: return .mappingEnd
        default: return nil
        }
    }

    private static func style(of style: yaml_scalar_style_t) -> Event.Style {
        switch style {
        case YAML_SINGLE_QUOTED_SCALAR_STYLE, YAML_DOUBLE_QUOTED_SCALAR_STYLE: .quoted
        case YAML_LITERAL_SCALAR_STYLE, YAML_FOLDED_SCALAR_STYLE: .block
        default: .plain
        }
    }

    private static func text(_ pointer: UnsafeMutablePointer<yaml_char_t>?) -> String? {
        pointer.map { String(cString: $0) }
    }

    private static func problem(of parser: yaml_parser_t) -> SyntaxProblem {
        precondition(parser.error != YAML_MEMORY_ERROR, "libyaml ran out of memory")
        return SyntaxProblem(
            problem: parser.problem.map { String(cString: $0) } ?? "not YAML",
            index: parser.problem_mark.index,
            context: parser.context.map { String(cString: $0) },
            contextIndex: parser.context == nil ? nil : parser.context_mark.index)
    }
}
