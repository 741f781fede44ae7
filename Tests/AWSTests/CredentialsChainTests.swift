import ECS
import Synchronization
import Testing

@testable import AWS

/// Proves the order of the places, and how long credentials are kept.
@Suite struct CredentialsChainTests {
    /// A place that gives what a list says, one entry a look.
    private final class ListedCredentials: CredentialsProvider {
        let place: String
        private let answers: Mutex<[Result<Credentials?, CredentialsError>]>
        let looks = Mutex(0)

        init(_ place: String, _ answers: [Result<Credentials?, CredentialsError>]) {
            self.place = place
            self.answers = Mutex(answers)
        }

        func load() async throws(CredentialsError) -> Credentials? {
            looks.withLock { $0 += 1 }
            await Task.yield()
            return try answers.withLock { $0.isEmpty ? .success(nil) : $0.removeFirst() }.get()
        }
    }

    private let start = Timestamp(iso8601: "2026-01-02T03:00:00Z")!

    private func keys(_ id: String, minutes: Int? = nil) -> Credentials {
        Credentials(
            accessKeyID: id, secretAccessKey: "S", expiration: minutes.map { start + .seconds($0 * 60) })
    }

    @Test func `the first place that has any is taken, and is not asked again`() async throws {
        let empty = ListedCredentials("one", [])
        let full = ListedCredentials("two", [.success(keys("A"))])
        let chain = CredentialsChain([empty, full])
        #expect(try await chain.current(at: start).accessKeyID == "A")
        #expect(try await chain.current(at: start + .seconds(864_000)).accessKeyID == "A")
        #expect(empty.looks.withLock { $0 } == 1)
    }

    @Test func `a place that fails is not passed over`() async {
        let error = CredentialsError.incomplete(place: "one", missing: "x")
        let chain = CredentialsChain([
            ListedCredentials("one", [.failure(error)]), ListedCredentials("two", [.success(keys("A"))]),
        ])
        await #expect(throws: error) { try await chain.current(at: start) }
    }

    @Test func `the error names the places that were asked`() async {
        let chain = CredentialsChain([ListedCredentials("one", []), ListedCredentials("two", [])])
        await #expect(throws: CredentialsError.noneFound(places: ["one", "two"])) { try await chain.current(at: start) }
    }

    @Test func `ten minutes before they run out fresh ones are looked for`() async throws {
        let place = ListedCredentials("one", [.success(keys("A", minutes: 60)), .success(keys("B", minutes: 120))])
        let chain = CredentialsChain([place])
        #expect(try await chain.current(at: start).accessKeyID == "A")
        #expect(try await chain.current(at: start + .seconds(49 * 60)).accessKeyID == "A")
        #expect(try await chain.current(at: start + .seconds(50 * 60)).accessKeyID == "B")
    }

    @Test func `old ones serve while there are no fresh ones, until they run out`() async throws {
        let error = CredentialsError.answer(place: "one", reason: "x")
        let place = ListedCredentials(
            "one", [.success(keys("A", minutes: 60)), .failure(error), .failure(error), .failure(error)])
        let chain = CredentialsChain([place])
        _ = try await chain.current(at: start)
        let late = start + .seconds(55 * 60)
        #expect(try await chain.current(at: late).accessKeyID == "A")
        #expect(try await chain.current(at: late + .seconds(59)).accessKeyID == "A")
        #expect(place.looks.withLock { $0 } == 2)
        #expect(try await chain.current(at: late + .seconds(61)).accessKeyID == "A")
        #expect(place.looks.withLock { $0 } == 3)
        await #expect(throws: error) { try await chain.current(at: start + .seconds(60 * 60)) }
    }

    @Test func `only the credentials in hand can be discarded`() async throws {
        let place = ListedCredentials("one", [.success(keys("A")), .success(keys("B"))])
        let chain = CredentialsChain([place])
        let first = try await chain.current(at: start)
        await chain.discard(keys("other"))
        #expect(try await chain.current(at: start) == first)
        await chain.discard(first)
        #expect(try await chain.current(at: start).accessKeyID == "B")
    }

    @Test func `many who ask at once cause one look`() async throws {
        let place = ListedCredentials("one", [.success(keys("A")), .success(keys("B"))])
        let chain = CredentialsChain([place])
        let start = start
        let ids = await withTaskGroup(of: String?.self) { group in
            for _ in 0..<50 { group.addTask { try? await chain.current(at: start).accessKeyID } }
            return await group.reduce(into: Set<String?>()) { $0.insert($1) }
        }
        #expect(ids == ["A"])
        #expect(place.looks.withLock { $0 } == 1)
    }

    @Test func `the usual chain leaves out the environment for a named profile and the network for a sandbox`()
        async throws
    {
        let environment = [
            "HOME": "/h", "AWS_ACCESS_KEY_ID": "E", "AWS_SECRET_ACCESS_KEY": "S", "AWS_REGION": "eu-central-1",
        ]
        let home = files(["/h/.aws/credentials": "[p]\naws_access_key_id = P\naws_secret_access_key = S\n[none]\n"])
        func chain(_ flags: AWSSettings.Flags, _ transport: ScriptedTransport) throws -> CredentialsChain {
            .standard(
                settings: try AWSSettings.resolve(flags, environment: environment, files: home),
                environment: environment, files: home, transport: transport, clock: ManualClock(),
                process: { _ throws(CredentialProcessError) in throw CredentialProcessError("none") })
        }
        let silent = ScriptedTransport([])
        #expect(try await chain(.init(), silent).current(at: start).accessKeyID == "E")
        #expect(try await chain(.init(profile: "p"), silent).current(at: start).accessKeyID == "P")
        let toSandbox = try chain(.init(profile: "none", endpoint: "http://127.0.0.1:4510"), silent)
        await #expect(throws: CredentialsError.noneFound(places: ["profile 'none'"])) {
            try await toSandbox.current(at: start)
        }
        #expect(silent.requests.isEmpty)
        let toAWS = try chain(.init(profile: "none"), silent)
        await #expect(throws: CredentialsError.self) { try await toAWS.current(at: start) }
        #expect(silent.requests.map(\.endpoint.host) == ["169.254.169.254"])
    }
}
