import Jobs
import Ledger

extension LedgerAccess {
    /// Opens what is beside the ledger for events, to write to it; a file is made where it is missing.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openEvents() async throws(Failure) -> any EventStore {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path): return try SQLiteLedger.open(path: path, set: set, makeID: world.makeID)
            case .dynamoDB(let table): return try eventTables(beside: table)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// The same to read it; where nothing was ever written it is empty.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func readEvents() async throws(Failure) -> any EventStore {
        try await existingEvents() ?? MemoryEventStore()
    }

    /// The same, and nil where there is no file yet.
    func existingEvents() async throws(Failure) -> (any EventStore)? {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path):
                return try SQLiteLedger.openExisting(path: path, set: set)
            case .dynamoDB(let table): return try eventTables(beside: table)
            }
        } catch {
            throw Failure(error)
        }
    }

    /// Makes what events are written to where it is missing: the ledger's file, or the two tables of states.
    ///
    /// - Returns: What was missing.
    /// - Throws: `Failure`; what is there is as it was.
    func setUpEvents() async throws(Failure) -> [String] {
        do throws(LedgerError) {
            switch address {
            case .sqlite(let path):
                let isNew = !world.files.exists(path)
                _ = try SQLiteLedger.open(path: path, set: set, makeID: world.makeID)
                return isNew ? ["\(address)"] : []
            case .dynamoDB(let table): return try await eventTables(beside: table).create()
            }
        } catch {
            throw Failure(error)
        }
    }

    private func eventTables(beside table: String) throws(LedgerError) -> DynamoDBEventStore {
        DynamoDBEventStore(table: table, set: set, client: try client(), makeID: world.makeID)
    }
}
