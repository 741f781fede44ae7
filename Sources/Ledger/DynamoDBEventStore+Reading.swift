import AWS
import ECS
package import Events
import JSON

extension DynamoDBEventStore {
    package func position(of source: String) async throws(LedgerError) -> SourcePosition? {
        let row = try await asking(book.table) { () async throws(AWSError) in
            try await book.item(DynamoDBKey(partition, "SOURCE#\(source)"))
        }
        guard let text = row?.string("position") else { return nil }
        return try RowJSON.value(SourcePosition.self, text, in: "position", key: source)
    }

    package func state(_ kind: EventKind, _ arn: String) async throws(LedgerError) -> KeptState? {
        let table = table(kind)
        return try await asking(table.name) { () async throws(AWSError) in
            try await table.document(arn)
        }.flatMap { KeptState(kind, document: $0) }
    }

    package func states(_ kind: EventKind, matching query: StateQuery) async throws(LedgerError) -> [KeptState] {
        let table = table(kind)
        var found: [KeptState] = []
        try await asking(table.name) { () async throws(AWSError) in
            try await table.scan { document in
                if let state = KeptState(kind, document: document), state.matches(query) { found.append(state) }
            }
        }
        return Array(found.sorted(by: KeptState.isNewer).prefix(max(query.limit, 0)))
    }

    package func tasksOnInstances() async throws(LedgerError) -> [String: Int] {
        let table = table(.task)
        var counts: [String: Int] = [:]
        try await asking(table.name) { () async throws(AWSError) in
            try await table.scan { document in
                guard document["lastStatus"]?.string != TaskStatus.stopped.rawValue,
                    let instance = document["containerInstanceArn"]?.string
                else { return }
                counts[instance, default: 0] += 1
            }
        }
        return counts
    }

    package func transitions(startedBy prefix: String) async throws(LedgerError) -> [TaskTransition] {
        let rows = try await asking(book.table) { () async throws(AWSError) in
            try await book.rows(of: steps, beginning: prefix)
        }
        var found: [TaskTransition] = []
        for row in rows {
            let text = row.string("step") ?? ""
            found.append(try RowJSON.value(TaskTransition.self, text, in: "step", key: row.sort))
        }
        return found.sorted { ($0.startedBy, $0.arn, $0.version) < ($1.startedBy, $1.arn, $1.version) }
    }

    package func log(
        after number: Int64, startedBy prefix: String?, limit: Int
    ) async throws(LedgerError) -> [LoggedChange] {
        // The newest batches come first: so many rows as there are changes wanted are enough, and all where some are
        // passed over.
        let rows = try await asking(book.table) { () async throws(AWSError) in
            try await book.rows(
                of: partition, beginning: "LOG#", limit: prefix == nil ? min(max(limit, 1), LoggedChange.most) : .max)
        }
        var changes: [LoggedChange] = []
        for row in rows.reversed() {
            let text = Array((row.string("changes") ?? "").utf8)
            for json in (try? JSON(parsing: text))?.array ?? [] {
                if let change = LoggedChange(json) { changes.append(change) }
            }
        }
        return changes.suffix(LoggedChange.most).filter { change in
            change.number > number && (prefix.map { change.startedBy?.utf8.starts(with: $0.utf8) == true } ?? true)
        }.suffix(max(limit, 0))
    }

    package func tally() async throws(LedgerError) -> EventTally {
        let rows = try await asking(book.table) { () async throws(AWSError) in
            try await book.rows(of: partition, beginning: "COUNT#")
        }
        let counts = Dictionary(rows.map { ($0.sort, $0.number("n") ?? 0) }, uniquingKeysWith: { first, _ in first })
        var tally = EventTally()
        for entry in EventTally.Entry.all { tally.add(entry, Int(counts["COUNT#\(entry.name)"] ?? 0)) }
        return tally
    }
}

extension KeptState {
    /// Nil for a row that others have written, and that has no ARN or no version.
    fileprivate init?(_ kind: EventKind, document: JSON) {
        guard let arn = document[kind.arnMember]?.string, case .int(let version)? = document["version"] else {
            return nil
        }
        self.init(
            kind: kind, arn: arn, version: version, cluster: document["clusterArn"]?.string,
            status: document[kind.statusMember]?.string,
            startedBy: kind == .task ? document["startedBy"]?.string : nil,
            time: (document["updatedAt"]?.string).flatMap(Timestamp.init(eventTime:)),
            detail: DynamoDBEventStore.detail(document))
    }
}

extension LoggedChange {
    /// How many changes of a batch have room in one row.
    static let mostOfRow = 500

    /// As a row holds it; what others have written at any length is cut.
    var json: JSON {
        func short(_ text: String?) -> JSON? { text.map { .string(String($0.prefix(128))) } }
        return .members([
            "number": .int(number), "receivedAt": .int(receivedAt.milliseconds), "kind": .string(kind.rawValue),
            "arn": .string(arn), "version": .int(version), "status": short(status), "startedBy": short(startedBy),
            "time": time.map { .int($0.milliseconds) }, "disposition": .string(disposition.rawValue),
        ])
    }

    /// Nil for what this version has no words for.
    init?(_ json: JSON) {
        guard case .int(let number)? = json["number"], case .int(let receivedAt)? = json["receivedAt"],
            case .int(let version)? = json["version"], let arn = json["arn"]?.string,
            let kind = (json["kind"]?.string).flatMap(EventKind.init(rawValue:)),
            let disposition = (json["disposition"]?.string).flatMap(Disposition.init(rawValue:))
        else { return nil }
        let time = (json["time"]?.int).map { Timestamp(milliseconds: Int64($0)) }
        self.init(
            number: number, receivedAt: Timestamp(milliseconds: receivedAt), kind: kind, arn: arn, version: version,
            status: json["status"]?.string, startedBy: json["startedBy"]?.string, time: time,
            disposition: disposition)
    }
}
