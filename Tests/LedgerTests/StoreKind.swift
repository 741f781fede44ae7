import AWS
import ECS
import FoundationEssentials
import Jobs
import Testing

@testable import Ledger

/// A kind of store that the contract is held against.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case memory
    case sqlite
    case dynamoDB

    var testDescription: String { rawValue }

    /// A server that speaks DynamoDB: `make interop` starts one and names it here.
    static let endpoint = ProcessInfo.processInfo.environment["PURSER_TEST_DYNAMODB"]

    /// Those that can be tested here; `DynamoDBLedgerTests` says so where one is left out.
    static var allCases: [StoreKind] { endpoint == nil ? [.memory, .sqlite] : [.memory, .sqlite, .dynamoDB] }

    /// Opens the same ledger once more.
    typealias Reopen = @Sendable () async throws -> any MovableLedger

    /// Runs a test over an empty store; `reopen` answers with the same ledger through another opening of it, where
    /// the kind has such a thing.
    func withStore(_ body: (_ store: any MovableLedger, _ reopen: Reopen) async throws -> Void) async throws {
        switch self {
        case .memory:
            let store = MemoryLedger(id: "id-of-the-ledger", set: "nightly")
            try await body(store) { store }
        case .sqlite:
            let folder = try TemporaryFolder()
            let path = folder.ledger
            try await body(try openLedger(path)) { try openLedger(path, id: "another-id") }
        case .dynamoDB:
            try await Table.with { table in
                let isNew = try await DynamoDBLedger.create(
                    table: table.name, set: "nightly", client: table.client, id: "id-of-the-ledger",
                    makeID: Table.makeID)
                try #require(isNew)
                let reopen: Reopen = { try await table.open() }
                try await body(try await reopen(), reopen)
            }
        }
    }
}

/// A table of a server that speaks DynamoDB, for one test.
struct Table: Sendable {
    let name: String
    let client: AWSClient

    static let makeID: @Sendable () -> String = {
        UUID().uuidString.lowercased().filter { $0 != "-" }
    }

    /// Names a table that is not there yet.
    static func with(_ body: (Table) async throws -> Void) async throws {
        let endpoint = try #require(StoreKind.endpoint.flatMap { Endpoint($0) })
        let transport = AsyncHTTPClientTransport(connectTimeout: .seconds(60))
        let keys = Credentials(accessKeyID: "AKIDEXAMPLE", secretAccessKey: "secret")
        let client = AWSClient(
            transport: transport, credentials: CredentialsChain([StaticCredentials(keys)]), region: "us-east-1",
            endpoint: { _ in endpoint }, clock: RealClock(), random: { Double.random(in: 0..<1) },
            userAgent: "purser/test")
        let table = Table(name: "ledger-\(makeID())", client: client)
        do {
            try await body(table)
        } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    func open(set: String = "nightly") async throws -> DynamoDBLedger {
        try await DynamoDBLedger.open(table: name, set: set, client: client, makeID: Table.makeID)
    }
}

private struct RealClock: WallClock {
    func now() -> Timestamp { Timestamp(seconds: Date().timeIntervalSince1970) }

    func sleep(for duration: Duration) async throws { try await Task.sleep(for: duration) }
}
