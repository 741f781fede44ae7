// Reruns: some units of a run that has ended, with all that it pinned.
import ECS
import JSON
import Jobs
import Testing

@testable import Runs

@Suite struct RerunTests {
    private func ended() throws -> RunSnapshot {
        var play = try ArrayTests.Play(
            ArrayTests.spec(size: 12, ["parallelism": 3, "successPolicy": ["succeededCount": 12]]))
        try play.end { unit, _ in [1, 7, 8].contains(unit) ? 2 : 0 }
        return play.snapshot
    }

    private func rerun(_ original: RunSnapshot, _ units: UnitSet, ordinal: Int = 1) throws -> RunSnapshot {
        let run = Run(rerunning: original.run, units: units, ordinal: ordinal, createdAt: .minutes(60))
        return Reducer(policy: try run.policy()).begun(run, now: .minutes(60))
    }

    @Test func `a rerun launches the named indexes alone, with the request that was pinned`() throws {
        let original = try ended()
        #expect(original.unsuccessful == UnitSet([1, 7, 8]))
        let again = try rerun(original, original.unsuccessful)
        #expect(again.launches.map(\.key.unit) == [1, 7, 8])
        #expect(again.run.taskDefinition == original.run.taskDefinition && again.run.runKey == original.run.runKey)
        #expect(again.run.rerunOf == original.run.id && again.run.id != original.run.id)
        #expect(again.launches[1].request.contains(#"{"name":"PURSER_ARRAY_INDEX","value":"7"}"#))
        #expect(again.launches[1].request.contains(#"{"name":"PURSER_ARRAY_SIZE","value":"12"}"#))
        #expect(Set(again.launches.map(\.token)).isDisjoint(with: original.launches.map(\.token)))
    }

    @Test func `a rerun has succeeded when its indexes have`() throws {
        let original = try ended()
        let again = try rerun(original, original.unsuccessful)
        var play = try ArrayTests.Play(again.run.spec)
        play.snapshot = again
        play.now = .minutes(60)
        try play.end { unit, _ in unit == 8 ? 5 : 0 }
        #expect(play.snapshot.launches.count == 3)
        #expect(play.snapshot.run.reason == "1 of 3 indexes failed (8): container 'main' exited with 5")
        #expect(play.snapshot.unsuccessful == UnitSet([8]))
    }

    @Test func `the same rerun is the same run, and the next one is another`() throws {
        let original = try ended()
        let first = try rerun(original, UnitSet([7]))
        #expect(try rerun(original, UnitSet([7])).launches == first.launches)
        #expect(try rerun(original, UnitSet([7]), ordinal: 2).run.id != first.run.id)
        #expect(try rerun(original, UnitSet([7, 8])).run.id != first.run.id)
    }

    @Test func `indexes that never began are among those that did not succeed, lost ones are not`() throws {
        var play = try ArrayTests.Play(ArrayTests.spec(size: 9, ["parallelism": 1, "maxFailedIndexes": 0]))
        try play.end { unit, _ in unit == 2 ? 1 : 0 }
        #expect(play.snapshot.launches.count == 3)
        #expect(play.snapshot.unsuccessful == UnitSet(2..<9))
        play.snapshot.launches[0].outcome = Outcome(
            class: .lost, summary: "its end was never seen", exitCodes: [:], at: Fixture.start)
        #expect(play.snapshot.unsuccessful == UnitSet(2..<9))
    }
}
