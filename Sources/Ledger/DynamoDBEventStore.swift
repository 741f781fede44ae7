package import AWS
import ECS
package import Events
import JSON
import Jobs

/// What events told, in tables of DynamoDB that any number of consumers may write to at once.
///
/// The newest of each task and container instance is a row of `ECSTaskState` and `ECSCtrInstanceState`, keyed by ARN as in
/// AWS's guide "Handling Amazon ECS events", for all sets of an account and region. The rest is in the table of the
/// ledger:
///
/// | partition | sort | holds |
/// | --- | --- | --- |
/// | `steps#SET` | `STARTEDBY#ARN#VERSION` | a step in the history of a task |
/// | `events#SET` | `COUNT#ENTRY` | how many records came to that end |
/// | `events#SET` | `SOURCE#NAME` | how far a source was read |
/// | `events#SET` | `LOGGED` | the number of the last change in the log |
/// | `events#SET` | `LOG#…` | the log of a batch, the newest one first; DynamoDB removes it after a day |
///
/// States are written first, each by one conditional write, and then counts, log and place of the source in one
/// transaction. A consumer that dies in between reads the same records again: it knows its own writes by the stamp that
/// each row has of the record it is from, so that they are not counted as duplicates of themselves.
package struct DynamoDBEventStore: EventStore {
    /// How often the end of a batch is written again that others were in the way of.
    private static let mostTries = 30
    /// How many states are written at once.
    private static let width = 8
    /// The attribute with the record that a row is from.
    private static let stamp = "purser_record"
    /// The attribute that AWS's sample writes: the version of the envelope.
    private static let envelope = "cw_version"

    private let set: String
    let book: DynamoDBClient
    /// Answers with 32 hexadecimal digits, others each time.
    private let makeID: @Sendable () -> String

    /// - Parameters:
    ///   - table: The table of the ledger, which is there.
    ///   - set: The set whose ledger it is.
    ///   - client: The client of AWS.
    ///   - makeID: Answers with 32 random hexadecimal digits, others each time.
    package init(table: String, set: String, client: AWSClient, makeID: @escaping @Sendable () -> String) {
        self.set = set
        self.makeID = makeID
        book = DynamoDBClient(client, table: table)
    }

    /// Makes the tables of states where they are missing.
    ///
    /// - Returns: The names of those that were missing.
    /// - Throws: `LedgerError`; tables that are there are as they were.
    package func create() async throws(LedgerError) -> [String] {
        var made: [String] = []
        for kind in EventKind.allCases {
            let table = table(kind)
            if try await asking(table.name, { () async throws(AWSError) in try await table.create() }) {
                made.append(table.name)
            }
        }
        return made
    }

    func table(_ kind: EventKind) -> DynamoDBStateTable {
        let name = kind == .task ? "ECSTaskState" : "ECSCtrInstanceState"
        return DynamoDBStateTable(book.client, name: name, key: kind.arnMember)
    }

    var partition: String { "events#\(set)" }
    var steps: String { "steps#\(set)" }

    // MARK: Taking in

    package func take(_ batch: EventBatch) async throws(LedgerError) -> [Disposition] {
        if let move = batch.move, try await position(of: move.source) != move.from { throw .readOn(move.source) }
        let dispositions = try await write(batch.changes, stamp: stamp(of: batch))
        try await write(batch.changes.compactMap(\.transition))
        try await finish(batch, dispositions)
        return dispositions
    }

    /// Names the records of a batch: the same ones by the same name, whenever they are read again.
    private func stamp(of batch: EventBatch) -> @Sendable (Int) -> String {
        guard let move = batch.move else {
            let id = makeID()
            return { "\(id)+\($0)" }
        }
        let start = "\(Digest.hex(move.source).prefix(16))@\(move.from?.offset ?? 0)"
        return { "\(start)+\($0)" }
    }

    /// Writes states: those of one ARN one after the other, those of several at once.
    private func write(
        _ changes: [StateChange], stamp: @escaping @Sendable (Int) -> String
    ) async throws(LedgerError) -> [Disposition] {
        var order: [String] = []
        var byARN: [String: [Int]] = [:]
        for (index, change) in changes.enumerated() {
            if byARN[change.arn] == nil { order.append(change.arn) }
            byARN[change.arn, default: []].append(index)
        }
        let groups = order.map { byARN[$0] ?? [] }
        let written = await withTaskGroup(of: Result<[(Int, Disposition)], LedgerError>.self) { tasks in
            var results: [Result<[(Int, Disposition)], LedgerError>] = []
            for (number, group) in groups.enumerated() {
                if number >= DynamoDBEventStore.width, let result = await tasks.next() { results.append(result) }
                tasks.addTask {
                    do throws(LedgerError) {
                        var written: [(Int, Disposition)] = []
                        for index in group {
                            written.append((index, try await self.write(changes[index], stamp: stamp(index))))
                        }
                        return .success(written)
                    } catch {
                        return .failure(error)
                    }
                }
            }
            for await result in tasks { results.append(result) }
            return results
        }
        var dispositions = Array(repeating: Disposition.taken, count: changes.count)
        for result in written {
            for (index, disposition) in try result.get() { dispositions[index] = disposition }
        }
        return dispositions
    }

    private func write(_ change: StateChange, stamp: String) async throws(LedgerError) -> Disposition {
        let table = table(change.kind)
        let detail = try KeptState.detail(change.detail, of: change.arn)
        let document = detail.setting(DynamoDBEventStore.stamp, to: .string(stamp))
            .setting(DynamoDBEventStore.envelope, to: "0")
        return try await asking(table.name) { () async throws(AWSError) in
            if try await table.raise(document, removing: change.kind.passingMembers) { return .taken }
            let kept = try await table.document(change.arn)
            let version = (kept?["version"]?.int).map(Int64.init)
            // An answer was lost, or this is what a consumer that died had written.
            if version == change.version, kept?[DynamoDBEventStore.stamp]?.string == stamp { return .taken }
            return Disposition(of: change.version, after: version)
        }
    }

    private func write(_ transitions: [TaskTransition]) async throws(LedgerError) {
        var writes: [String: DynamoDBWrite] = [:]
        for step in transitions {
            let sort = "\(step.startedBy)#\(step.arn)#\(DynamoDBEventStore.padded(step.version))"
            writes[sort] = .put(
                DynamoDBItem(["pk": .string(steps), "sk": .string(sort), "step": .string(step.text)]))
        }
        let all = writes.sorted { $0.key < $1.key }.map(\.value)
        for start in stride(from: 0, to: all.count, by: DynamoDBClient.largestTransaction) {
            let chunk = Array(all[start..<min(start + DynamoDBClient.largestTransaction, all.count)])
            try await asking(book.table) { () async throws(AWSError) in
                _ = try await book.write(chunk, token: makeID())
            }
        }
    }

    /// Counts, logs, and notes how far the source was read: all or nothing.
    private func finish(_ batch: EventBatch, _ dispositions: [Disposition]) async throws(LedgerError) {
        let entries = batch.tally(dispositions).counts.sorted { $0.key.name < $1.key.name }
        guard !entries.isEmpty || batch.move != nil else { return }
        for _ in 0..<DynamoDBEventStore.mostTries {
            var writes: [DynamoDBWrite] = entries.map { entry, count in
                .add(Int64(count), to: "n", in: DynamoDBKey(partition, "COUNT#\(entry.name)"))
            }
            if !batch.changes.isEmpty { writes += try await logging(batch, dispositions) }
            if let move = batch.move { writes.append(try place(move)) }
            let ready = writes
            let refusals = try await asking(book.table) { () async throws(AWSError) in
                try await book.write(ready, token: makeID())
            }
            guard let refusals else { return }
            if let move = batch.move, refusals.last == "ConditionalCheckFailed" {
                // It may be ours, of a send whose answer was lost.
                guard try await position(of: move.source) == move.to else { throw .readOn(move.source) }
                return
            }
        }
        throw LedgerError(.busy, "dynamodb:\(book.table)", "others write events all the time", wayOut: "try again")
    }

    private func place(_ move: SourceMove) throws(LedgerError) -> DynamoDBWrite {
        let key = DynamoDBKey(partition, "SOURCE#\(move.source)")
        let isAsRead =
            try move.from.map { position throws(LedgerError) in
                let text = try DynamoDBEventStore.text(of: position, move.source)
                return DynamoDBCondition("#p = :p", names: ["#p": "position"], values: [":p": .string(text)])
            } ?? .absent
        let text = try DynamoDBEventStore.text(of: move.to, move.source)
        return .put(
            DynamoDBItem(["pk": .string(key.partition), "sk": .string(key.sort), "position": .string(text)]),
            if: isAsRead)
    }

    /// The log of a batch, with numbers that nobody else has.
    private func logging(
        _ batch: EventBatch, _ dispositions: [Disposition]
    ) async throws(LedgerError) -> [DynamoDBWrite] {
        let key = DynamoDBKey(partition, "LOGGED")
        let last = try await asking(book.table) { () async throws(AWSError) in try await book.item(key) }?.number("n")
        var number = last ?? 0
        var changes: [LoggedChange] = []
        for (change, disposition) in zip(batch.changes, dispositions) {
            number += 1
            changes.append(LoggedChange(change, number: number, disposition, at: batch.receivedAt))
        }
        let isNext =
            last.map { DynamoDBCondition("n = :n", values: [":n": .number($0)]) } ?? .absent
        let text = JSON.array(changes.suffix(LoggedChange.mostOfRow).map(\.json)).canonical
        let tomorrow = batch.receivedAt.milliseconds / 1000 + 86_400
        return [
            .put(DynamoDBItem(["pk": .string(partition), "sk": .string(key.sort), "n": .number(number)]), if: isNext),
            .put(
                DynamoDBItem([
                    "pk": .string(partition), "sk": .string("LOG#\(DynamoDBEventStore.padded(.max - number))"),
                    "changes": .string(text), DynamoDBRows.expiry: .number(tomorrow),
                ])),
        ]
    }

    // MARK: Calls

    private static func text(of position: SourcePosition, _ source: String) throws(LedgerError) -> String {
        do { return try RowJSON.text(position) } catch {
            throw LedgerError(.storage, source, "its place cannot be written: \(error)")
        }
    }

    /// A number from 0 as text that sorts as numbers do.
    private static func padded(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: 19 - digits.count) + digits
    }

    func asking<Value>(
        _ table: String, _ call: () async throws(AWSError) -> Value
    ) async throws(LedgerError) -> Value {
        do { return try await call() } catch {
            if case .service(let service) = error.code, service.code == "ResourceNotFoundException" {
                throw LedgerError(
                    .missing, "dynamodb:\(table)", "there is no such table in this region and account",
                    wayOut: "purser events setup makes it")
            }
            throw LedgerError(error, table: table, set: set)
        }
    }

    static func detail(_ document: JSON) -> JSON {
        document.setting(stamp, to: nil).setting(envelope, to: nil)
    }
}

extension EventKind {
    /// Members of `detail` that an earlier event may have and a later one not.
    fileprivate var passingMembers: [String] {
        switch self {
        case .task:
            [
                "connectivity", "connectivityAt", "containerInstanceArn", "executionStoppedAt", "pullStartedAt",
                "pullStoppedAt", "startedAt", "stopCode", "stoppedAt", "stoppedReason", "stoppingAt",
            ]
        case .instance: ["statusReason", "healthStatus"]
        }
    }
}
