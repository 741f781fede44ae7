import AWS
import Jobs
import Ledger

/// Where the ledger of a set is, and how to get at it.
struct LedgerAccess: Sendable {
    let world: World
    let set: String
    let address: LedgerAddress
    /// The file of the sandbox's ledger; nil where that is the one, or another one was asked for.
    let sandboxLedger: String?
    /// Makes the client for a ledger in AWS, which neither `--endpoint` nor `--sandbox` sends elsewhere.
    let makeClient: @Sendable () throws(Failure) -> AWSClient

    /// Opens the ledger to read and write; a file is made where it is missing, a table is not.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func open() async throws(Failure) -> any MovableLedger {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path): return try SQLiteLedger.open(path: path, set: set, makeID: world.makeID)
            case .dynamoDB(let table): return try await openTable(table)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Opens the ledger to read and write where there is one; else an empty one that stays away from the disk.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openExisting() async throws(Failure) -> any LedgerStore {
        if case .sqlite(let path) = address, !world.files.exists(path) { return EmptyLedger() }
        return concealing(try await open())
    }

    /// The ledger as a command uses it that prints what it reads: what was secret when a run was made stays so.
    func concealing(_ ledger: any LedgerStore) -> any LedgerStore {
        ConcealingLedger(ledger: ledger, terminal: world.terminal)
    }

    /// Opens the ledger to read: a file that does not exist yet is empty, and stays away.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func read() async throws(Failure) -> any LedgerStore {
        concealing(try await readMovable() ?? EmptyLedger())
    }

    /// The same, and nil where there is no file yet.
    func readMovable() async throws(Failure) -> (any MovableLedger)? {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path): return try SQLiteLedger.openExisting(path: path, set: set)
            case .dynamoDB(let table): return try await openTable(table)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Makes the ledger where there is none: the file, or the table and in it the ledger of the set.
    ///
    /// `id` is that of the ledger whose place it takes; nil for a new one.
    ///
    /// - Returns: Whether there was none before.
    /// - Throws: `Failure`; what is there is as it was.
    func create(id: String? = nil) async throws(Failure) -> Bool {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path):
                let isNew = !world.files.exists(path)
                _ = try SQLiteLedger.open(path: path, set: set, id: id, makeID: world.makeID)
                return isNew
            case .dynamoDB(let table):
                return try await DynamoDBLedger.create(
                    table: table, set: set, client: try client(), id: id, makeID: world.makeID)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Says where the runs of the sandbox are to be found, where this ledger has none and that of the sandbox is there.
    func pointToSandbox() {
        guard let sandboxLedger, world.files.exists(sandboxLedger) else { return }
        world.terminal.note("The runs of the sandbox are in a ledger of their own: give --sandbox.\n")
    }

    /// The ledger of the same set at another address.
    func at(_ address: LedgerAddress) -> LedgerAccess {
        LedgerAccess(world: world, set: set, address: address, sandboxLedger: nil, makeClient: makeClient)
    }

    private func openTable(_ table: String) async throws(LedgerError) -> DynamoDBLedger {
        try await DynamoDBLedger.open(table: table, set: set, client: try client(), makeID: world.makeID)
    }

    func client() throws(LedgerError) -> AWSClient {
        do throws(Failure) { return try makeClient() } catch {
            throw LedgerError(.storage, "\(address)", error.message ?? "there is no way to AWS", wayOut: error.wayOut)
        }
    }
}
