import Diagnostics
import JSON
import Jobs
import Manifests

/// What holds of every file, whatever is in it.
enum Promises {
    /// The first promise that a file breaks, in words; nil where all are kept.
    static func broken(by input: [UInt8]) -> String? {
        let file = SourceFile(path: "job.yaml", bytes: input)
        let variables: Variables = ["a": ["b", 1, .null]]
        let loading = ManifestLoader.load([file], variables: variables, environment: ["PATH": "/bin"]) { path in
            // The file names itself as its task definition, which must come to an end.
            SourceFile(path: path, bytes: input)
        }
        let (configuration, more) = ConfigurationLoader.load(file)
        if configuration == nil, !more.contains(where: { $0.severity == .error }) {
            return "no configuration, and no error that says why"
        }
        let report = DiagnosticReport(loading.diagnostics + more)
        for diagnostic in report.shown + (report.diagnostics.last.map { [$0] } ?? []) {
            if let complaint = broken(by: diagnostic) { return complaint }
        }
        let text = report.text(DiagnosticRenderer(.plain))
        if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E }) {
            return "a control character reaches the terminal"
        }
        if loading.jobs.isEmpty, !loading.hasErrors, !input.isEmpty, loading.diagnostics.isEmpty {
            return hasOnlyDefaults(input) ? nil : "no job, and nothing said"
        }
        return loading.hasErrors ? nil : loading.jobs.lazy.compactMap { broken(by: $0) }.first
    }

    private static func hasOnlyDefaults(_ input: [UInt8]) -> Bool {
        String(decoding: input, as: UTF8.self).contains("Defaults")
    }

    private static func broken(by diagnostic: Diagnostic) -> String? {
        if DiagnosticPage.of(diagnostic.code) == nil { return "\(diagnostic.code) has no page" }
        for span in [diagnostic.span].compactMap({ $0 }) + diagnostic.related.map(\.span) {
            let isInside = 0 <= span.start.offset && span.start.offset <= span.end.offset
            guard isInside, span.end.offset <= span.file.bytes.count, span.start.line >= 1, span.start.column >= 1
            else { return "\(diagnostic.code) points outside of the file" }
        }
        return nil
    }

    /// A job that is written out as it was understood is the same job.
    private static func broken(by loaded: LoadedJob) -> String? {
        let job = loaded.job
        let text = YAMLText.manifest(name: job.name, labels: job.labels, spec: job.spec)
        let again = ManifestLoader.load([SourceFile(path: "again.yaml", bytes: Array(text.utf8))]) { _ in nil }
        guard let other = again.jobs.first?.job else { return "the job '\(job.name)' is not one once it is rendered" }
        return other.manifestHash == job.manifestHash ? nil : "rendering the job '\(job.name)' changes its hash"
    }
}
