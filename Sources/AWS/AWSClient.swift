package import ECS
package import JSON
import Synchronization

/// Signs and sends calls to services of AWS.
///
/// Two ways: `exchange` sends once and tells how surely the outcome is known, for calls that must not happen twice;
/// `call` repeats by the standard rules, for calls that may. One client for all calls of a process: they share the
/// correction of the clock, the quota of repeats and the rates of ECS.
package final class AWSClient: Sendable {
    /// What changes from call to call.
    private struct State {
        var offset = ClockOffset()
        var quota = RetryQuota()
        var limit: RateLimit?
        var throttles = 0
        /// The last key of each service.
        var keys: [AWSService: SigV4.Key] = [:]
    }

    /// For one request, from the look-up of the host to the end of the answer.
    private static let requestTimeout = Duration.seconds(60)

    private let transport: any HTTPTransport
    private let credentials: CredentialsChain
    private let region: String
    private let endpoints: @Sendable (AWSService) -> Endpoint
    private let clock: any WallClock
    private let random: @Sendable () -> Double
    private let userAgent: String
    private let retries: RetryPolicy
    /// Calls of ECS wait for their turn.
    private let keepsPace: Bool
    private let state: Mutex<State>

    /// A client of known parts.
    ///
    /// `endpoint` says where each service is called. `random` gives a number of at least 0 and below 1, another one at
    /// each call, and spreads repeats. `userAgent` is the name and version of the program: `purser/0.1.0`. Calls of ECS
    /// keep within `limit`, where there is one.
    package init(
        transport: any HTTPTransport, credentials: CredentialsChain, region: String,
        endpoint: @escaping @Sendable (AWSService) -> Endpoint, clock: any WallClock,
        random: @escaping @Sendable () -> Double, userAgent: String, retries: RetryPolicy = RetryPolicy(),
        limit: RateLimit? = nil
    ) {
        self.transport = transport
        self.credentials = credentials
        self.region = region
        self.endpoints = endpoint
        self.clock = clock
        self.random = random
        self.userAgent = userAgent
        self.retries = retries
        keepsPace = limit != nil
        state = Mutex(State(limit: limit))
    }

    /// A client by resolved settings; `keepsPace` where it is to keep within ECS's rates.
    package convenience init(
        settings: AWSSettings, transport: any HTTPTransport, credentials: CredentialsChain, clock: any WallClock,
        random: @escaping @Sendable () -> Double, userAgent: String, keepsPace: Bool
    ) {
        self.init(
            transport: transport, credentials: credentials, region: settings.region,
            endpoint: { settings.endpoint($0) }, clock: clock, random: random, userAgent: userAgent,
            retries: RetryPolicy(maxAttempts: settings.maxAttempts),
            limit: keepsPace ? RateLimit(region: settings.region) : nil)
    }

    /// The time now by AWS's clock, as well as it is known.
    package var correctedNow: Timestamp {
        clock.now() + state.withLock { $0.offset.value }
    }

    /// How far AWS's clock is ahead of this machine's; zero where they agree within 30 seconds, or nothing is known
    /// yet.
    package var clockOffset: Duration {
        state.withLock { $0.offset.value }
    }

    /// How many calls were throttled so far.
    package var throttles: Int { state.withLock { $0.throttles } }

    /// Where a service is called.
    package func endpoint(of service: AWSService) -> Endpoint {
        endpoints(service)
    }

    /// Sends a call once, never a second time.
    ///
    /// `body` goes out as it is, byte for byte. `mayBeSent` is asked with AWS's time as the very last thing before
    /// signing; false ends in `notSent` with the code `fenced`. Since AWS refuses old signatures, a process that is
    /// held up after this point launches nothing late.
    package func exchange(
        _ service: AWSService, _ operation: String, body: [UInt8],
        mayBeSent: @Sendable (Timestamp) -> Bool = { _ in true }
    ) async -> Exchange {
        await send(service, operation, body, mayBeSent: mayBeSent)
    }

    /// Sends a call, and again where that may help, by the rules of AWS's SDKs.
    ///
    /// Gives the body of the answer: a JSON object. `isRepeatable` says that carrying the call out twice is as good as
    /// once. Where it is not, a call is sent again only when the one before was certainly not carried out, and a lost
    /// answer ends in the code `outcomeUnknown`.
    ///
    /// - Throws: `AWSError`, of the last send.
    package func call(
        _ service: AWSService, _ operation: String, body: [UInt8], isRepeatable: Bool = true
    ) async throws(AWSError) -> JSON {
        var price: Int?
        var sends = 0
        var hasCorrectedTime = false
        var hasFreshCredentials = false
        while true {
            let before = clockOffset
            let exchange = await send(service, operation, body, mayBeSent: { _ in true })
            sends += 1
            if case .answered(let body, _) = exchange {
                state.withLock { $0.quota.refund(price) }
                return body
            }
            let verdict = RetryVerdict(exchange, isRepeatable: isRepeatable)
            let failure = failure(exchange, service, operation, isRepeatable: isRepeatable)
            switch verdict {
            case .no:
                throw failure
            case .withCorrectedTime:
                // Signing again helps only where the answer brought news of the time.
                guard !hasCorrectedTime, clockOffset != before else { throw failure }
                hasCorrectedTime = true
            case .withFreshCredentials:
                guard !hasFreshCredentials else { throw failure }
                hasFreshCredentials = true
            case .afterDelay(let afterTimeout):
                guard sends < retries.maxAttempts else { throw failure }
                guard let paid = state.withLock({ $0.quota.pay(afterTimeout: afterTimeout) }) else { throw failure }
                price = paid
                let delay = retries.delay(retry: sends - 1, random: random())
                if (try? await clock.sleep(for: delay)) == nil { throw failure }
            }
        }
    }

    /// Waits before something is tried again that others are in the way of: up to 50 ms, 100 ms … 5 s.
    ///
    /// - Returns: False where the wait was given up.
    func pause(retry: Int) async -> Bool {
        var ceiling = 0.05
        for _ in 0..<min(retry, 7) { ceiling *= 2 }
        let delay = Duration.milliseconds(Int64(random() * min(ceiling, 5) * 1000))
        return (try? await clock.sleep(for: delay)) != nil
    }

    /// One send; credentials that AWS calls expired are not used again, by whomever.
    private func send(
        _ service: AWSService, _ operation: String, _ body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool
    ) async -> Exchange {
        let endpoint = endpoints(service)
        func notSent(_ code: AWSError.Code) -> Exchange {
            .notSent(AWSError(code, operation: operation, endpoint: endpoint))
        }
        if Task.isCancelled { return notSent(.cancelled) }
        let use = keepsPace && service == .ecs ? RateLimit.Use(operation, body: body) : nil
        // Before the signature, and before `mayBeSent` is asked: a call that has waited is as fresh as any other.
        guard await waitForTurn(use) else { return notSent(.cancelled) }
        let found: Credentials
        do throws(CredentialsError) {
            found = try await credentials.current(at: correctedNow)
        } catch {
            return notSent(.credentials(error))
        }
        let signingTime = correctedNow
        guard mayBeSent(signingTime) else { return notSent(.fenced) }
        let signer = SigV4(credentials: found, region: region, service: service.signingName)
        let key = signer.key(at: signingTime, known: state.withLock { $0.keys[service] })
        state.withLock { $0.keys[service] = key }
        let request = signer.signed(unsigned(service, operation, body), at: signingTime, key: key)
        let start = clock.now()
        do throws(TransportError) {
            let response = try await transport.send(request)
            let exchange = Exchange(response, operation: operation, endpoint: endpoint)
            // The clock of a proxy that answers by itself is not AWS's.
            if !exchange.isAmbiguous, let date = response.header("date") {
                let end = clock.now()
                state.withLock { $0.offset.observe(date: date, sent: start, received: end) }
            }
            if case .refused(let error) = exchange {
                if error.errorClass == .expiredCredentials { await credentials.discard(found) }
                if error.errorClass == .throttled {
                    let now = clock.now()
                    state.withLock { state in
                        state.throttles += 1
                        if let use { state.limit?.throttled(use, now: now) }
                    }
                }
            }
            return exchange
        } catch {
            return Exchange(error, operation: operation, endpoint: endpoint)
        }
    }

    /// Waits until a call is within ECS's rates.
    ///
    /// - Returns: False where the wait was cancelled.
    private func waitForTurn(_ use: RateLimit.Use?) async -> Bool {
        guard let use else { return true }
        let now = clock.now()
        let wait = state.withLock { $0.limit?.reserve(use, now: now) ?? .zero }
        guard wait > .zero else { return true }
        return (try? await clock.sleep(for: wait)) != nil
    }

    private func unsigned(_ service: AWSService, _ operation: String, _ body: [UInt8]) -> HTTPRequest {
        HTTPRequest(
            method: "POST", endpoint: endpoints(service),
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-\(service.jsonVersion)"),
                HTTPField("X-Amz-Target", "\(service.targetPrefix).\(operation)"),
                HTTPField("User-Agent", userAgent),
            ],
            body: body, timeout: AWSClient.requestTimeout)
    }

    private func failure(
        _ exchange: Exchange, _ service: AWSService, _ operation: String, isRepeatable: Bool
    ) -> AWSError {
        switch exchange {
        case .answered: preconditionFailure("an answer is no failure")
        case .notSent(let error): return error
        case .ambiguous(let error): return isRepeatable ? error : error.withOutcomeUnknown()
        case .refused(let error):
            let failure = AWSError(
                .service(error), operation: operation, endpoint: endpoints(service), status: error.status,
                requestID: error.requestID)
            return !isRepeatable && error.errorClass == .ambiguous ? failure.withOutcomeUnknown() : failure
        }
    }
}

extension Exchange {
    fileprivate var isAmbiguous: Bool {
        if case .ambiguous = self { true } else { false }
    }
}
