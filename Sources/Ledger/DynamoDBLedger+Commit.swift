import AWS
package import Jobs

extension DynamoDBLedger {
    /// A write, and what it means that its condition does not hold.
    private struct Planned: Sendable {
        var write: DynamoDBWrite
        let refusal: LedgerError

        init(_ write: DynamoDBWrite, orElse refusal: LedgerError) {
            self.write = write
            self.refusal = refusal
        }
    }

    /// Writes that belong together: those of one unit.
    private struct Group: Sendable {
        var writes: [Planned] = []
        /// By how much the sum of the versions of all launches grows.
        var growth: Int64 = 0

        mutating func add(_ more: [Planned], _ growth: Int64) {
            writes += more
            self.growth += growth
        }
    }

    package func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        let change = try SnapshotChange(before: before, after: after, set: set)
        guard !change.isEmpty else { return change.result }
        try change.checkNames()
        try await checkMark()
        let run = after.run.id
        let new = change.insertedRun.map { _ in makeID() }
        let old = new == nil ? try await claim(of: run) : nil
        guard let claim = new ?? old else { throw .changed(run.rawValue) }
        var byUnit: [Int: Group] = [:]
        for launch in change.updatedLaunches {
            let row = try planned { try rows.stateItem(launch, claim: claim) }
            byUnit[launch.key.unit, default: Group()].add(
                [Planned(.put(row, if: DynamoDBRows.follows(launch.version)), orElse: .changed(launch.key.text))], 1)
        }
        for launch in change.insertedLaunches {
            byUnit[launch.key.unit, default: Group()].add(
                try planned { try insertion(of: launch, claim) }, Int64(launch.version))
        }
        let ofUnits = byUnit.sorted { $0.key < $1.key }.map(\.value)
        let before = before?.sumOfVersions ?? 0
        let sum = ofUnits.reduce(before) { $0 + $1.growth }
        let ofRun = try planned { try runWrites(change, claim, launches: sum, before: before) }
        try check(ofUnits.flatMap(\.writes) + ofRun)
        do throws(LedgerError) {
            let all = ofRun.isEmpty ? counted(ofUnits, of: after.run) : ofUnits.flatMap(\.writes) + ofRun
            if DynamoDBLedger.fits(all) {
                try await write(all)
            } else if change.insertedRun != nil {
                try await stage(ofUnits, then: ofRun)
            } else {
                for part in DynamoDBLedger.parts(ofUnits) { try await write(counted(part, of: after.run)) }
                if !ofRun.isEmpty {
                    // What was added above is what the run's row tells of now, and no more.
                    try await write(planned { try runWrites(change, claim, launches: sum, before: sum) })
                }
            }
        } catch {
            throw await blame(error, change)
        }
        if let new { claims[run] = new }
        return change.result
    }

    /// The error of a run whose launches are not those that were read names the launch that has changed.
    private func blame(_ error: LedgerError, _ change: SnapshotChange) async -> LedgerError {
        let run = change.result.run.id
        if error.code == .occupied { return await blame(error, for: change.claimedLocks, run) }
        guard error == .changed(run.rawValue), !change.reliedLaunches.isEmpty,
            let there = try? await snapshot(run)
        else { return error }
        let other = change.reliedLaunches.first { launch in
            there.index(of: launch.key).map { there.launches[$0].version } != launch.version
        }
        return other.map { .changed($0.key.text) } ?? error
    }

    /// The error of a run that found a lock taken names those that hold it now.
    ///
    /// What a program that knew of no locks left behind in one is taken out, for whoever tries again: a run that has
    /// ended never goes on.
    private func blame(_ error: LedgerError, for locks: [RunLock], _ run: RunID) async -> LedgerError {
        for lock in locks {
            guard let limit = lock.limit, let found = try? await readHolders(of: lock.subject) else { continue }
            if found.runs.count >= limit { return .occupied(lock, by: found.runs.map(\.id), run) }
            for id in found.ids.subtracting(found.runs.map(\.id.rawValue)) {
                let write = DynamoDBWrite.remove(id, from: DynamoDBRows.holders, in: rows.lock(lock.subject))
                _ = try? await client.write([write], token: makeID())
            }
        }
        return error
    }

    package func put(_ job: JobRecord) async throws(LedgerError) {
        try await checkMark()
        try await write([Planned(.put(rows.item(job)), orElse: .changed(job.name))])
    }

    // MARK: What is written

    /// The rows of the run itself: `launches` is what its row tells of its launches afterwards, `before` what it must
    /// tell of them until then.
    private func runWrites(
        _ change: SnapshotChange, _ claim: String, launches: Int64, before: Int64
    ) throws -> [Planned] {
        if let run = change.insertedRun {
            let row = try rows.item(run, claim: claim, launches: launches)
            var writes = [Planned(.put(row, if: .absent), orElse: .exists(run.id))]
            writes += rows.listed(run).map { Planned(.put($0), orElse: .exists(run.id)) }
            if !run.status.isFinal { writes.append(Planned(.put(rows.active(run)), orElse: .exists(run.id))) }
            return writes + taking(run, change.claimedLocks)
        }
        guard let run = change.updatedRun else { return [] }
        let refusal = LedgerError.changed(run.id.rawValue)
        let row = try rows.item(run, claim: claim, launches: launches)
        let isAsRead = DynamoDBRows.follows(run.version).and(DynamoDBRows.hasLaunches(before))
        let entry = rows.active(run)
        let key = DynamoDBKey(rows.book, entry.sort)
        let own = [
            Planned(.put(row, if: isAsRead), orElse: refusal),
            Planned(run.status.isFinal ? .delete(key) : .put(entry), orElse: refusal),
        ]
        guard !run.status.holdsLocks else { return own }
        return own
            + run.locks.map { lock in
                let (id, key) = (run.id.rawValue, rows.lock(lock.subject))
                return Planned(.remove(id, from: DynamoDBRows.holders, in: key), orElse: refusal)
            }
    }

    /// What a new run holds; `claimed` are those of its locks that must have room.
    private func taking(_ run: Run, _ claimed: [RunLock]) -> [Planned] {
        guard run.status.holdsLocks else { return [] }
        return run.locks.map { lock in
            // What is imported was begun elsewhere.
            let limit = accepted == nil && claimed.contains(lock) ? lock.limit : nil
            let write = DynamoDBWrite.insert(
                run.id.rawValue, into: DynamoDBRows.holders, in: rows.lock(lock.subject),
                if: limit.map { DynamoDBRows.hasRoom($0, for: run.id) })
            return Planned(write, orElse: .occupied(lock, by: [], run.id))
        }
    }

    private func insertion(of launch: Launch, _ claim: String) throws -> [Planned] {
        let refusal = LedgerError.exists(launch.key)
        let names = rows.names(of: launch)
        return [
            Planned(.put(rows.frozenItem(launch, claim: claim), if: .absent), orElse: refusal),
            Planned(.put(try rows.stateItem(launch, claim: claim), if: .absent), orElse: refusal),
        ] + names.map { Planned(.put($0, if: DynamoDBRows.isOwn(launch.key)), orElse: refusal) }
    }

    /// Writes of launches, with what the run's row tells of them; that must be the one that was read.
    private func counted(_ groups: [Group], of run: Run) -> [Planned] {
        let writes = groups.flatMap(\.writes)
        let growth = groups.reduce(0) { $0 + $1.growth }
        let sum = DynamoDBWrite.add(
            growth, to: DynamoDBRows.launches, in: rows.run(run.id), if: DynamoDBRows.isOf(run.version))
        // In front: the last row of a transaction is the one that tells whether it was carried out.
        return [Planned(sum, orElse: .changed(run.id.rawValue))] + writes
    }

    private func planned<Value>(_ work: () throws -> Value) throws(LedgerError) -> Value {
        do { return try work() } catch {
            throw LedgerError(.storage, client.table, "a row cannot be written as JSON: \(error)")
        }
    }

    /// - Throws: `LedgerError` of code `tooLarge` for a row that DynamoDB would refuse; nothing was sent.
    private func check(_ writes: [Planned]) throws(LedgerError) {
        for planned in writes {
            guard let item = planned.write.item, item.size + 64 > DynamoDBItem.largest else { continue }
            throw LedgerError(
                .tooLarge, planned.refusal.subject,
                "a row of \(item.size) bytes is larger than the \(DynamoDBItem.largest) that DynamoDB takes",
                wayOut: "make the manifest smaller, or keep this set's ledger in SQLite")
        }
    }

    // MARK: Large commits

    private static func fits(_ writes: [Planned], besides others: Int = 0) -> Bool {
        writes.count + others <= DynamoDBClient.largestTransaction
            && writes.reduce(0) { $0 + ($1.write.item?.size ?? 0) } <= DynamoDBClient.largestTransactionSize
    }

    /// Puts groups together into transactions, each with room for one row more; a group is never torn.
    private static func parts(_ groups: [Group]) -> [[Group]] {
        var parts: [[Group]] = []
        var part: [Group] = []
        var writes: [Planned] = []
        for group in groups {
            if !part.isEmpty, !fits(writes + group.writes, besides: 1) {
                parts.append(part)
                (part, writes) = ([], [])
            }
            part.append(group)
            writes += group.writes
        }
        return part.isEmpty ? parts : parts + [part]
    }

    /// Writes the launches of a new run where nobody looks, and then the run, by which they are found.
    private func stage(_ groups: [Group], then run: [Planned]) async throws(LedgerError) {
        let parts = DynamoDBLedger.parts(groups).map { $0.flatMap(\.writes) }
        var written: [DynamoDBKey] = []
        do throws(LedgerError) {
            for part in parts {
                written += part.compactMap { planned in
                    planned.write.item.flatMap { item in
                        item.sort == "0" ? nil : DynamoDBKey(item.string("pk") ?? "", item.sort)
                    }
                }
                try await write(part)
            }
            try await write(run)
        } catch {
            // Only where it is certain that the run is another's: these rows are found by nobody, and only take room.
            if error.code == .conflict {
                for start in stride(from: 0, to: written.count, by: DynamoDBClient.largestTransaction) {
                    let chunk = written[start..<min(start + DynamoDBClient.largestTransaction, written.count)]
                    _ = try? await client.write(chunk.map { .delete($0) }, token: makeID())
                }
            }
            throw error
        }
    }

    // MARK: Writing

    /// Carries a transaction out; a write whose answer was lost is read again before it is judged.
    private func write(_ planned: [Planned]) async throws(LedgerError) {
        let call = makeID()
        let writes = planned.map { $0.write.setting(DynamoDBRows.writer, to: .string(call)) }
        var tries = 0
        while true {
            switch await sent(writes, call) {
            case .success(nil): return
            case .success(let reasons?):
                // An earlier send of this very call may be what stands in its way.
                if try await isWritten(writes, by: call) { return }
                let index = reasons.firstIndex(of: "ConditionalCheckFailed") ?? 0
                throw planned[min(index, planned.count - 1)].refusal
            case .failure(let error):
                tries += 1
                let failure = LedgerError(error, table: client.table, set: set)
                do throws(LedgerError) {
                    if try await isWritten(writes, by: call) { return }
                } catch {
                    throw failure
                }
                guard error.mayHaveHappened, tries < DynamoDBLedger.mostLost else { throw failure }
            }
        }
    }

    /// How often a write is sent again whose answer was lost and whose rows are not there.
    private static let mostLost = 3

    private func sent(_ writes: [DynamoDBWrite], _ call: String) async -> Result<[String]?, AWSError> {
        do throws(AWSError) {
            return .success(try await client.write(writes, token: call))
        } catch {
            return .failure(error)
        }
    }

    /// Whether the rows of a transaction are there; the last one tells for all.
    private func isWritten(_ writes: [DynamoDBWrite], by call: String) async throws(LedgerError) -> Bool {
        guard let item = writes.compactMap(\.item).last, let partition = item.string("pk") else { return false }
        let found = try await asking { () async throws(AWSError) in
            try await client.item(DynamoDBKey(partition, item.sort))
        }
        return found?.string(DynamoDBRows.writer) == call
    }
}

extension RunSnapshot {
    fileprivate var sumOfVersions: Int64 { launches.reduce(0) { $0 + Int64($1.version) } }
}

extension SnapshotChange {
    /// - Throws: `LedgerError` of code `conflict` where two new launches have the same name.
    func checkNames() throws(LedgerError) {
        var names = Swift.Set<String>()
        var tokens = Swift.Set<ClientToken>()
        for launch in insertedLaunches {
            guard names.insert(launch.startedBy).inserted, tokens.insert(launch.token).inserted else {
                throw .exists(launch.key)
            }
        }
    }
}
