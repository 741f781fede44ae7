import AWS
import ECS
import Events
import JSON
import Testing

@testable import Ledger

/// A kind of store for what events told.
enum EventStoreKind: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite
    case dynamoDB

    var testDescription: String { rawValue }

    /// Those that can be tested here; `DynamoDBLedgerTests` says so where one is left out.
    static var allCases: [EventStoreKind] {
        StoreKind.endpoint == nil ? [.memory, .sqlite] : [.memory, .sqlite, .dynamoDB]
    }

    /// Runs a test over an empty store; `reopen` answers with the same store through another opening of it, where the
    /// kind has such a thing.
    func withStore(_ body: (_ store: any EventStore, _ reopen: () async throws -> any EventStore) async throws -> Void)
        async throws
    {
        switch self {
        case .memory:
            let store = MemoryEventStore()
            try await body(store) { store }
        case .sqlite:
            let folder = try TemporaryFolder()
            let path = folder.ledger
            try await body(try openLedger(path)) { try openLedger(path, id: "another-id") }
        case .dynamoDB:
            try await Table.with { table in
                _ = try await DynamoDBLedger.create(
                    table: table.name, set: "nightly", client: table.client, makeID: Table.makeID)
                let store = DynamoDBEventStore(
                    table: table.name, set: "nightly", client: table.client, makeID: Table.makeID)
                // An account has these tables once: such tests run one after the other, and leave none behind.
                #expect(try await store.create() == ["ECSTaskState", "ECSCtrInstanceState"])
                #expect(try await store.create() == [])
                try await body(store) { store }
                for name in ["ECSTaskState", "ECSCtrInstanceState"] {
                    let request: JSON = ["TableName": .string(name)]
                    _ = try await table.client.call(.dynamoDB, "DeleteTable", body: request.canonicalBytes)
                }
            }
        }
    }
}

extension StateChange {
    /// A change of a task, its statuses those of a whole life.
    static func task(
        _ number: Int = 1, version: Int, status: TaskStatus? = nil, startedBy: String? = nil, instance: String? = nil,
        cluster: String = "jobs", at second: Int? = nil
    ) throws -> StateChange {
        let status = status ?? TaskStatus.inOrder[min(version - 1, 7)]
        return try StateChange(
            .task,
            detail: .members([
                "taskArn": .string("arn:aws:ecs:us-east-1:111122223333:task/\(cluster)/\(number)"),
                "clusterArn": .string("arn:aws:ecs:us-east-1:111122223333:cluster/\(cluster)"),
                "lastStatus": .string(status.rawValue), "desiredStatus": "RUNNING", "version": .int(Int64(version)),
                "updatedAt": .string(Timestamp.at(second ?? version).precise),
                "startedBy": startedBy.map(JSON.string), "containerInstanceArn": instance.map(JSON.string),
                "note": "what nobody knows: \u{0} \u{1F9C0}",
            ]), sent: nil)
    }

    /// A change of a container instance.
    static func instance(_ number: Int = 1, version: Int, status: String = "ACTIVE") throws -> StateChange {
        try StateChange(
            .instance,
            detail: [
                "containerInstanceArn": .string(instanceARN(number)), "agentConnected": true,
                "clusterArn": "arn:aws:ecs:us-east-1:111122223333:cluster/jobs", "status": .string(status),
                "version": .int(Int64(version)), "updatedAt": .string(Timestamp.at(version).precise),
            ], sent: nil)
    }

    static func instanceARN(_ number: Int) -> String {
        "arn:aws:ecs:us-east-1:111122223333:container-instance/jobs/\(number)"
    }
}

extension EventBatch {
    static func of(_ changes: [StateChange], move: SourceMove? = nil) -> EventBatch {
        EventBatch(changes: changes, receivedAt: .at(100), move: move)
    }
}

/// All that a store keeps and that does not depend on the order in which it came.
struct KeptBook: Equatable {
    let tasks: [KeptState]
    let instances: [KeptState]
    let transitions: [TaskTransition]
    let records: Int

    init(of store: any EventStore) async throws {
        tasks = try await store.states(.task, matching: StateQuery())
        instances = try await store.states(.instance, matching: StateQuery())
        transitions = try await store.transitions(startedBy: "")
        records = try await store.tally().records
    }
}
