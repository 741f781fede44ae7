import AWS
import ArgumentParser
import Jobs
import Ledger

extension LedgerArchive {
    fileprivate var launches: Int { snapshots.reduce(0) { $0 + $1.launches.count } }

    /// `12 runs with 14 launches`.
    fileprivate var size: String {
        "\(snapshots.count) \(snapshots.count == 1 ? "run" : "runs") with "
            + "\(launches) \(launches == 1 ? "launch" : "launches")"
    }

    fileprivate func view(_ access: LedgerAccess, made: Bool) -> LedgerView {
        LedgerView(
            ledger: "\(access.address)", set: access.set, made: made, runs: snapshots.count, launches: launches)
    }
}

struct LedgerExport: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write the whole ledger as JSON lines, ended by a checksum.",
        discussion: "docs/ledger.md describes the lines. Other commands may go on meanwhile.")

    @Option(help: "The file to write; standard output without it.") var file: String?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        guard let store = try await access.readMovable() else { throw access.absence }
        let archive: LedgerArchive
        let text: String
        do throws(LedgerError) {
            archive = try await LedgerArchive(of: store, set: access.set)
            text = try archive.text()
        } catch {
            throw Failure(error)
        }
        guard let file else {
            world.terminal.writeCopy(text)
            return
        }
        do throws(FileReadingError) {
            try world.files.write(Array(text.utf8), to: world.path(file))
        } catch {
            throw Failure(.error, "cannot write '\(file)': \(error.reason)")
        }
        switch format.output {
        case .json:
            let view = ExportView(
                file: file, ledger: "\(access.address)", set: access.set, runs: archive.snapshots.count,
                launches: archive.launches)
            world.terminal.write(Rendering.json(view))
        case .text: world.terminal.note("\(file): \(archive.size)\n")
        }
    }
}

/// What `ledger export --output json` answers beside the file; without one the export itself is the answer.
private struct ExportView: Encodable {
    let file: String
    let ledger: String
    let set: String
    let runs: Int
    let launches: Int
}

struct LedgerImport: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "import",
        abstract: "Fill an empty ledger from an export.",
        discussion: """
            Refuses a ledger that holds anything else. Killed in between it leaves a ledger that takes no other \
            writes; the same import again goes on. Where the exported ledger lives on, use 'move': two ledgers of \
            one set launch twice.
            """)

    @Argument(help: "The export, or - for standard input.") var file: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        let access = try connection.ledgerAccess(world)
        let bytes: [UInt8]?
        do throws(FileReadingError) {
            bytes = file == "-" ? try world.files.standardInput(atMost: .max) : try world.files.read(world.path(file))
        } catch {
            throw Failure(.error, "cannot read '\(file)': \(error.reason)")
        }
        guard let bytes else { throw Failure(.error, "no such file: '\(file)'") }
        let archive: LedgerArchive
        do throws(LedgerError) {
            archive = try LedgerArchive(parsing: bytes, name: file)
        } catch {
            throw Failure(error)
        }
        guard archive.set == access.set else {
            throw Failure(
                .error, "the export is of set '\(archive.set)', not of '\(access.set)'",
                wayOut: "give --set \(archive.set)")
        }
        let view = try await access.fill(from: archive)
        world.terminal.write(format.output.render(view, "\(access.address): \(archive.size)"))
    }
}

struct LedgerMove: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Move the ledger to another address: export, import, compare; the old one then takes no more writes.",
        discussion: """
            Killed in between, neither of the two takes writes, and the same move again goes on. Afterwards \
            'ledger:' in purser.yaml has to name the new address. End running commands first: they fail at their \
            next write.
            """)

    @Argument(help: "Where to: \(LedgerAddress.forms).") var to: String
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        guard !connection.sandbox || connection.ledger != nil else {
            throw Failure(
                .error, "the ledger of the sandbox stays where it is: --sandbox would not find it elsewhere",
                wayOut: "purser ledger export --file FILE makes a copy; without --sandbox the usual ledger is moved")
        }
        let from = try connection.ledgerAccess(world)
        let settings = try Settings.load(connection, beside: [], world)
        let target = from.at(try connection.address(to, settings))
        guard target.address != from.address else {
            throw Failure(.error, "the ledger is at \(from.address) already")
        }
        guard try await from.readMovable() != nil else { throw from.absence }
        let old = try await from.open()
        let archive: LedgerArchive
        do throws(LedgerError) {
            let moved = LedgerMark.moved(to: "\(target.address)")
            let mark = try await old.mark()
            if let mark, mark != moved { throw mark.refusal("\(from.address)") }
            // First the mark: from here on nothing is written that the copy would lack. Of two moves to different places
            // one is refused here.
            if mark == nil { try await old.setMark(moved, insteadOf: nil) }
            archive = try await LedgerArchive(of: old, set: from.set)
        } catch {
            throw Failure(error)
        }
        let view = try await target.fill(from: archive)
        do throws(LedgerError) {
            guard try await LedgerArchive(of: old, set: from.set).hasSameContent(as: archive) else {
                throw LedgerError(
                    .conflict, "\(from.address)",
                    "a write that was under way has changed the ledger while it was moved",
                    wayOut: "remove \(target.address), which nothing has used yet, and move again")
            }
        } catch {
            throw Failure(error)
        }
        world.terminal.write(format.output.render(view, "\(target.address): \(archive.size)"))
        world.terminal.note(
            "\(from.address) takes no more writes; write 'ledger: \(target.address)' into purser.yaml\n")
    }
}

extension LedgerAccess {
    /// There is no ledger at the address.
    var absence: Failure {
        Failure(.error, "there is no ledger at \(address)", wayOut: "purser ledger create, or apply, makes it")
    }

    /// Makes the ledger where it is missing, and fills it.
    fileprivate func fill(from archive: LedgerArchive) async throws(Failure) -> LedgerView {
        let made = try await create(id: archive.ledger)
        let store = try await open()
        do throws(LedgerError) {
            try await archive.fill(store)
        } catch {
            throw Failure(error)
        }
        return archive.view(self, made: made)
    }
}
