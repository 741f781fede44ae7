package import ECS

/// The places for credentials in order, and the credentials that the first of them gave, until they run out.
///
/// Any number of callers may ask at once: one of them looks, the others wait for what it finds.
package actor CredentialsChain {
    /// So long before they run out, fresh credentials are looked for; the old ones serve meanwhile if there are none.
    private static let refreshWindow = Duration.seconds(600)
    /// So long after a vain look for fresh ones the old ones serve without another look.
    private static let pauseAfterFailure = Duration.seconds(60)

    private let providers: [any CredentialsProvider]
    private var held: Credentials?
    private var nextLook: Timestamp?
    private var isLooking = false
    private var waiting: [CheckedContinuation<Result<Credentials, CredentialsError>, Never>] = []

    package init(_ providers: [any CredentialsProvider]) {
        self.providers = providers
    }

    /// Credentials that work at the time `now`.
    ///
    /// - Throws: `CredentialsError`; nothing is kept of it, the next call looks again.
    package func current(at now: Timestamp) async throws(CredentialsError) -> Credentials {
        if let held, isFresh(held, at: now) { return held }
        if isLooking {
            return try await withCheckedContinuation { waiting.append($0) }.get()
        }
        isLooking = true
        let outcome = await renewed(at: now)
        isLooking = false
        let all = waiting
        waiting = []
        for one in all { one.resume(returning: outcome) }
        return try outcome.get()
    }

    /// Forgets credentials that a service called expired, so that the next call looks again.
    ///
    /// Others than the ones held are left alone: somebody else has replaced them already.
    package func discard(_ credentials: Credentials) {
        if held == credentials { held = nil }
    }

    private func isFresh(_ credentials: Credentials, at now: Timestamp) -> Bool {
        guard let expiration = credentials.expiration else { return true }
        if now + CredentialsChain.refreshWindow < expiration { return true }
        return now < expiration && nextLook.map { now < $0 } ?? false
    }

    private func renewed(at now: Timestamp) async -> Result<Credentials, CredentialsError> {
        do throws(CredentialsError) {
            let found = try await look()
            held = found
            nextLook = nil
            return .success(found)
        } catch {
            guard let held, let expiration = held.expiration, now < expiration else { return .failure(error) }
            nextLook = now + CredentialsChain.pauseAfterFailure
            return .success(held)
        }
    }

    private func look() async throws(CredentialsError) -> Credentials {
        for provider in providers {
            if let found = try await provider.load() { return found }
        }
        throw .noneFound(places: providers.map(\.place))
    }
}
