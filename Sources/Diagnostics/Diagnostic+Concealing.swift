extension SourceFile {
    /// The same file with some of its bytes made unreadable, for whoever shows its lines.
    ///
    /// Every character is replaced by one of as many bytes, line breaks stay: all places mean what they meant.
    package func concealing(_ ranges: [Range<Int>]) -> SourceFile {
        var bytes = bytes
        for range in ranges {
            var at = range.lowerBound
            while at < min(range.upperBound, bytes.count) {
                let stand = SourceFile.stand(for: bytes[at])
                for (index, byte) in stand.enumerated() where at + index < bytes.count { bytes[at + index] = byte }
                at += stand.count
            }
        }
        return SourceFile(path: path, bytes: bytes)
    }

    /// What stands for a character that begins with a byte: `*`, or a dot of as many bytes.
    private static func stand(for byte: UInt8) -> [UInt8] {
        switch byte {
        case 0x0A, 0x0D: [byte]
        case 0xC0..<0xE0: Array("\u{B7}".utf8)
        case 0xE0..<0xF0: Array("\u{2022}".utf8)
        case 0xF0...: Array("\u{1F784}".utf8)
        default: [UInt8(ascii: "*")]
        }
    }
}

extension Diagnostic {
    /// All files that are shown with the diagnostic.
    package var files: [SourceFile] {
        (span.map { [$0.file] } ?? []) + related.map(\.span.file)
    }

    /// The same diagnostic without what is not to be read: other files in the place of some, and its words masked.
    package func concealing(_ files: [ObjectIdentifier: SourceFile], _ secrets: Secrets) -> Diagnostic {
        func concealed(_ span: SourceSpan) -> SourceSpan {
            guard let file = files[ObjectIdentifier(span.file)] else { return span }
            return SourceSpan(file: file, start: span.start, end: span.end)
        }
        return Diagnostic(
            code, severity, secrets.masked(message), at: span.map(concealed), hint: hint.map(secrets.masked),
            notes: notes.map(secrets.masked),
            related: related.map { Related(secrets.masked($0.message), at: concealed($0.span)) })
    }
}
