@testable import AWS

/// A client over a script, on a clock that stands still.
struct ScriptedClient {
    let transport: ScriptedTransport
    let clock: ManualClock
    let client: AWSClient

    /// `random` is what the client's source of random numbers gives each time.
    init(
        _ steps: [ScriptedTransport.Step], clock: ManualClock = ManualClock(), attempts: Int = 3, random: Double = 0.5,
        credentials: [any CredentialsProvider] = [StaticCredentials(exampleKeys)], limit: RateLimit? = nil
    ) {
        self.transport = ScriptedTransport(steps)
        self.clock = clock
        let endpoint = Endpoint("https://ecs.eu-central-1.amazonaws.com")!
        client = AWSClient(
            transport: transport, credentials: CredentialsChain(credentials), region: "eu-central-1",
            endpoint: { _ in endpoint }, clock: clock, random: { random }, userAgent: "purser/test",
            retries: RetryPolicy(maxAttempts: attempts), limit: limit)
    }
}

extension ScriptedTransport.Step {
    static let refusedConnection = ScriptedTransport.Step.failure(
        TransportError(.noConnection, .beforeSend, reason: "connection refused"))
    static let brokenConnection = ScriptedTransport.Step.failure(
        TransportError(.broken, .afterSend, reason: "connection closed"))
    static let timeout = ScriptedTransport.Step.failure(
        TransportError(.timeout, .afterSend, reason: "no answer within 60 s"))
}
