package import ECS
package import Events
package import JSON

/// What ECS said in its events, as far as it still counts.
///
/// For each task and each container instance the change of the highest version, whatever the order in which changes come
/// and however often; for tasks that Purser has started every change, as their history; how many records came to which
/// end; and how far each source was read. A batch is written whole or not at all, flushed before the call returns:
/// together with how far its source was read, so that nothing is lost or counted twice, whenever the process dies.
package protocol EventStore: Sendable {
    /// Takes a batch in; its changes one after the other, in their order.
    ///
    /// - Returns: What became of each change.
    /// - Throws: `LedgerError`; nothing was written. Code `conflict` where the source was read on by another process.
    func take(_ batch: EventBatch) async throws(LedgerError) -> [Disposition]

    /// How far a source was read; nil where it never was.
    func position(of source: String) async throws(LedgerError) -> SourcePosition?

    /// The newest of a task or a container instance; nil where nothing was heard of it.
    func state(_ kind: EventKind, _ arn: String) async throws(LedgerError) -> KeptState?

    /// Tasks or container instances that match, the last changed first.
    func states(_ kind: EventKind, matching query: StateQuery) async throws(LedgerError) -> [KeptState]

    /// How many tasks that have not stopped are on each container instance, by its ARN.
    func tasksOnInstances() async throws(LedgerError) -> [String: Int]

    /// The history of tasks whose `startedBy` begins with `prefix`, task by task, each by version.
    func transitions(startedBy prefix: String) async throws(LedgerError) -> [TaskTransition]

    /// The last changes in the order in which they were taken in, the oldest first.
    ///
    /// At most `limit`, the last ones; only those behind a number, and of tasks whose `startedBy` begins with `prefix`,
    /// or all where that is nil.
    func log(after number: Int64, startedBy prefix: String?, limit: Int) async throws(LedgerError) -> [LoggedChange]

    /// How many records came to which end, since the store was made.
    func tally() async throws(LedgerError) -> EventTally
}

/// What is taken in at once.
package struct EventBatch: Hashable, Sendable {
    package var changes: [StateChange]
    /// Records that were no events, by their kind.
    package var problems: [EventProblem.Kind: Int]
    /// When it was received.
    package var receivedAt: Timestamp
    /// How far its source is read with it; nil for a source that keeps no place.
    package var move: SourceMove?

    package init(
        changes: [StateChange] = [], problems: [EventProblem.Kind: Int] = [:], receivedAt: Timestamp,
        move: SourceMove? = nil
    ) {
        self.changes = changes
        self.problems = problems
        self.receivedAt = receivedAt
        self.move = move
    }

    /// What the batch counts for, once it is known what became of its changes.
    func tally(_ dispositions: [Disposition]) -> EventTally {
        var tally = EventTally()
        for (change, disposition) in zip(changes, dispositions) { tally.add(.change(change.kind, disposition)) }
        for (kind, count) in problems { tally.add(.problem(kind), count) }
        return tally
    }
}

/// A source is read on.
package struct SourceMove: Hashable, Sendable {
    /// The source by its name.
    package let source: String
    /// How far it was read before; where it is another place by now, somebody else reads it too.
    package let from: SourcePosition?
    package let to: SourcePosition

    package init(source: String, from: SourcePosition?, to: SourcePosition) {
        self.source = source
        self.from = from
        self.to = to
    }
}

/// How far a source was read.
package struct SourcePosition: Hashable, Sendable, Codable {
    /// How many bytes of it were taken in.
    package var offset: Int64
    /// How many records they held.
    package var records: Int64
    /// Tells whether it is still the same source: a digest of the last bytes before the offset.
    package var digest: String

    /// Nothing was read yet.
    package static let start = SourcePosition(offset: 0, records: 0, digest: "")

    package init(offset: Int64, records: Int64, digest: String) {
        self.offset = offset
        self.records = records
        self.digest = digest
    }
}

/// The newest that is known of a task or a container instance.
package struct KeptState: Hashable, Sendable {
    package let kind: EventKind
    package let arn: String
    package let version: Int64
    package let cluster: String?
    package let status: String?
    package let startedBy: String?
    /// When it changed, by ECS.
    package let time: Timestamp?
    /// The `detail` of the event, as it came.
    package let detail: JSON

    /// Whether it is asked for; the limit aside.
    func matches(_ query: StateQuery) -> Bool {
        (query.status == nil || query.status == status)
            && (query.cluster.map { cluster == $0 || cluster?.hasSuffix(":cluster/" + $0) == true } ?? true)
            && (query.startedBy.map { startedBy?.utf8.starts(with: $0.utf8) == true } ?? true)
    }

    /// The order of a list: the last changed first, then by ARN; what has no time comes last.
    static func isNewer(_ left: KeptState, _ right: KeptState) -> Bool {
        let times = (left.time?.milliseconds ?? .min, right.time?.milliseconds ?? .min)
        return times.0 == times.1 ? left.arn < right.arn : times.0 > times.1
    }
}

/// Which states to read.
package struct StateQuery: Hashable, Sendable {
    /// Only those of this cluster, by its name or its ARN.
    package var cluster: String?
    /// Only those of this status.
    package var status: String?
    /// Only tasks whose `startedBy` begins so.
    package var startedBy: String?
    /// At most so many.
    package var limit: Int

    package init(cluster: String? = nil, status: String? = nil, startedBy: String? = nil, limit: Int = .max) {
        self.cluster = cluster
        self.status = status
        self.startedBy = startedBy
        self.limit = limit
    }
}

/// A change as the log of the last ones keeps it.
package struct LoggedChange: Hashable, Sendable {
    /// How many changes of any kind a store keeps in its log.
    package static let most = 10_000

    /// Rises by one with each change that is taken in.
    package let number: Int64
    package let receivedAt: Timestamp
    package let kind: EventKind
    package let arn: String
    package let version: Int64
    package let status: String?
    package let startedBy: String?
    /// When it took place, by ECS.
    package let time: Timestamp?
    package let disposition: Disposition
}

extension LoggedChange {
    init(_ change: StateChange, number: Int64, _ disposition: Disposition, at receivedAt: Timestamp) {
        self.init(
            number: number, receivedAt: receivedAt, kind: change.kind, arn: change.arn, version: change.version,
            status: change.status, startedBy: change.startedBy, time: change.time, disposition: disposition)
    }
}

extension LedgerError {
    /// A source that was read on by another process meanwhile.
    static func readOn(_ source: String) -> LedgerError {
        LedgerError(
            .conflict, source, "another process takes in the same source",
            wayOut: "let that one finish; what it has taken in is not taken in again")
    }
}
