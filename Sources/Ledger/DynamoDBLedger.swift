import AWS
package import Jobs
import Synchronization

/// The ledger of a team, in a table of DynamoDB that several sets may share; `DynamoDBRows` tells how it is laid out.
///
/// Every write is conditional, and a call that returned is written in more than one place. A transaction takes a
/// hundred rows: a larger commit is written unit by unit, the run last, each of them whole. A new run of many launches
/// is there only when its own row is.
package struct DynamoDBLedger: MovableLedger {
    package let id: String
    package let set: String
    /// As many as there are connections: more would wait for one.
    package var width: Int { 8 }
    let client: DynamoDBClient
    let rows: DynamoDBRows
    /// Answers with 32 hexadecimal digits, others each time.
    let makeID: @Sendable () -> String
    let claims = Claims()
    /// The mark that a write is not stopped by.
    let accepted: LedgerMark?

    init(
        id: String, set: String, client: DynamoDBClient, makeID: @escaping @Sendable () -> String,
        accepted: LedgerMark? = nil
    ) {
        self.id = id
        self.set = set
        self.client = client
        self.makeID = makeID
        self.accepted = accepted
        rows = DynamoDBRows(set: set)
    }

    /// Which claim of a run won, and with it the rows of its launches; never changes.
    final class Claims: Sendable {
        private let known = Mutex<[RunID: String]>([:])

        subscript(_ run: RunID) -> String? {
            get { known.withLock { $0[run] } }
            set { known.withLock { $0[run] = newValue } }
        }
    }

    package func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? {
        let partition = rows.run(id).partition
        let found = try await asking { () async throws(AWSError) in
            try await client.rows(of: partition, beginning: "")
        }
        guard let first = found.first, first.sort == rows.run(id).sort else { return nil }
        let claim = try first.text("claim")
        claims[id] = claim
        let frozen = Dictionary(
            found.filter { $0.sort.hasPrefix("F#\(claim)#") }.map { ($0.sort.dropFirst(2), $0) },
            uniquingKeysWith: { first, _ in first })
        var launches: [Launch] = []
        for row in found where row.sort.hasPrefix("L#\(claim)#") {
            guard let fixed = frozen[row.sort.dropFirst(2)] else {
                throw LedgerError.damaged(row.key, "what the launch sends is missing")
            }
            launches.append(try row.launch(of: id, frozen: fixed))
        }
        return RunSnapshot(run: try first.run(), launches: launches)
    }

    package func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] {
        guard query.limit > 0 else { return [] }
        // What the list does not tell apart is told by the rows.
        let isExact = query.idPrefix == nil && (query.isActive == nil || (query.isActive == true && query.job == nil))
        let listed = try await asking { () async throws(AWSError) in
            try await client.rows(
                of: rows.book, beginning: DynamoDBRows.list(for: query),
                limit: isExact && query.isActive == nil ? query.limit : .max)
        }
        var ids: [RunID] = []
        for row in listed { ids.append(RunID(rawValue: try row.text("run"))) }
        var runs: [Run] = []
        for start in stride(from: 0, to: ids.count, by: 100) {
            let chunk = ids[start..<min(start + 100, ids.count)]
            let found = try await asking { () async throws(AWSError) in
                try await client.items(chunk.map { rows.run($0) })
            }
            var read: [Run] = []
            for row in found { read.append(try row.run()) }
            runs += read.filter(query.matches).sorted(by: Run.isNewer)
            if query.idPrefix == nil, runs.count >= query.limit { break }
        }
        return Array(runs.sorted(by: Run.isNewer).prefix(query.limit))
    }

    package func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
        try await readHolders(of: subject).runs
    }

    /// The ids in the row of a lock, and those of their runs that hold it.
    func readHolders(of subject: RunLock.Subject) async throws(LedgerError) -> (ids: Set<String>, runs: [Run]) {
        let lock = try await asking { () async throws(AWSError) in try await client.item(rows.lock(subject)) }
        let ids = lock?.strings(DynamoDBRows.holders) ?? []
        let found = try await asking { () async throws(AWSError) in
            try await client.items(ids.sorted().map { rows.run(RunID(rawValue: $0)) })
        }
        var runs: [Run] = []
        for row in found { runs.append(try row.run()) }
        // Between the two readings a run may have ended.
        return (ids, runs.filter(\.status.holdsLocks).sorted(by: Run.isNewer))
    }

    package func launch(startedBy: String) async throws(LedgerError) -> Launch? {
        let name = try await asking { () async throws(AWSError) in try await client.item(rows.name(startedBy)) }
        guard let name else { return nil }
        let key = try name.launchKey(of: RunID(rawValue: try name.text("run")))
        guard let claim = try await claim(of: key.run) else { return nil }
        let wanted = [rows.frozen(key, claim), rows.state(key, claim)]
        let found = try await asking { () async throws(AWSError) in try await client.items(wanted) }
        guard let frozen = found.first(where: { $0.sort == wanted[0].sort }),
            let state = found.first(where: { $0.sort == wanted[1].sort })
        else { return nil }
        return try state.launch(of: key.run, frozen: frozen)
    }

    package func jobs() async throws(LedgerError) -> [String: JobRecord] {
        let found = try await asking { () async throws(AWSError) in
            try await client.rows(of: rows.book, beginning: "JOB#")
        }
        var records: [String: JobRecord] = [:]
        for row in found {
            let record = try row.jobRecord()
            records[record.name] = record
        }
        return records
    }

    /// The claim that a run was written by; nil where there is no such run.
    func claim(of run: RunID) async throws(LedgerError) -> String? {
        if let known = claims[run] { return known }
        let row = try await asking { () async throws(AWSError) in try await client.item(rows.run(run)) }
        guard let row else { return nil }
        let claim = try row.text("claim")
        claims[run] = claim
        return claim
    }

    /// Gives a failure of AWS the name that it has here.
    func asking<Value>(_ call: () async throws(AWSError) -> Value) async throws(LedgerError) -> Value {
        do { return try await call() } catch { throw LedgerError(error, table: client.table, set: set) }
    }
}

extension Run {
    /// The order of a list of runs: newest first, then by id.
    static func isNewer(_ left: Run, _ right: Run) -> Bool {
        left.createdAt == right.createdAt ? left.id < right.id : left.createdAt > right.createdAt
    }
}
