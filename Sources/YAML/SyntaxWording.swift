import Diagnostics

/// libyaml's errors in plain words, with the place that a reader would look for.
struct SyntaxWording {
    private let problem: SyntaxProblem
    private let text: SourceText
    /// Where libyaml stopped.
    private let place: SourcePosition
    /// Where the construct began that libyaml could not finish.
    private let context: SourcePosition?
    /// Where the parse began.
    private let start: SourcePosition
    /// Where the innermost bracket opens that is not closed.
    private let openBracket: SourcePosition?

    /// Takes a problem of a parse that began where `cursor` stands.
    init(
        _ problem: SyntaxProblem, in file: SourceFile, from cursor: MarkCursor, openBracket: SourcePosition?
    ) {
        self.problem = problem
        self.openBracket = openBracket
        text = SourceText(file)
        start = cursor.position
        var walker = cursor
        place = walker.position(of: problem.index)
        context = problem.contextIndex.map { index in
            var walker = cursor
            return walker.position(of: index)
        }
    }

    /// The line on which libyaml stopped, from 1.
    var line: Int { place.line }

    /// The first line after the problem that starts a document.
    var nextDocument: SourcePosition? {
        var walker = MarkCursor(text.file.bytes, at: place)
        while walker.byte != nil {
            let here = walker.position
            if here.column == 1, here.offset > start.offset, text.startsDocument(at: here.offset) { return here }
            walker.move(to: walker.index + 1)
        }
        return nil
    }

    /// The problem as a diagnostic.
    var diagnostic: Diagnostic {
        let wording = wording
        guard let hint = text.templateHint(before: place) else { return wording }
        return Diagnostic(
            wording.code, wording.severity, wording.message, at: wording.span, hint: hint, notes: wording.notes,
            related: wording.related)
    }

    private var wording: Diagnostic {
        switch problem.problem {
        case "did not find expected ',' or ']'": return bracket("]")
        case "did not find expected ',' or '}'": return bracket("}")
        case "found unexpected end of stream", "found unexpected document indicator": return unclosedQuote
        case "could not find expected ':'": return missingColon
        case "mapping values are not allowed in this context": return mappingNotAllowed
        case "did not find expected key": return misfit("a key")
        case "did not find expected '-' indicator": return misfit("'-'")
        case "found character that cannot start any token": return badStart
        case "did not find expected node content": return missingValue
        case "did not find expected alphabetic or numeric character": return anchorName
        default: return plainWording ?? other
        }
    }
}

// MARK: - Brackets and quotes

extension SyntaxWording {
    /// A line that goes back to the bracket's own level says that the bracket was forgotten; anything else, a comma.
    private func bracket(_ closing: String) -> Diagnostic {
        if let context {
            let level = text.indentation(at: context.offset)
            let opensLine = text.isFirstOnLine(context.offset)
            let here = text.indentation(at: place.offset)
            let goesBack = place.line > context.line && (opensLine ? here < level : here <= level)
            if goesBack || text.endsDocument(at: place.offset) { return unclosed(context) }
        }
        let found = text.found(at: place)
        return Diagnostic(
            .missingComma, "expected ',' or '\(closing)', found \(found)", at: text.word(at: place),
            hint: text.hasSlashesBefore(place.offset)
                ? "a comment begins with '#', not with '//'" : "put ',' between two values",
            related: context.map { [Diagnostic.Related("opened here", at: text.character(at: $0))] } ?? [])
    }

    private func unclosed(_ opening: SourcePosition) -> Diagnostic {
        let isSequence = text.byte(at: opening.offset) == UInt8(ascii: "[")
        let stop = Diagnostic.Related("found \(text.found(at: place)) instead", at: text.word(at: place))
        return Diagnostic(
            .unclosedBracket, "'\(isSequence ? "[" : "{")' is never closed", at: text.character(at: opening),
            hint: "add '\(isSequence ? "]" : "}")'",
            related: place.offset < text.file.bytes.count ? [stop] : [])
    }

    private var unclosedQuote: Diagnostic {
        let opening = context ?? place
        return Diagnostic(
            .unclosedQuote, "the quoted string is never closed", at: text.character(at: opening),
            hint: "add \(text.byte(at: opening.offset) == UInt8(ascii: "'") ? "'" : "\"")")
    }
}

// MARK: - Keys and indentation

extension SyntaxWording {
    private var missingColon: Diagnostic {
        let key = context ?? place
        return Diagnostic(
            .missingColon, "expected ':' after a key", at: text.restOfLine(at: key), hint: wayOutOfMissingColon(key),
            notes: ["a value that goes on in a new line must be indented more than its key"])
    }

    /// By what stands where a key should.
    private func wayOutOfMissingColon(_ key: SourcePosition) -> String {
        let span = text.restOfLine(at: key)
        let line = String(decoding: text.file.bytes[span.start.offset..<span.end.offset], as: UTF8.self)
        if key.column == 1, ["<<<<<<<", "=======", ">>>>>>>"].contains(where: line.hasPrefix) {
            return "this is a mark of a merge conflict: keep one side, and remove the marks"
        }
        if line.contains("\u{FF1A}") { return "write ':' and a space, not '\u{FF1A}'" }
        if line.contains(":") { return "put a space after ':'" }
        return "add ':' and a value"
    }

    private var mappingNotAllowed: Diagnostic {
        let hint: String
        if text.hasColonBefore(place.offset) {
            hint = "quote the value, it holds ': '"
        } else if let line = text.oddlyIndented(near: place) {
            hint = "line \(line) is indented with spaces of another kind: use plain ones"
        } else {
            hint = "check the indentation of this line and the one before"
        }
        return Diagnostic(
            .mappingNotAllowed, "a mapping cannot start here", at: text.character(at: place), hint: hint)
    }

    /// Something that is neither the next item of a block nor its end.
    private func misfit(_ expected: String) -> Diagnostic {
        let word = text.word(at: place)
        let related = context.map {
            [
                Diagnostic.Related(
                    "\(expected == "'-'" ? "the sequence" : "the mapping") starts here", at: text.word(at: $0))
            ]
        }
        guard text.isFirstOnLine(place.offset) else {
            let found = text.found(at: place)
            let isClosing = text.byte(at: place.offset).map { $0 == UInt8(ascii: "]") || $0 == UInt8(ascii: "}") }
            return Diagnostic(
                .textAfterValue, "expected the end of the line, found \(found)", at: word,
                hint: isClosing == true ? "no bracket is open here" : "quote the whole value")
        }
        if let context, place.column != context.column {
            return Diagnostic(
                .indentation, "the indentation of this line fits nothing above it", at: word,
                hint: "expected \(context.column - 1) spaces, found \(place.column - 1)", related: related ?? [])
        }
        return Diagnostic(
            .indentation, "expected \(expected), found \(text.found(at: place))", at: word,
            hint: expected == "'-'" ? "begin each item of the list with '-'" : "put a list under a key of its own",
            related: related ?? [])
    }
}

// MARK: - Values

extension SyntaxWording {
    private var badStart: Diagnostic {
        let character = text.character(at: place)
        if text.byte(at: place.offset) == 0x09 {
            return Diagnostic(.tabIndentation, "a tab cannot indent", at: character, hint: "use spaces")
        }
        return Diagnostic(
            .characterCannotStart, "\(text.found(at: place)) cannot start a plain value",
            at: character, hint: "quote the value")
    }

    private var missingValue: Diagnostic {
        if let openBracket, text.endsDocument(at: place.offset) { return unclosed(openBracket) }
        let found = text.found(at: place)
        return Diagnostic(
            .missingValue, "expected a value, found \(found)", at: text.character(at: place),
            hint: found.hasPrefix("'") ? "give one, or remove \(found)" : "give one")
    }

    private var anchorName: Diagnostic {
        let isAlias = problem.context == "while scanning an alias"
        let mark = isAlias ? "*" : "&"
        return Diagnostic(
            .anchorName, "expected a name of letters, digits, '-' and '_' after '\(mark)'",
            at: text.word(at: context ?? place), hint: "quote the value if '\(mark)' is part of it")
    }

    /// The errors that need no more than other words.
    private var plainWording: Diagnostic? {
        let here = text.character(at: place)
        switch problem.problem {
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return Diagnostic(.tabIndentation, "a tab cannot indent", at: here, hint: "use spaces")
        case "block sequence entries are not allowed in this context":
            return Diagnostic(
                .sequenceNotAllowed, "a sequence cannot start here", at: here,
                hint: "put '-' on a line of its own, or quote the value")
        case "mapping keys are not allowed in this context":
            return Diagnostic(
                .mappingNotAllowed, "a mapping cannot start here", at: here, hint: "quote the value, it begins with '?'"
            )
        case "found unexpected ':'":
            return Diagnostic(.mappingNotAllowed, "a plain value cannot hold ':' here", at: here, hint: "quote it")
        case "did not find expected <document start>":
            return Diagnostic(
                .contentAfterDocument, "the document has already ended", at: text.word(at: place),
                hint: "'---' starts another one")
        case "found unknown escape character":
            return Diagnostic(
                .escape, "unknown escape in double quotes", at: text.characters(2, at: place),
                hint: "write '\\\\' for a backslash, or use single quotes")
        case "found invalid Unicode character escape code":
            return Diagnostic(
                .escape, "the escape is no Unicode character", at: here,
                notes: ["a character beyond U+FFFF is written as it is, or as '\\U' with eight digits"])
        case "did not find expected hexdecimal number":
            return Diagnostic(
                .escape, "expected hexadecimal digits in an escape", at: here,
                hint: "two follow '\\x', four '\\u', eight '\\U'")
        case "found undefined tag handle":
            return Diagnostic(
                .unknownTag, "unknown tag \(text.found(at: place))", at: text.word(at: place),
                hint: "remove the tag, or quote the value if '!' is part of it")
        case "found incompatible YAML document":
            return Diagnostic(
                .directive, "expected YAML 1.1 or 1.2", at: text.restOfLine(at: place), hint: "remove the line")
        default: return nil
        }
    }

    /// By what libyaml was reading, with its own words as a note.
    private var other: Diagnostic {
        let words = "the parser says: \(problem.problem)"
        let here = text.word(at: place)
        switch problem.context {
        case "while scanning a block scalar":
            return Diagnostic(
                .blockHeader, "expected '+', '-' or a digit from 1 to 9 after '|' or '>', and then the end of the line",
                at: here, hint: "put the text on the lines below, or quote it")
        case "while scanning a tag", "while parsing a tag":
            return Diagnostic(.tagSyntax, "the tag cannot be read", at: text.word(at: context ?? place), notes: [words])
        case let reading? where reading.hasSuffix("directive"):
            return Diagnostic(
                .directive, "the directive cannot be read", at: text.restOfLine(at: context ?? place), notes: [words])
        case _ where problem.problem.contains("directive"):
            return Diagnostic(
                .directive, "the directive cannot be used", at: text.restOfLine(at: place), notes: [words])
        default: return Diagnostic(.syntax, "this is not YAML", at: here, notes: [words])
        }
    }
}
