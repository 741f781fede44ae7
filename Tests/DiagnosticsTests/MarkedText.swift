@testable import Diagnostics

/// A file whose text marks one place: `image: ⟦acme⟧`.
struct MarkedText {
    let file: SourceFile
    let span: SourceSpan

    init(_ marked: String, path: String = "jobs/a.yaml") {
        var bytes: [UInt8] = []
        var places: [SourcePosition] = []
        var (line, column) = (1, 1)
        for scalar in marked.unicodeScalars {
            if scalar == "⟦" || scalar == "⟧" {
                places.append(SourcePosition(offset: bytes.count, line: line, column: column))
                continue
            }
            bytes += Array(String(scalar).utf8)
            if scalar == "\u{FEFF}", bytes.count == 3 { continue }
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        precondition(places.count == 2, "a marked text has one place")
        file = SourceFile(path: path, bytes: bytes)
        span = SourceSpan(file: file, start: places[0], end: places[1])
    }
}
