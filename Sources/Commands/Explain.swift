import ArgumentParser
import Diagnostics
import Manifests

struct Explain: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show what the code of an error or a warning means, with an example and the mended one.",
        discussion: """
            The code stands in brackets after 'error' or 'warning': M0003. Without one all codes are listed: Y is \
            about YAML, M about the language of manifests, E about what ECS would refuse. Exit code 1 for an unknown \
            code.
            """)

    @Argument(help: "The code, such as M0003; without it all codes are listed.") var code: String?
    @OptionGroup var format: OutputOptions

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        guard let code else {
            let pages = DiagnosticPage.all
            switch format.output {
            case .json: world.terminal.write(Rendering.json(pages.map { PageView($0, isWhole: false) }))
            case .text: world.terminal.write(pages.map { "\($0.code)  \($0.title)\n" }.joined())
            }
            return
        }
        guard let page = DiagnosticPage.of(code) else {
            let close = Suggestion.closest(to: code.uppercased(), among: DiagnosticPage.all.map(\.code))
            throw Failure(
                .error, "no error or warning has the code '\(DisplayText.escaped(code))'",
                wayOut: (close.map { "did you mean '\($0)'? " } ?? "") + "'purser explain' lists all codes")
        }
        switch format.output {
        case .json: world.terminal.write(Rendering.json(PageView(page, isWhole: true)))
        case .text: world.terminal.write(page.text + "\n")
        }
    }
}

/// A page for programs.
private struct PageView: Encodable {
    let code: String
    let title: String
    /// Markdown; nil in the list of all.
    let text: String?

    init(_ page: DiagnosticPage, isWhole: Bool) {
        code = page.code
        title = page.title
        text = isWhole ? page.text : nil
    }
}
