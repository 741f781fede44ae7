import AWS
import ECS
import Jobs

/// Where the rows of one set are in a table, and what stands in them.
///
/// | partition | sort | holds |
/// | --- | --- | --- |
/// | `set#SET` | `META` | the ledger's id and the version of this layout |
/// | `set#SET` | `JOB#NAME` | what is known of a job |
/// | `set#SET` | `ID#RUN`, `TIME#…`, `OF#JOB#…`, `ACTIVE#…` | which runs there are: all, newest first, of a job, not ended |
/// | `set#SET` | `REPLICA#ID` | a replica of the controller |
/// | `run#SET#RUN` | `0` | the run |
/// | `run#SET#RUN` | `F#CLAIM#UNIT#ATTEMPT#TRY` | what of a launch never changes: its bytes and its names |
/// | `run#SET#RUN` | `L#CLAIM#UNIT#ATTEMPT#TRY` | what of a launch changes |
/// | `by#SET#STARTEDBY`, `token#SET#TOKEN` | `0` | whose name it is, so that it is given once |
/// | `lock#SET#job:NAME`, `lock#SET#group:NAME` | `0` | the runs that hold it |
///
/// The lists are rows of their own instead of indexes, because an index of DynamoDB lags behind its table.
struct DynamoDBRows: Sendable {
    /// The version of this layout and of the JSON in it; a field that is added needs a new one.
    static let format: Int64 = 3
    /// The attribute by which DynamoDB removes rows.
    static let expiry = "expires"
    /// The attribute that names the call by which a row was last written.
    static let writer = "w"
    /// The attribute of a run's row that tells of its launches: the sum of their versions.
    ///
    /// Versions only grow and launches only come, so the sum is another one after each change of any of them.
    static let launches = "launches"
    /// The attribute of a lock's row with the ids of the runs that hold it.
    static let holders = "holders"

    let set: String

    var book: String { "set#\(set)" }
    var meta: DynamoDBKey { DynamoDBKey(book, "META") }

    func run(_ id: RunID) -> DynamoDBKey { DynamoDBKey("run#\(set)#\(id)", "0") }

    private func launch(_ kind: String, _ key: LaunchKey, _ claim: String) -> DynamoDBKey {
        let numbers = [key.unit, key.attempt, key.placement].map { DynamoDBRows.padded(Int64($0), to: 7) }
        return DynamoDBKey(run(key.run).partition, "\(kind)#\(claim)#\(numbers.joined(separator: "#"))")
    }

    func frozen(_ key: LaunchKey, _ claim: String) -> DynamoDBKey { launch("F", key, claim) }
    func state(_ key: LaunchKey, _ claim: String) -> DynamoDBKey { launch("L", key, claim) }
    func name(_ startedBy: String) -> DynamoDBKey { DynamoDBKey("by#\(set)#\(startedBy)", "0") }
    func token(_ token: ClientToken) -> DynamoDBKey { DynamoDBKey("token#\(set)#\(token)", "0") }
    func lock(_ subject: RunLock.Subject) -> DynamoDBKey { DynamoDBKey("lock#\(set)#\(subject.key)", "0") }
    func job(_ name: String) -> DynamoDBKey { DynamoDBKey(book, "JOB#\(name)") }

    /// Where a list of runs begins: the narrowest that a query allows.
    static func list(for query: RunQuery) -> String {
        if let prefix = query.idPrefix { return "ID#\(prefix)" }
        if query.isActive == true { return "ACTIVE#" }
        if let job = query.job { return "OF#\(job)#" }
        return "TIME#"
    }

    /// A run's rows in the lists that never change.
    func listed(_ run: Run) -> [DynamoDBItem] {
        ["ID#\(run.id)", "TIME#\(order(run))", "OF#\(run.job)#\(order(run))"].map { entry($0, run) }
    }

    /// A run's row in the list of those that have not ended.
    ///
    /// It is written with the run's row, and tells what of that a controller must know.
    func active(_ run: Run) -> DynamoDBItem {
        var item = entry("ACTIVE#\(order(run))", run)
        item.attributes["version"] = .number(Int64(run.version))
        item.attributes["keeper"] = run.keeper.map { .string($0) }
        return item
    }

    private func entry(_ sort: String, _ run: Run) -> DynamoDBItem {
        item(DynamoDBKey(book, sort), ["run": .string(run.id.rawValue)])
    }

    /// Newest first, then by id: times count down.
    private func order(_ run: Run) -> String {
        "\(DynamoDBRows.padded(9_999_999_999_999 - run.createdAt.milliseconds, to: 13))#\(run.id)"
    }

    private static func padded(_ number: Int64, to width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(width - digits.count, 0)) + digits
    }

    private func item(_ key: DynamoDBKey, _ attributes: [String: DynamoDBValue]) -> DynamoDBItem {
        var all = attributes
        all["pk"] = .string(key.partition)
        all["sk"] = .string(key.sort)
        return DynamoDBItem(all)
    }

    // MARK: To rows

    /// `launches` is the sum of the versions of all launches.
    func item(_ run: Run, claim: String, launches: Int64) throws -> DynamoDBItem {
        var attributes: [String: DynamoDBValue] = [
            "status": .string(run.status.rawValue), "version": .number(Int64(run.version)),
            "claim": .string(claim), DynamoDBRows.launches: .number(launches),
            "pinned": .string(try RowJSON.text(run)), "progress": .string(try RowJSON.text(RunProgress(run))),
        ]
        attributes["keeper"] = run.keeper.map { .string($0) }
        return item(self.run(run.id), attributes)
    }

    func frozenItem(_ launch: Launch, claim: String) -> DynamoDBItem {
        item(
            frozen(launch.key, claim),
            [
                "token": .string(launch.token.rawValue), "started_by": .string(launch.startedBy),
                "created_at": .number(launch.createdAt.milliseconds), "request": .string(launch.request),
            ])
    }

    func stateItem(_ launch: Launch, claim: String) throws -> DynamoDBItem {
        var attributes: [String: DynamoDBValue] = [
            "unit": .number(Int64(launch.key.unit)), "attempt": .number(Int64(launch.key.attempt)),
            "placement": .number(Int64(launch.key.placement)), "state": .string(launch.state.rawValue),
            "version": .number(Int64(launch.version)), "progress": .string(try RowJSON.text(LaunchProgress(launch))),
        ]
        attributes["task_arn"] = launch.taskArn.map { .string($0) }
        return item(state(launch.key, claim), attributes)
    }

    /// The rows that keep the launch's names from being given twice.
    func names(of launch: Launch) -> [DynamoDBItem] {
        [name(launch.startedBy), token(launch.token)].map { key in
            item(
                key,
                [
                    "run": .string(launch.key.run.rawValue), "unit": .number(Int64(launch.key.unit)),
                    "attempt": .number(Int64(launch.key.attempt)), "placement": .number(Int64(launch.key.placement)),
                ])
        }
    }

    /// The name is nobody's, or this very launch's.
    static func isOwn(_ key: LaunchKey) -> DynamoDBCondition {
        DynamoDBCondition(
            "attribute_not_exists(pk) OR (#r = :r AND #u = :u AND #a = :a AND #p = :p)",
            names: ["#r": "run", "#u": "unit", "#a": "attempt", "#p": "placement"],
            values: [
                ":r": .string(key.run.rawValue), ":u": .number(Int64(key.unit)), ":a": .number(Int64(key.attempt)),
                ":p": .number(Int64(key.placement)),
            ])
    }

    /// The row is still of the version below the one that is written.
    static func follows(_ version: Int) -> DynamoDBCondition {
        DynamoDBCondition("#v = :v", names: ["#v": "version"], values: [":v": .number(Int64(version - 1))])
    }

    /// The row is of this very version.
    static func isOf(_ version: Int) -> DynamoDBCondition {
        follows(version + 1)
    }

    /// The launches of a run are those that were read.
    static func hasLaunches(_ sum: Int64) -> DynamoDBCondition {
        DynamoDBCondition("#l = :l", names: ["#l": launches], values: [":l": .number(sum)])
    }

    /// Fewer than `limit` runs hold the lock, or this one does.
    static func hasRoom(_ limit: Int, for run: RunID) -> DynamoDBCondition {
        DynamoDBCondition(
            "attribute_not_exists(#h) OR size(#h) < :limit OR contains(#h, :run)", names: ["#h": holders],
            values: [":limit": .number(Int64(limit)), ":run": .string(run.rawValue)])
    }

    func item(_ job: JobRecord) -> DynamoDBItem {
        item(
            self.job(job.name),
            [
                "name": .string(job.name), "manifest_hash": .string(job.manifestHash),
                "version": .number(Int64(job.version)),
            ])
    }

    func replica(_ id: String) -> DynamoDBKey { DynamoDBKey(book, "REPLICA#\(id)") }

    func item(_ replica: Replica) -> DynamoDBItem {
        item(
            self.replica(replica.id), ["replica": .string(replica.id), "beat": .number(Int64(replica.beat))])
    }

    func metaItem(id: String, mark: LedgerMark?) -> DynamoDBItem {
        var attributes: [String: DynamoDBValue] = ["ledger": .string(id), "format": .number(DynamoDBRows.format)]
        attributes["mark"] = mark.map { .string($0.text) }
        return item(meta, attributes)
    }
}

// MARK: - From rows

extension DynamoDBItem {
    /// - Throws: `LedgerError` of code `corrupt` where the row does not hold what each of its kind does.
    func text(_ name: String) throws(LedgerError) -> String {
        guard let text = string(name) else { throw .damaged(key, "column '\(name)' is missing") }
        return text
    }

    func count(_ name: String) throws(LedgerError) -> Int64 {
        guard let number = number(name) else { throw .damaged(key, "column '\(name)' is missing") }
        return number
    }

    var key: String { "\(string("pk") ?? "?")/\(string("sk") ?? "?")" }
    var sort: String { string("sk") ?? "" }

    func run() throws(LedgerError) -> Run {
        var run = try RowJSON.value(Run.self, try text("pinned"), in: "pinned", key: key)
        try RowJSON.value(RunProgress.self, try text("progress"), in: "progress", key: key).apply(to: &run)
        run.status = try RowJSON.word(Run.Status.self, try text("status"), in: "status", key: key)
        run.keeper = string("keeper")
        run.version = Int(try count("version"))
        return run
    }

    func launchKey(of run: RunID) throws(LedgerError) -> LaunchKey {
        LaunchKey(
            run: run, unit: Int(try count("unit")), attempt: Int(try count("attempt")),
            placement: Int(try count("placement")))
    }

    /// The launch whose changing part this row is.
    func launch(of run: RunID, frozen: DynamoDBItem) throws(LedgerError) -> Launch {
        var launch = Launch(
            key: try launchKey(of: run), token: ClientToken(rawValue: try frozen.text("token")),
            startedBy: try frozen.text("started_by"), request: try frozen.text("request"),
            createdAt: Timestamp(milliseconds: try frozen.count("created_at")))
        let name = launch.key.text
        try RowJSON.value(LaunchProgress.self, try text("progress"), in: "progress", key: name).apply(to: &launch)
        launch.state = try RowJSON.word(Launch.State.self, try text("state"), in: "state", key: name)
        launch.taskArn = string("task_arn")
        launch.version = Int(try count("version"))
        return launch
    }

    func jobRecord() throws(LedgerError) -> JobRecord {
        JobRecord(
            name: try text("name"), manifestHash: try text("manifest_hash"), version: Int(try count("version")))
    }
}
