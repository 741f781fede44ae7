import Diagnostics

/// What is wrong with a file, up to a bound.
struct Findings {
    /// After so many problems more of them help nobody, and a hostile file could fill the memory with them.
    static let most = 1000

    private(set) var diagnostics: [Diagnostic] = []
    /// Nothing more is wanted: the file is refused.
    private(set) var isClosed = false

    mutating func add(_ diagnostic: Diagnostic) {
        if isClosed { return }
        diagnostics.append(diagnostic)
        guard diagnostics.count == Self.most else { return }
        close(
            with: Diagnostic(
                .tooManyProblems, "\(Self.most) problems so far; the rest of the file is not read", at: diagnostic.span)
        )
    }

    /// Takes back what was said of a line, by its code: a worse thing is to be said of it.
    mutating func takeBack(_ code: YAMLCode, onLine line: Int) {
        diagnostics.removeAll { $0.code == code.rawValue && $0.span?.start.line == line }
    }

    /// Adds a last diagnostic, which refuses the rest of the file.
    mutating func close(with diagnostic: Diagnostic) {
        if isClosed { return }
        diagnostics.append(diagnostic)
        isClosed = true
    }
}
