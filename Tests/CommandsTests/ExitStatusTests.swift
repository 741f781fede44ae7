import ECS
import JSON
import Jobs
import Runs
import Testing

@testable import Commands

struct ExitStatusTests {
    /// A run that is under way, with one launch for each of the states.
    private func run(_ states: [Launch.State], code: String? = nil) throws -> RunSnapshot {
        let spec: JSON = [
            "cluster": "batch", "taskDefinition": "report:12", "count": .int(Int64(states.count)), "suspend": false,
            "retryStrategy": ["attempts": 1], "timeout": ["attemptDurationSeconds": 600],
            "launch": [
                "attempts": 3, "provisioningTimeoutSeconds": 600, "secondLookSeconds": 30,
                "backoff": ["intervalSeconds": 10, "backoffRate": 2, "maxDelaySeconds": 300],
            ],
        ]
        let job = try Job(name: "report", labels: [:], spec: spec, hashed: spec)
        let basis = job.keyBasis(taskDefinition: "report:12")
        let occurrence = Occurrence.revision(RunKey(basis: basis))
        let start = Timestamp(milliseconds: 1_700_000_000_000)
        let run = Run(
            id: RunID(set: "demo", job: "report", occurrence: occurrence), set: "demo", job: job,
            occurrence: occurrence, basis: basis, cluster: "arn:aws:ecs:r:1:cluster/batch",
            taskDefinition: "arn:aws:ecs:r:1:task-definition/report:12",
            containers: [ContainerRole(name: "main", isEssential: true)], createdAt: start)
        let launches = states.enumerated().map { unit, state in
            var launch = LaunchRequest.launch(
                LaunchKey(run: run.id, unit: unit, attempt: 1, placement: 1), of: run, createdAt: start)
            launch.state = state
            launch.code = code
            return launch
        }
        return RunSnapshot(run: run, launches: launches)
    }

    @Test(
        arguments: [
            ([.launched, .launched], .success),
            ([.claimed, .sent, .notPlaced], .success),
            ([.launched, .unknown], .unknown),
            ([.refused, .unknown, .launched], .unknown),
            ([.refused, .launched], .error),
            // A task that has ended waits for its run, which may still try again.
            ([.ended, .launched], .success),
            ([.ended, .unknown], .unknown),
        ] as [([Launch.State], ExitStatus)])
    func `a run under way tells what is decided of its launches`(states: [Launch.State], status: ExitStatus) throws {
        #expect(ExitStatus(try run(states)) == status)
    }

    @Test func `a launch without a place is told before the run ends`() throws {
        #expect(ExitStatus(try run([.refused, .launched], code: "placement")) == .notPlaced)
    }

    @Test(
        arguments: [
            (.succeeded, 0), (.active, 0), (.failed, 4), (.stopped, 4), (.timedOut, 6), (.notPlaced, 5), (.refused, 1),
            (.unknown, 7), (.lost, 7),
        ] as [(Run.Status, Int32)])
    func `the end of a run is the exit code, whatever its launches say`(status: Run.Status, code: Int32) throws {
        var ended = try run([.unknown])
        ended.run.status = status
        #expect(ExitStatus(ended).rawValue == (status == .active ? 7 : code))
        #expect(ExitStatus(status).rawValue == code)
    }

    @Test(
        arguments: [
            ([], .success), ([.success, .failed], .failed), ([.failed, .unknown, .error], .unknown),
            ([.timedOut, .error], .error), ([.notPlaced, .failed, .timedOut], .timedOut),
            ([.notPlaced, .failed], .failed),
        ] as [([ExitStatus], ExitStatus)])
    func `of several runs the gravest end counts`(ends: [ExitStatus], gravest: ExitStatus) {
        #expect(ExitStatus.gravest(of: ends) == gravest)
        #expect(ExitStatus.gravest(of: ends.reversed()) == gravest)
    }

    @Test func `the table of the help has every code`() {
        let lines = ExitStatus.table.split(separator: "\n").map { $0.drop { $0 == " " } }
        for status in [
            ExitStatus.success, .error, .changes, .failed, .notPlaced, .timedOut, .unknown, .stillRunning, .interrupted,
        ] {
            #expect(lines.contains { $0.hasPrefix("\(status.rawValue) ") })
        }
    }
}
