// Manifests that somebody wrote by mistake, in a hurry or in the language of another tool, and what they are told.
import Diagnostics
import Foundation
import Manifests
import Testing

/// A file of which each problem must have a place, a reason and a way out.
struct StrangeManifest: CustomTestStringConvertible {
    let testDescription: String
    let bytes: [UInt8]

    /// A whole file.
    init(_ name: String, whole: [UInt8]) {
        testDescription = name
        bytes = whole
    }

    /// A whole file.
    init(_ name: String, whole: String) {
        self.init(name, whole: Array(whole.utf8))
    }

    /// A job with more lines in `spec`.
    init(_ name: String, _ lines: String) {
        self.init(name, whole: StrangeManifest.job + lines.split(separator: "\n").map { "  \($0)\n" }.joined())
    }

    /// A job with a text in the place of another.
    init(_ name: String, _ old: String, _ new: String) {
        self.init(name, whole: StrangeManifest.job.replacing(old, with: new))
    }

    static let job = """
        apiVersion: purser/v1
        kind: Job
        metadata: {name: report}
        spec:
          cluster: batch
          taskDefinition: report:12
          timeout: {attemptDurationSeconds: 3600}

        """
}

@Suite struct `A strange manifest` {
    /// What is no value at all is told once, and not a second time for what it was to be.
    @Test(arguments: ["report:12", "batch", "{attemptDurationSeconds: 3600}", "3600", "{name: report}"])
    func `with a template in the place of a value has one problem`(value: String) {
        let text = StrangeManifest.job.replacing(": \(value)", with: ": {{ .Values.a }}")
        #expect(load(text).codes == ["Y0008"])
        #expect(load(text).diagnostics.first?.hint?.contains("${{ vars.NAME }}") == true)
    }

    @Test func `with two templates in one value has one problem`() {
        let text = StrangeManifest.job.replacing("report:12", with: "{{ .Values.a }}:{{ .Values.b }}")
        #expect(load(text).codes == ["Y0025"])
        #expect(load(text).diagnostics.first?.hint?.contains("${{ vars.NAME }}") == true)
    }

    static let encodings = [
        StrangeManifest("nothing", whole: ""),
        StrangeManifest("a comment alone", whole: "# nothing\n"),
        StrangeManifest("markers alone", whole: "---\n---\n"),
        StrangeManifest(
            "a byte-order mark", whole: [0xEF, 0xBB, 0xBF] + Array("apiVersoin: purser/v1\nkind: Job\n".utf8)),
        StrangeManifest("Windows line ends", "  cluster: batch\n", "  clustre: batch\r\n"),
        StrangeManifest("line ends of an old Macintosh", "  cluster: batch\n", "  clustre: batch\r"),
        StrangeManifest("UTF-16", whole: [0xFF, 0xFE] + StrangeManifest.job.utf8.flatMap { [$0, 0] }),
        StrangeManifest("UTF-16 without a mark", whole: StrangeManifest.job.utf8.flatMap { [0, $0] }),
        StrangeManifest("Latin-1", whole: Array(StrangeManifest.job.utf8) + Array("  group: caf".utf8) + [0xE9, 0x0A]),
        StrangeManifest("a NUL", "batch", "ba\u{0}tch"),
        StrangeManifest("an escape of a terminal", "group: \"\u{1B}[31mred\""),
        StrangeManifest("an image", whole: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]),
    ]

    static let layout = [
        StrangeManifest("a tab that indents", "  cluster", "\tcluster"),
        StrangeManifest("a tab inside a line", "cluster: batch", "cluster:\tbatch\tx: 1"),
        StrangeManifest("no-break spaces that indent", "  cluster", "\u{A0}\u{A0}cluster"),
        StrangeManifest("a line too far to the left", whole: StrangeManifest.job + " group: x\n"),
        StrangeManifest("no space after a colon", "group:abc"),
        StrangeManifest("a wide colon", "group\u{FF1A} abc"),
        StrangeManifest("a key and nothing more", "group"),
        StrangeManifest("a colon in a value", "group: a: b"),
        StrangeManifest("a quote that stays open", "group: \"abc"),
        StrangeManifest("a bracket that stays open", "tags: {a: b"),
        StrangeManifest("quotes in quotes", "group: 'it's'"),
        StrangeManifest("an unknown escape", #"group: "C:\quit""#),
        StrangeManifest("digits that are missing", #"group: "\x1""#),
        StrangeManifest("a mark that starts nothing", "group: @abc"),
        StrangeManifest("a list among keys", "group: x\n- y"),
        StrangeManifest("a comma too many", "placementStrategy: [,]"),
        StrangeManifest("a variable in braces without quotes", "tags: {a: ${{ vars.a }}}"),
        StrangeManifest("a template of Helm", "report:12", "{{ .Values.definition }}"),
        StrangeManifest("a condition of Helm", "{{- if .Values.group }}\ngroup: a\n{{- end }}"),
        StrangeManifest("a comment of JSON", whole: "{\"apiVersion\": \"purser/v1\", // mine\n \"kind\": \"Job\"}\n"),
        StrangeManifest(
            "a merge that was not solved", "  cluster: batch", "<<<<<<< HEAD\n  cluster: a\n=======\n  cluster: b"),
        StrangeManifest("text behind the end", whole: StrangeManifest.job + "... more\n"),
        StrangeManifest("brackets two hundred deep", whole: String(repeating: "[", count: 200)),
    ]

    static let values = [
        StrangeManifest("truth as YAML 1.1 had it", "suspend: yes\nenableExecuteCommand: off"),
        StrangeManifest("octal as YAML 1.1 had it", "3600", "07020"),
        StrangeManifest("base 60 as YAML 1.1 had it", "3600", "1:30:00"),
        StrangeManifest("YAML 1.1 by its name", whole: "%YAML 1.1\n---\n" + StrangeManifest.job + "  suspend: on\n"),
        StrangeManifest("a time with a unit", "3600", "1h30m"),
        StrangeManifest("a time of ISO 8601", "3600", "PT2H"),
        StrangeManifest("separators in a number", "3600", "3_600"),
        StrangeManifest("a number of thirty digits", "3600", String(repeating: "9", count: 30)),
        StrangeManifest("a number beyond all", "3600", "1e999"),
        StrangeManifest("what is no number", "count: .nan"),
        StrangeManifest("half a second", "3600", "3600.5"),
        StrangeManifest("a version that is a number", "platformVersion: 1.10"),
        StrangeManifest("a number in quotes", "count: '1'"),
        StrangeManifest("nothing in a list", "placementStrategy: [~]"),
        StrangeManifest("a command in one text", "overrides: {containerOverrides: [{name: main, command: a b}]}"),
        StrangeManifest(
            "an environment of keys", "overrides: {containerOverrides: [{name: main, environment: {A: b}}]}"),
        StrangeManifest("a mapping for a list", "placementStrategy: {type: random}"),
        StrangeManifest("a trigger of one word", "trigger: onRevision"),
        StrangeManifest("a name with capitals", "name: report", "name: Nightly_Report 2"),
        StrangeManifest("a name of 300 letters", "name: report", "name: " + String(repeating: "a", count: 300)),
        StrangeManifest("a tag of CloudFormation", "group: !Ref Group"),
        StrangeManifest("a template of another tool", "batch", "{{ .Values.cluster }}"),
    ]

    static let structure = [
        StrangeManifest("a list of jobs", whole: "- apiVersion: purser/v1\n"),
        StrangeManifest("a word", whole: "hello\n"),
        StrangeManifest("a file of Compose", whole: "services:\n  web: {image: nginx}\n"),
        StrangeManifest(
            "a CronJob of Kubernetes", whole: "apiVersion: batch/v1\nkind: CronJob\nspec: {schedule: '@daily'}\n"),
        StrangeManifest("a configuration", whole: "set: demo\nregion: eu-central-1\n"),
        StrangeManifest(
            "keys of a job without 'spec'", whole: "apiVersion: purser/v1\nkind: Job\nname: a\ncluster: b\n"),
        StrangeManifest(
            "defaults with a name", whole: "apiVersion: purser/v1\nkind: Defaults\nmetadata: {name: a}\nspec: {}\n"),
        StrangeManifest(
            "nothing under 'spec'", whole: "apiVersion: purser/v1\nkind: Job\nmetadata: {name: a}\nspec:\n"),
        StrangeManifest("a key twice", "cluster: other"),
        StrangeManifest("a key twice, once by an alias", "tags: {&k a: x, *k : y}"),
        StrangeManifest("two merge keys", "<<: {count: 1}\n<<: {count: 2}"),
        StrangeManifest("a merge of a number", "<<: 5"),
        StrangeManifest("an alias of nothing", "tags: *tags"),
        StrangeManifest("an alias inside itself", "tags: &t {a: *t}"),
        StrangeManifest("a list as a key", "? [a, b]\n: 1"),
        StrangeManifest("a key of wide letters", "\u{65E5}\u{672C}: {a: 1}"),
        StrangeManifest("a key with a combining mark", "e\u{301}: {a: 1}"),
        StrangeManifest("a key with a letter that is not seen", "clu\u{200B}ster: a"),
        StrangeManifest("a Cyrillic letter in a key", "  cluster", "  \u{441}luster"),
        StrangeManifest("a task definition that is a folder", "report:12", "{file: .}"),
        StrangeManifest("a task definition that is a text", "report:12", "{file: notes.txt}"),
        StrangeManifest("one name in two documents", whole: StrangeManifest.job + "---\n" + StrangeManifest.job),
    ]

    static let all = encodings + layout + values + structure

    private func loading(_ manifest: StrangeManifest) -> Loading {
        ManifestLoader.load([SourceFile(path: "job.yaml", bytes: manifest.bytes)]) { path in
            path == "notes.txt" ? SourceFile(path: path, bytes: Array("do not show this\n".utf8)) : nil
        }
    }

    @Test(arguments: all) func `says where, why, and what to do`(manifest: StrangeManifest) {
        let diagnostics = loading(manifest).diagnostics
        #expect(!diagnostics.isEmpty)
        for diagnostic in diagnostics {
            #expect(diagnostic.span?.file.path == "job.yaml")
            // What is expected is a way out by itself, and so is the other place of two.
            let hasWayOut =
                diagnostic.hint != nil || !diagnostic.notes.isEmpty || !diagnostic.related.isEmpty
                || diagnostic.message.hasPrefix("expected ") || diagnostic.code == "Y0005"
            #expect(hasWayOut, "\(diagnostic.message)")
            #expect(!diagnostic.message.contains("show this"))
        }
    }

    /// All of them in one golden text; `UPDATE_GOLDENS=1` writes it.
    @Test func `is told so`() throws {
        let text = Self.all.map { manifest in
            "# \(manifest.testDescription)\n"
                + DiagnosticReport(loading(manifest).diagnostics).text(DiagnosticRenderer(.plain)) + "\n\n"
        }.joined()
        let path = Repository.root + "Tests/ManifestsTests/Goldens/strange-manifests.golden"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data(text.utf8).write(to: URL(filePath: path))
            Issue.record("\(path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(decoding: Repository.bytes(path), as: UTF8.self) == text)
    }

    @Test(arguments: [
        ("90s", 90), ("5m", 300), ("1h30m", 5400), ("2d", 172_800), ("1:00:00", 3600), ("1:30", 90), ("PT1H", 3600),
        ("P1DT1S", 86_401), ("", nil), ("h", nil), ("1x", nil), ("1:60", nil), ("9999999h", nil), ("::", nil),
        ("p", nil),
    ])
    func `has its time counted in seconds`(text: String, seconds: Int?) {
        let job = load(StrangeManifest.job.replacing("3600", with: "\"\(text)\""))
        #expect(job.diagnostics.map(\.hint) == [seconds.map { "write it in seconds: \($0)" }])
    }
}
