import ECS
import Jobs
import Testing

@testable import Ledger

/// What `ledger check` finds in the rows.
@Suite struct LedgerAuditTests {
    /// A run of two units: one launched, one at its second attempt.
    private func sound() throws -> RunSnapshot {
        let run = try Run.sample()
        let launches = [run.launch(), run.launch(unit: 1), run.launch(unit: 1, attempt: 2)].map { launch in
            // The fixture's request does not say what a real one does.
            var sound = Launch(
                key: launch.key, token: launch.token, startedBy: launch.startedBy,
                request: #"{"clientToken":"\#(launch.token)","startedBy":"\#(launch.startedBy)"}"#, createdAt: .at(0))
            sound.state = launch.key == LaunchKey(run: run.id, unit: 1, attempt: 1, placement: 1) ? .ended : .launched
            sound.taskArn = "arn:\(launch.key.unit)/\(launch.key.attempt)"
            sound.evidence = .answer
            sound.sends = 1
            sound.answers = 1
            sound.firstSentAt = .at(1)
            sound.lastSentAt = .at(2)
            if sound.state == .ended {
                sound.outcome = Outcome(class: .failed, summary: "exit 1", exitCodes: [:], at: .at(3))
            }
            return sound
        }
        return RunSnapshot(run: run, launches: launches)
    }

    private func findings(_ snapshots: [RunSnapshot]) -> [LedgerAudit.Finding] {
        LedgerAudit(LedgerArchive(ledger: "id", set: "nightly", jobs: [], snapshots: snapshots)).findings
    }

    @Test func `a sound ledger has no findings`() throws {
        #expect(findings([try sound()]) == [])
        let audit = LedgerAudit(LedgerArchive(ledger: "id", set: "nightly", jobs: [], snapshots: [try sound()]))
        #expect((audit.runs, audit.launches) == (1, 3))
    }

    struct Damage: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let change: @Sendable (inout RunSnapshot) -> Void

        init(_ message: String, _ change: @escaping @Sendable (inout RunSnapshot) -> Void) {
            testDescription = message
            self.change = change
        }
    }

    @Test(arguments: [
        Damage("it is launched without a task") { $0.launches[0].taskArn = nil },
        Damage("it is launched, and nothing says how that is known") { $0.launches[0].evidence = nil },
        Damage("it is claimed, and was sent 1 times") { $0.launches[0].state = .claimed },
        Damage("it has ended without an outcome") { $0.launches[1].outcome = nil },
        Damage("the launch before it, report-", { $0.launches[1].state = .launched }),
        Damage("2 answers to 1 sends") { $0.launches[0].answers = 2 },
        Damage("it was sent, and nothing says when first") { $0.launches[0].firstSentAt = nil },
        Damage("it was last sent before it was first sent") { $0.launches[0].lastSentAt = .at(0) },
        Damage("its task is that of") { $0.launches[2].taskArn = $0.launches[1].taskArn },
        Damage("the launch's version is 0") { $0.launches[0].version = 0 },
        Damage("the run is active with a time of its end") { $0.run.endedAt = .at(9) },
        Damage("the run has ended as failed, and the launch is launched") {
            $0.run.status = .failed
            $0.run.endedAt = .at(9)
        },
        Damage("it does not follow from the launch before it") {
            $0.launches.append($0.run.launch(unit: 1, attempt: 4))
            $0.launches[2].state = .refused
            $0.launches[2].taskArn = nil
        },
        Damage("it is refused, and there is a task") { $0.launches[0].state = .refused },
        // The fixture's own request names the token and no startedBy.
        Damage("the request carries another 'startedBy'") { $0.launches.append($0.run.launch(unit: 0, attempt: 2)) },
    ])
    func `what no Purser writes is found`(damage: Damage) throws {
        var snapshot = try sound()
        damage.change(&snapshot)
        let found = findings([RunSnapshot(run: snapshot.run, launches: snapshot.launches)])
        #expect(found.contains { $0.message.hasPrefix(damage.testDescription) }, "\(found)")
    }

    @Test func `a token that belongs to another launch is found`() throws {
        var snapshot = try sound()
        let other = snapshot.launches[1]
        let first = snapshot.launches[0]
        snapshot.launches[0] = Launch(
            key: first.key, token: other.token, startedBy: other.startedBy, request: other.request, createdAt: .at(0))
        let messages = findings([snapshot]).map(\.message)
        #expect(messages.contains("the token does not follow from the launch's key"))
        #expect(messages.contains { $0.hasPrefix("its 'startedBy' is that of") })
    }
}
