import Diagnostics
import Testing

@testable import YAML

/// A file whose text marks places by number: `image: ⟦1⟧acme⟦/1⟧`; `⟦2⟧⟦/2⟧` is a place of no width.
///
/// An expectation then names a mark, never a line or a column that somebody counted.
struct MarkedSource: CustomTestStringConvertible {
    let file: SourceFile
    private var starts: [String: SourcePosition] = [:]
    private var ends: [String: SourcePosition] = [:]

    init(_ marked: String, path: String = "a.yaml") {
        var bytes: [UInt8] = []
        var (line, column) = (1, 1)
        var name: String?
        var last: Unicode.Scalar?
        for scalar in marked.unicodeScalars {
            switch (scalar, name) {
            case ("⟦", nil): name = ""
            case ("⟧", let mark?):
                let place = SourcePosition(offset: bytes.count, line: line, column: column)
                if mark.hasPrefix("/") { ends[String(mark.dropFirst())] = place } else { starts[mark] = place }
                name = nil
            case (_, let mark?): name = mark + String(scalar)
            case (_, nil):
                let isSecondOfBreak = scalar == "\n" && last == "\r"
                bytes += Array(String(scalar).utf8)
                if scalar == "\n" || scalar == "\r" {
                    if !isSecondOfBreak { line += 1 }
                    column = 1
                } else if scalar != "\u{FEFF}" || bytes.count > 3 {
                    column += 1
                }
                last = scalar
            }
        }
        file = SourceFile(path: path, bytes: bytes)
    }

    /// The stretch between `⟦name⟧` and `⟦/name⟧`.
    func span(_ name: String) throws -> SourceSpan {
        SourceSpan(file: file, start: try #require(starts[name]), end: try #require(ends[name]))
    }

    /// The mark that has this stretch, for messages of tests.
    func name(of span: SourceSpan?) -> String {
        guard let span else { return "nowhere" }
        let name = starts.keys.sorted().first { starts[$0] == span.start && ends[$0] == span.end }
        return name ?? "\(span.start.line):\(span.start.column) to \(span.end.line):\(span.end.column)"
    }

    var testDescription: String { String(decoding: file.bytes, as: UTF8.self) }
}

/// Trees and diagnostics on one line each, to be compared with.
enum Outline {
    /// `{a: [1, 2.5, "x", true, null]}`; a whole float keeps its `.0`, a broken node is a `!`.
    static func of(_ node: Node) -> String {
        if node.isBroken { return "!" }
        switch node.content {
        case .scalar(let scalar):
            switch scalar.value {
            case .null: return "null"
            case .bool(let value): return "\(value)"
            case .int(let value): return "\(value)"
            case .float(let value): return "\(value)"
            case .string(let value): return value.debugDescription
            }
        case .sequence(let items): return "[" + items.map(of).joined(separator: ", ") + "]"
        case .mapping(let entries):
            return "{" + entries.map { "\($0.key): \(of($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    /// The documents, and then the diagnostics, as one list.
    static func of(_ yaml: String, bounds: Bounds = Bounds()) -> [String] {
        let reading = YAMLReader.read(SourceFile(path: "a.yaml", bytes: Array(yaml.utf8)), bounds: bounds)
        return reading.documents.map(of) + reading.diagnostics.map { "\($0.code) \($0.message)" }
    }
}

extension Node {
    /// The items of a sequence.
    var items: [Node]? {
        guard case .sequence(let items) = content else { return nil }
        return items
    }

    /// The entries of a mapping.
    var entries: [Entry]? {
        guard case .mapping(let entries) = content else { return nil }
        return entries
    }
}
