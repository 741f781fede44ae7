import AWS
import ECS
import JSON
import Jobs
import Testing

@testable import Ledger

/// What is particular to a ledger in DynamoDB, against a server that speaks it.
///
/// The contract that all stores keep is held against it too: `StoreKind` brings it in where the server is there.
@Suite(.enabled(if: StoreKind.endpoint != nil, "PURSER_TEST_DYNAMODB names no server: make interop starts one"))
struct DynamoDBLedgerTests {
    private func withLedger(_ body: (DynamoDBLedger, Table) async throws -> Void) async throws {
        try await Table.with { table in
            let isNew = try await DynamoDBLedger.create(
                table: table.name, set: "nightly", client: table.client, makeID: Table.makeID)
            #expect(isNew)
            try await body(try await table.open(), table)
        }
    }

    @Test func `a table is made once, and a ledger in it once for each set`() async throws {
        try await withLedger { ledger, table in
            for (set, isNew) in [("nightly", false), ("hourly", true), ("hourly", false)] {
                let made = try await DynamoDBLedger.create(
                    table: table.name, set: set, client: table.client, makeID: Table.makeID)
                #expect(made == isNew)
            }
            #expect(try await table.open().id == ledger.id)
            #expect(try await table.open(set: "hourly").id != ledger.id)
        }
    }

    @Test func `sets share a table and see nothing of each other`() async throws {
        try await withLedger { ledger, table in
            _ = try await DynamoDBLedger.create(
                table: table.name, set: "hourly", client: table.client, makeID: Table.makeID)
            let other = try await table.open(set: "hourly")
            let ours = try await ledger.commit(before: nil, after: .sample())
            let run = try Run.sample(set: "hourly")
            let theirs = try await other.commit(before: nil, after: RunSnapshot(run: run, launches: [run.launch()]))
            #expect(try await ledger.runs(matching: RunQuery()).map(\.id) == [ours.run.id])
            #expect(try await other.runs(matching: RunQuery()).map(\.id) == [theirs.run.id])
            #expect(try await other.launch(startedBy: ours.launches[0].startedBy) == nil)
        }
    }

    @Test func `a table or a ledger that is not there is told apart from a failure`() async throws {
        try await Table.with { table in
            let error = try await failure { try await table.open() }
            #expect(error?.code == .missing)
            #expect(error?.wayOut?.contains("purser ledger create") == true)
            _ = try await DynamoDBLedger.create(
                table: table.name, set: "nightly", client: table.client, makeID: Table.makeID)
            let set = try await failure { try await table.open(set: "hourly") }
            #expect(set?.code == .missing)
            #expect(set?.message == "the table holds no ledger of set 'hourly'")
        }
    }

    @Test func `a ledger of a newer version is refused`() async throws {
        try await withLedger { ledger, table in
            var item = ledger.rows.metaItem(id: ledger.id, mark: nil)
            item.attributes["format"] = .number(DynamoDBRows.format + 1)
            _ = try await ledger.client.write([.put(item)], token: Table.makeID())
            #expect(try await failure { try await table.open() }?.code == .newer)
        }
    }

    @Test func `a ledger of the first version is brought to today's, and what goes on holds its job`() async throws {
        try await withLedger { ledger, table in
            let going = try await ledger.commit(before: nil, after: .sample())
            // As the first version left it: no row of a lock, and its own number.
            var meta = ledger.rows.metaItem(id: ledger.id, mark: nil)
            meta.attributes["format"] = .number(1)
            let lock = ledger.rows.lock(.job(going.run.job))
            _ = try await ledger.client.write([.put(meta), .delete(lock)], token: Table.makeID())
            #expect(try await table.open().holders(of: .job(going.run.job)).isEmpty)
            try await table.open().put(JobRecord(name: "report", manifestHash: "a"))
            #expect(try await table.open().holders(of: .job(going.run.job)) == [going.run])
            let raised = try await ledger.client.item(ledger.rows.meta)
            #expect(raised?.number("format") == DynamoDBRows.format)
        }
    }

    @Test func `what was left behind in a lock does not stay there`() async throws {
        try await withLedger { ledger, table in
            let spec = try Run.sample().spec.setting("concurrencyPolicy", to: "Forbid")
            let job = try Job(name: "report", labels: [:], spec: spec, hashed: spec)
            let sample = try Run.sample()
            let run = Run(
                id: sample.id, set: "nightly", job: job, occurrence: sample.occurrence, basis: sample.basis,
                cluster: sample.cluster, taskDefinition: sample.taskDefinition, containers: [], createdAt: .at(0))
            let lock = ledger.rows.lock(.job("report"))
            _ = try await ledger.client.write(
                [.insert("report-gone", into: DynamoDBRows.holders, in: lock)], token: Table.makeID())
            let next = RunSnapshot(run: run, launches: [run.launch()])
            #expect(try await failure { try await ledger.commit(before: nil, after: next) }?.code == .occupied)
            #expect(try await table.open().commit(before: nil, after: next) == next)
            #expect(try await table.open().holders(of: .job("report")) == [run])
        }
    }

    /// A hundred rows go into one transaction, and a new launch has four.
    @Test(arguments: [24, 25, 60])
    func `a run of many units is claimed whole`(units: Int) async throws {
        try await withLedger { ledger, table in
            let run = try Run.sample()
            let snapshot = RunSnapshot(run: run, launches: (0..<units).map { run.launch(unit: $0) })
            #expect(try await ledger.commit(before: nil, after: snapshot) == snapshot)
            #expect(try await table.open().snapshot(run.id) == snapshot)
            let last = snapshot.launches[units - 1]
            #expect(try await table.open().launch(startedBy: last.startedBy) == last)
            // All of them move at once, each unit with its next attempt, and the run with them.
            var next = snapshot
            next.run.status = .failed
            next.run.endedAt = .at(9)
            for index in next.launches.indices { next.launches[index].state = .ended }
            next = RunSnapshot(
                run: next.run, launches: next.launches + (0..<units).map { run.launch(unit: $0, attempt: 2) })
            let written = try await ledger.commit(before: snapshot, after: next)
            #expect(written.launches.filter { $0.version == 2 }.count == units)
            #expect(try await table.open().snapshot(run.id) == written)
            #expect(try await table.open().runs(matching: RunQuery(isActive: true)).isEmpty)
        }
    }

    @Test func `the end of a large run is not written where one of its launches has changed`() async throws {
        try await withLedger { ledger, table in
            let run = try Run.sample()
            let read = try await ledger.commit(
                before: nil, after: RunSnapshot(run: run, launches: (0..<150).map { run.launch(unit: $0) }))
            var other = read
            other.launches[140].looks = 1
            _ = try await table.open().commit(before: read, after: other)
            var late = read
            for index in 0..<120 { late.launches[index].looks = 7 }
            late.run.status = .failed
            let error = try await failure { try await ledger.commit(before: read, after: late) }
            #expect(error?.code == .conflict)
            #expect(error?.subject == "\(run.id)/140/1/1")
            let there = try #require(try await table.open().snapshot(run.id))
            #expect(there.run == run)
            // Read again, it can be written; launches that were written stay so.
            var next = there
            next.run.status = .failed
            #expect(try await ledger.commit(before: there, after: next).run.version == 2)
        }
    }

    @Test func `of many that claim one large run one wins, and nothing of the others is found`() async throws {
        try await withLedger { _, table in
            let run = try Run.sample()
            let wins = try await withThrowingTaskGroup(of: RunSnapshot?.self) { group in
                for writer in 0..<3 {
                    group.addTask {
                        var launches = (0..<26).map { run.launch(unit: $0) }
                        for index in launches.indices { launches[index].reason = "by \(writer)" }
                        do {
                            return try await table.open().commit(
                                before: nil, after: RunSnapshot(run: run, launches: launches))
                        } catch let error as LedgerError where error.code == .conflict {
                            return nil
                        }
                    }
                }
                return try await group.reduce(into: [RunSnapshot]()) { wins, one in if let one { wins.append(one) } }
            }
            #expect(wins.count == 1)
            let found = try #require(try await table.open().snapshot(run.id))
            #expect(found == wins.first)
            #expect(Set(found.launches.map(\.reason)).count == 1)
            for launch in found.launches {
                #expect(try await table.open().launch(startedBy: launch.startedBy) == launch)
            }
        }
    }

    @Test func `a claim that died before its run was written stands in nobody's way`() async throws {
        try await withLedger { ledger, table in
            let run = try Run.sample()
            let launch = run.launch()
            let dead = [
                ledger.rows.frozenItem(launch, claim: "dead"), try ledger.rows.stateItem(launch, claim: "dead"),
            ]
            _ = try await ledger.client.write(
                (dead + ledger.rows.names(of: launch)).map { .put($0) }, token: Table.makeID())
            #expect(try await ledger.snapshot(run.id) == nil)
            #expect(try await ledger.launch(startedBy: launch.startedBy) == nil)
            let snapshot = RunSnapshot(run: run, launches: [launch])
            #expect(try await ledger.commit(before: nil, after: snapshot) == snapshot)
            #expect(try await table.open().snapshot(run.id) == snapshot)
        }
    }

    @Test func `a row that DynamoDB does not take is refused before it is sent`() async throws {
        try await withLedger { ledger, _ in
            let read = try await ledger.commit(before: nil, after: .sample())
            let large = read.changing { $0.reason = String(repeating: "x", count: DynamoDBItem.largest) }
            let error = try await failure { try await ledger.commit(before: read, after: large) }
            #expect(error?.code == .tooLarge)
            #expect(error?.subject == "\(read.run.id)/0/1/1")
            #expect(try await ledger.snapshot(read.run.id) == read)
        }
    }

    @Test func `a run whose rows fill several pages reads back`() async throws {
        try await withLedger { ledger, table in
            let run = try Run.sample()
            let launches = (0..<12).map { unit in
                var launch = run.launch(unit: unit)
                launch.reason = String(repeating: "\(unit % 10)", count: 200_000)
                return launch
            }
            let snapshot = RunSnapshot(run: run, launches: launches)
            #expect(try await ledger.commit(before: nil, after: snapshot) == snapshot)
            #expect(try await table.open().snapshot(run.id) == snapshot)
        }
    }

    @Test func `more runs than a batch holds are listed in their order`() async throws {
        try await withLedger { ledger, _ in
            let runs = try (0..<105).map { try Run.sample(key: "\($0)", at: $0 / 2) }
            for run in runs { _ = try await ledger.commit(before: nil, after: RunSnapshot(run: run, launches: [])) }
            let expected = runs.sorted(by: Run.isNewer).map(\.id)
            #expect(try await ledger.runs(matching: RunQuery()).map(\.id) == expected)
            #expect(
                try await ledger.runs(matching: RunQuery(job: "report", limit: 102)).map(\.id)
                    == Array(expected.prefix(102)))
        }
    }
}
