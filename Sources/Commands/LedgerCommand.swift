import ArgumentParser
import Jobs
import Ledger

/// `purser ledger`: the book itself.
struct LedgerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ledger",
        abstract: "Make, check, copy and move the ledger.",
        discussion: """
            The ledger is what makes a run happen once: keep it as long as its jobs, one for a set. It is the file \
            .purser/ledger.db, or another file or a table of DynamoDB that 'ledger:' in purser.yaml names.
            """,
        subcommands: [
            LedgerCreate.self, LedgerCheck.self, LedgerExport.self, LedgerImport.self, LedgerMove.self,
            LedgerRebuild.self,
        ])
}

/// What `ledger create`, `import` and `move` answer.
struct LedgerView: Encodable {
    let ledger: String
    let set: String
    let made: Bool
    let runs: Int
    let launches: Int
}

extension OutputForm {
    func render(_ view: LedgerView, _ sentence: String) -> String {
        self == .json ? Rendering.json(view) : sentence + "\n"
    }
}

struct LedgerCreate: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make the ledger where there is none; for DynamoDB the table too.",
        discussion: """
            A file is made by the first apply anyway. A table is made here alone: paid by the request, protected \
            from deletion, with backups of every second of the last 35 days. Several sets may share it.
            """)

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        let made = try await access.create()
        let view = LedgerView(ledger: "\(access.address)", set: access.set, made: made, runs: 0, launches: 0)
        let verb = made ? "made" : "is there already, left as it is"
        world.terminal.write(format.output.render(view, "\(access.address): \(verb) (set '\(access.set)')"))
    }
}

struct LedgerCheck: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Read the whole ledger and say what is wrong with it; exit code 1 where anything is.",
        discussion: "Changes nothing and asks ECS nothing.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    private struct View: Encodable {
        let ledger: String
        let id: String
        let set: String
        let mark: String?
        let runs: Int
        let launches: Int
        let findings: [LedgerAudit.Finding]
    }

    var endsAtOnce: Bool { true }

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        guard let store = try await access.readMovable() else { throw access.absence }
        let view: View
        do throws(LedgerError) {
            var findings: [LedgerAudit.Finding] = []
            if let file = store as? SQLiteLedger {
                findings = try await file.integrityFindings().map {
                    LedgerAudit.Finding(file.path, $0)
                }
            }
            let audit = LedgerAudit(try await LedgerArchive(of: store, set: access.set))
            view = View(
                ledger: "\(access.address)", id: store.id, set: access.set, mark: try await store.mark()?.text,
                runs: audit.runs, launches: audit.launches, findings: findings + audit.findings)
        } catch {
            throw Failure(error)
        }
        switch format.output {
        case .json: world.terminal.write(Rendering.json(view))
        case .text:
            for finding in view.findings { world.terminal.write("\(finding.subject): \(finding.message)\n") }
            if let mark = view.mark { world.terminal.write("\(view.ledger): marked as \(mark)\n") }
            func counted(_ count: Int, _ one: String, _ many: String) -> String {
                "\(count) \(count == 1 ? one : many)"
            }
            let verdict =
                view.findings.isEmpty ? "all is well" : counted(view.findings.count, "finding", "findings")
            let runs = counted(view.runs, "run", "runs")
            let launches = counted(view.launches, "launch", "launches")
            world.terminal.write("\(view.ledger): \(runs), \(launches): \(verdict)\n")
        }
        if !view.findings.isEmpty { throw Failure(.error) }
    }
}
