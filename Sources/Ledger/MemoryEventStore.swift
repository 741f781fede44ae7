import ECS
package import Events
import JSON
import Synchronization

/// What events told, for as long as the process lives; for tests.
///
/// It keeps every rule of `EventStore` except that what was written outlives the process.
package final class MemoryEventStore: EventStore {
    private struct Key: Hashable {
        let kind: EventKind
        let arn: String
    }

    private struct Step: Hashable {
        let arn: String
        let version: Int64
    }

    private struct Book {
        var states: [Key: StateChange] = [:]
        var transitions: [Step: TaskTransition] = [:]
        var log: [LoggedChange] = []
        var logged: Int64 = 0
        var tally = EventTally()
        var positions: [String: SourcePosition] = [:]
    }

    private let book = Mutex(Book())

    package init() {}

    package func take(_ batch: EventBatch) async throws(LedgerError) -> [Disposition] {
        try book.withLock { (book: inout Book) throws(LedgerError) in
            if let move = batch.move {
                guard book.positions[move.source] == move.from else { throw .readOn(move.source) }
                book.positions[move.source] = move.to
            }
            let dispositions = batch.changes.map { change in
                let key = Key(kind: change.kind, arn: change.arn)
                let disposition = Disposition(of: change.version, after: book.states[key]?.version)
                if disposition == .taken { book.states[key] = change }
                if let step = change.transition {
                    let key = Step(arn: step.arn, version: step.version)
                    book.transitions[key] = book.transitions[key] ?? step
                }
                book.logged += 1
                book.log.append(LoggedChange(change, number: book.logged, disposition, at: batch.receivedAt))
                return disposition
            }
            book.log.removeFirst(max(0, book.log.count - LoggedChange.most))
            book.tally.add(batch.tally(dispositions))
            return dispositions
        }
    }

    package func position(of source: String) async throws(LedgerError) -> SourcePosition? {
        book.withLock { $0.positions[source] }
    }

    package func state(_ kind: EventKind, _ arn: String) async throws(LedgerError) -> KeptState? {
        try book.withLock { $0.states[Key(kind: kind, arn: arn)] }.map { change throws(LedgerError) in
            try KeptState(change)
        }
    }

    package func states(_ kind: EventKind, matching query: StateQuery) async throws(LedgerError) -> [KeptState] {
        var found: [KeptState] = []
        for (key, change) in book.withLock({ $0.states }) where key.kind == kind {
            let state = try KeptState(change)
            if state.matches(query) { found.append(state) }
        }
        return Array(found.sorted(by: KeptState.isNewer).prefix(max(query.limit, 0)))
    }

    package func tasksOnInstances() async throws(LedgerError) -> [String: Int] {
        book.withLock { book in
            var counts: [String: Int] = [:]
            for (key, change) in book.states where key.kind == .task && change.status != TaskStatus.stopped.rawValue {
                if let instance = change.instance { counts[instance, default: 0] += 1 }
            }
            return counts
        }
    }

    package func transitions(startedBy prefix: String) async throws(LedgerError) -> [TaskTransition] {
        book.withLock { Array($0.transitions.values) }.filter { $0.startedBy.utf8.starts(with: prefix.utf8) }
            .sorted { ($0.startedBy, $0.arn, $0.version) < ($1.startedBy, $1.arn, $1.version) }
    }

    package func log(
        after number: Int64, startedBy prefix: String?, limit: Int
    ) async throws(LedgerError) -> [LoggedChange] {
        let found = book.withLock { $0.log }.filter { change in
            change.number > number
                && (prefix.map { change.startedBy?.utf8.starts(with: $0.utf8) == true } ?? true)
        }
        return found.suffix(max(limit, 0))
    }

    package func tally() async throws(LedgerError) -> EventTally {
        book.withLock { $0.tally }
    }
}

extension KeptState {
    fileprivate init(_ change: StateChange) throws(LedgerError) {
        self.init(
            kind: change.kind, arn: change.arn, version: change.version, cluster: change.cluster,
            status: change.status, startedBy: change.startedBy, time: change.time,
            detail: try KeptState.detail(change.detail, of: change.arn))
    }

    /// Reads a `detail` that a store holds as text.
    static func detail(_ text: String, of arn: String) throws(LedgerError) -> JSON {
        do {
            return try JSON(parsing: Array(text.utf8))
        } catch {
            throw LedgerError.damaged(arn, "the detail of its state is not JSON")
        }
    }
}
