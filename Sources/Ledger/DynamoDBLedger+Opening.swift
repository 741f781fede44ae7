package import AWS
import ECS
import Jobs

extension DynamoDBLedger {
    /// Opens the ledger of a set in a table.
    ///
    /// - Parameters:
    ///   - table: The name of the table.
    ///   - set: The set whose ledger it is.
    ///   - client: The client of AWS.
    ///   - makeID: Answers with 32 random hexadecimal digits, others each time.
    /// - Returns: The open ledger.
    /// - Throws: `LedgerError`: code `missing` where there is no table, or no ledger of the set in it.
    package static func open(
        table: String, set: String, client: AWSClient, makeID: @escaping @Sendable () -> String
    ) async throws(LedgerError) -> DynamoDBLedger {
        let client = DynamoDBClient(client, table: table)
        let ledger = DynamoDBLedger(id: "", set: set, client: client, makeID: makeID)
        let meta = try await ledger.asking { () async throws(AWSError) in try await client.item(ledger.rows.meta) }
        guard let meta else {
            throw LedgerError(
                .missing, "dynamodb:\(table)", "the table holds no ledger of set '\(set)'",
                wayOut: "purser ledger create makes it")
        }
        try ledger.checkFormat(meta)
        return DynamoDBLedger(id: try meta.text("ledger"), set: set, client: client, makeID: makeID)
    }

    /// Makes the table where it is missing, and in it the ledger of the set where that is missing.
    ///
    /// - Returns: Whether there was no ledger before.
    /// - Throws: `LedgerError`; a table that is there is as it was.
    package static func create(
        table: String, set: String, client: AWSClient, id: String? = nil, makeID: @escaping @Sendable () -> String
    ) async throws(LedgerError) -> Bool {
        let client = DynamoDBClient(client, table: table)
        let ledger = DynamoDBLedger(id: id ?? makeID(), set: set, client: client, makeID: makeID)
        try await ledger.asking { () async throws(AWSError) in
            if try await client.describe() == nil { _ = try await client.create() }
        }
        let keys = try await ledger.asking { () async throws(AWSError) in try await client.waitUntilActive() }
        guard keys == ["pk", "sk"] else {
            throw LedgerError(
                .unsafePlace, "dynamodb:\(table)", "the table is not a ledger: its keys are not 'pk' and 'sk'",
                wayOut: "name another table")
        }
        try await ledger.asking { () async throws(AWSError) in
            try await client.expireRows(by: DynamoDBRows.expiry)
            try await client.keepBackups()
        }
        let item = ledger.rows.metaItem(id: ledger.id, mark: nil)
        let reasons = try await ledger.asking { () async throws(AWSError) in
            try await client.write([.put(item, if: .absent)], token: makeID())
        }
        guard reasons != nil else { return true }
        // It may be ours, of a send whose answer was lost.
        return try await open(table: table, set: set, client: client.client, makeID: makeID).id == ledger.id
    }

    // MARK: Marks

    package func mark() async throws(LedgerError) -> LedgerMark? {
        try LedgerMark.read(try await readMeta().string("mark"), subject: "dynamodb:\(client.table)")
    }

    package func setMark(_ mark: LedgerMark?, insteadOf old: LedgerMark?) async throws(LedgerError) {
        let item = rows.metaItem(id: id, mark: mark)
        let isOld =
            old.map { DynamoDBCondition("#m = :m", names: ["#m": "mark"], values: [":m": .string($0.text)]) }
            ?? DynamoDBCondition("attribute_not_exists(#m)", names: ["#m": "mark"])
        let reasons = try await asking { () async throws(AWSError) in
            try await client.write([.put(item, if: DynamoDBCondition.present.and(isOld))], token: makeID())
        }
        guard reasons != nil else { return }
        // It may be ours, of a send whose answer was lost.
        let found = try await self.mark()
        guard found == mark else { throw LedgerMark.refusal(of: found, "dynamodb:\(client.table)") }
    }

    package func accepting(_ mark: LedgerMark) -> DynamoDBLedger {
        DynamoDBLedger(id: id, set: set, client: client, makeID: makeID, accepted: mark)
    }

    /// Looks before a write whether the ledger takes it; one of an older version is brought to today's.
    func checkMark() async throws(LedgerError) {
        let meta = try await readMeta()
        let found = try LedgerMark.read(meta.string("mark"), subject: "dynamodb:\(client.table)")
        guard found == accepted else { throw LedgerMark.refusal(of: found, "dynamodb:\(client.table)") }
        if try checkFormat(meta) < DynamoDBRows.format { try await bringUp(meta) }
    }

    private func readMeta() async throws(LedgerError) -> DynamoDBItem {
        let meta = try await asking { () async throws(AWSError) in try await client.item(rows.meta) }
        guard let meta else {
            throw LedgerError(.missing, "dynamodb:\(client.table)", "the ledger of set '\(set)' is gone from the table")
        }
        return meta
    }

    /// - Returns: The version of the ledger's layout.
    /// - Throws: `LedgerError` of code `newer` where this program does not know it.
    @discardableResult
    private func checkFormat(_ meta: DynamoDBItem) throws(LedgerError) -> Int64 {
        let format = try meta.count("format")
        guard format <= DynamoDBRows.format else {
            throw LedgerError(
                .newer, "dynamodb:\(client.table)",
                "the ledger is of version \(format), and this Purser knows up to \(DynamoDBRows.format)",
                wayOut: "use the newest version of Purser that has written to this ledger")
        }
        return format
    }

    /// From the first layout, whose runs held nothing, and the second, whose lists told nothing of runs but their ids,
    /// to that of today.
    ///
    /// Done twice, by two processes or after a crash, it comes to the same.
    private func bringUp(_ meta: DynamoDBItem) async throws(LedgerError) {
        for run in try await runs(matching: RunQuery(isActive: true, limit: .max)) {
            let isSame = DynamoDBWrite.add(
                0, to: DynamoDBRows.launches, in: rows.run(run.id), if: DynamoDBRows.isOf(run.version))
            // Where it has changed meanwhile, the list tells of it by now.
            _ = try await asking { () async throws(AWSError) in
                try await client.write([isSame, .put(rows.active(run))], token: makeID())
            }
        }
        for run in try await runs(matching: RunQuery(limit: .max)) where run.status.holdsLocks {
            let writes = run.locks.map {
                DynamoDBWrite.insert(run.id.rawValue, into: DynamoDBRows.holders, in: rows.lock($0.subject))
            }
            _ = try await asking { () async throws(AWSError) in try await client.write(writes, token: makeID()) }
        }
        var raised = meta
        raised.attributes["format"] = .number(DynamoDBRows.format)
        let isSame = DynamoDBCondition(
            "#f = :f", names: ["#f": "format"], values: [":f": .number(try meta.count("format"))])
        _ = try await asking { () async throws(AWSError) in
            try await client.write([.put(raised, if: isSame)], token: makeID())
        }
    }
}

extension LedgerError {
    /// What a call of DynamoDB failed with.
    init(_ error: AWSError, table: String, set: String) {
        let subject = "dynamodb:\(table)"
        if case .service(let service) = error.code {
            switch service.code {
            case "ResourceNotFoundException":
                self.init(
                    .missing, subject, "there is no such table in this region and account",
                    wayOut: "check the region, or make it: purser ledger create")
                return
            case "AccessDeniedException":
                self.init(
                    .readOnly, subject, error.description, wayOut: "docs/ledger.md lists the rights that a ledger needs"
                )
                return
            default:
                let isBusy = service.errorClass == .throttled || service.code == "TransactionCanceledException"
                self.init(
                    isBusy ? .busy : .storage, subject, error.description,
                    wayOut: isBusy ? "others write to the table, or it is throttled: try again" : error.wayOut)
                return
            }
        }
        self.init(.storage, subject, error.description, wayOut: error.wayOut)
    }
}
