import Diagnostics
import YAML

/// Where in a file values stand that are not to be shown with its lines: what looks like a secret, and what is written
/// under `secrets`.
///
/// Looked for by the words of the file alone, so that a file with any mistake in it keeps its secrets too.
struct SecretPlaces {
    /// In bytes.
    private(set) var ranges: [Range<Int>] = []

    init(in file: SourceFile) {
        let reading = YAMLReader.read(file)
        for document in reading.documents { take(document) }
        // A document that cannot be read is not among the documents.
        if reading.diagnostics.contains(where: { $0.severity == .error }) { take(lines: file.bytes) }
    }

    /// `name` is what the value is called: its key, or what stands under `name` beside it.
    private mutating func take(_ node: Node, name: String = "", isUnderSecrets: Bool = false) {
        switch node.content {
        case .scalar(let scalar):
            if isUnderSecrets || SecretGuess.looksSecret(name: name, value: scalar.text) { add(node.span) }
        case .sequence(let items): for item in items { take(item, name: name, isUnderSecrets: isUnderSecrets) }
        case .mapping(let entries):
            let given = node["name"]?.scalar?.text
            for entry in entries {
                let isScalar = entry.value.scalar != nil
                let isSection = !isScalar && SecretPlaces.sections.contains(entry.key)
                let isName = isScalar && entry.key == "name"
                take(
                    entry.value, name: entry.key == "value" ? given ?? entry.key : entry.key,
                    isUnderSecrets: isSection || (isUnderSecrets && !isName))
            }
        }
    }

    private static let sections: Set<String> = ["secrets", "secretOptions"]

    private mutating func add(_ span: SourceSpan) {
        ranges.append(span.start.offset..<span.end.offset)
    }
}

// MARK: - Text that is no YAML

extension SecretPlaces {
    /// Looks for `key: value` on each line, and for the `value` that follows a `name`; in a file that declares secret
    /// variables each `value` is one.
    ///
    /// Where a value ends cannot be known: the rest of its line is taken, and the lines below that are further in.
    private mutating func take(lines bytes: [UInt8]) {
        let lines = bytes.split(omittingEmptySubsequences: true, whereSeparator: isBreak).map(\.indices)
        let pairs = lines.map { SecretPlaces.pairs(in: bytes, $0) }
        let declaresSecrets = pairs.contains { $0.contains { $0.key == "secret" } }
        var name = ""
        var indentation: Int?
        for (line, pairs) in zip(lines, pairs) {
            let blanks = line.prefix { bytes[$0] == 0x20 }.count
            if let outer = indentation, blanks > outer {
                ranges.append(line)
                continue
            }
            indentation = nil
            for pair in pairs {
                let value = SecretPlaces.word(bytes, pair.value)
                if pair.key == "name" { name = value }
                let isNamed = pair.key == "value" && SecretGuess.looksSecret(name: name, value: value)
                let isDeclared = pair.key == "value" && declaresSecrets
                guard
                    isNamed || isDeclared || pair.key == "valueFrom"
                        || SecretGuess.looksSecret(name: pair.key, value: value)
                else { continue }
                ranges.append(pair.value.lowerBound..<line.upperBound)
                indentation = blanks
                break
            }
        }
    }

    /// The keys of a line, each with the stretch up to the next one or to the end of the line.
    private static func pairs(in bytes: [UInt8], _ line: Range<Int>) -> [(key: String, value: Range<Int>)] {
        let colons = line.filter { at in
            guard bytes[at] == UInt8(ascii: ":") else { return false }
            // After a key in quotes nothing need follow.
            let isQuoted = at > line.lowerBound && (bytes[at - 1] == 0x22 || bytes[at - 1] == 0x27)
            return at + 1 == line.upperBound || isBlank(bytes[at + 1]) || isQuoted
        }
        return colons.map { colon in
            let keyStart = line[..<colon].last { marks.contains(bytes[$0]) }.map { $0 + 1 } ?? line.lowerBound
            let next = line[(colon + 1)...].first { marks.contains(bytes[$0]) } ?? line.upperBound
            return (word(bytes, keyStart..<colon), colon + 1..<max(next, colon + 1))
        }
    }

    private static let marks = Array(",{}[]".utf8)

    /// A stretch without the blanks, dashes and quotes around it.
    private static func word(_ bytes: [UInt8], _ range: Range<Int>) -> String {
        func isAround(_ byte: UInt8) -> Bool { " \t-\"'".utf8.contains(byte) }
        let inner = bytes[range].drop(while: isAround)
        let end = inner.lastIndex { !isAround($0) }.map { $0 + 1 } ?? inner.startIndex
        return String(decoding: inner[..<end], as: UTF8.self)
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

    private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }
}
