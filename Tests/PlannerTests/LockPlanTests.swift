// What a plan says of jobs that share what only so many runs may hold.
import ECS
import JSON
import Jobs
import Testing

@testable import Planner

@Suite struct LockPlanTests {
    private static let arn = "arn:aws:ecs:eu-central-1:111122223333:task-definition/report:12"

    private func wanted(_ name: String, _ more: [String: JSON] = [:], revision: Int = 1) throws -> WantedRun {
        let job = try Job.plain(name, more.merging(["count": .int(Int64(revision))]) { given, _ in given })
        return WantedRun(set: "demo", job: job, taskDefinition: .registered(arn: Self.arn, containers: []))
    }

    private func run(_ wanted: WantedRun, _ status: Run.Status = .active) -> Run {
        var run = Run(
            id: wanted.id, set: "demo", job: wanted.job, occurrence: wanted.occurrence, basis: wanted.basis,
            cluster: "c", taskDefinition: Self.arn, containers: [],
            createdAt: Timestamp(milliseconds: 1_700_000_000_000))
        run.status = status
        return run
    }

    private func plan(_ wanted: [WantedRun], _ holders: [RunLock.Subject: [Run]] = [:]) -> [PlannedAction] {
        var observed = Observed()
        observed.holders = holders
        return Planner.plan(
            set: "demo", region: "r", endpoint: "e", wanted: wanted, observed: observed, problems: []
        ).actions
    }

    @Test(arguments: [(nil, [1, 2, 3, 4]), (2, [1, 1, 2, 2]), (4, [1, 1, 1, 1])] as [(Int?, [Int])])
    func `a group spreads its jobs over waves, as many at a time as it allows`(most: Int?, waves: [Int]) throws {
        let group: [String: JSON] = ["concurrencyGroup": "g"]
        let limit: [String: JSON] = most.map { ["maxConcurrency": .int(Int64($0))] } ?? [:]
        let jobs = try ["d", "a", "c", "b"].map { try wanted($0, group.merging(limit) { first, _ in first }) }
        let other = try wanted("e", ["concurrencyGroup": "h"])
        let actions = plan(jobs + [other])
        #expect(actions.map(\.wave) == waves + [1] && actions.allSatisfy { $0.action == .launch })
        for action in actions {
            let isFirst = action.wave == 1
            #expect(action.locks.isEmpty == isFirst)
            #expect(action.sentence.contains(" on 'batch' when group 'g' has room: ") == !isFirst)
        }
        if most == nil {
            #expect(actions[1].locks.map(\.holders) == [[actions[0].run]] && actions[1].locks[0].standing == .due)
        }
    }

    @Test func `a run that goes on has its place in the first wave`() throws {
        let other = run(try wanted("old", ["concurrencyGroup": "g"]))
        let actions = plan([try wanted("a", ["concurrencyGroup": "g"])], [.group("g"): [other]])
        #expect(actions[0].wave == 2 && actions[0].locks.map(\.holders) == [[other.id]])
    }

    @Test func `a group is waited for behind a dependency too`() throws {
        let group: [String: JSON] = ["concurrencyGroup": "g"]
        let jobs = [
            try wanted("a", group), try wanted("b", group),
            try wanted("c", ["dependsOn": [["job": "a", "condition": "SUCCESS"]], "concurrencyGroup": "g"]),
            try wanted("d", ["dependsOn": [["job": "c", "condition": "SUCCESS"]]]),
        ]
        let actions = plan(jobs)
        #expect(actions.map(\.wave) == [1, 2, 3, 4])
        #expect(actions[2].sentence == "launch 1 task on 'batch' after 'a', when group 'g' has room: it never ran")
    }

    private static let policies: [(String, Run.Status, PlannedAction.Action, PlannedAction.Reason, Int?, String)] = [
        ("Allow", .active, .launch, .neverRan, 1, "launch 2 tasks on 'batch': it never ran"),
        (
            "Forbid", .active, .skipped, .anotherRunGoesOn, nil,
            "skipped: RUN has not ended, and concurrencyPolicy is Forbid"
        ),
        ("Queue", .active, .launch, .neverRan, 2, "launch 2 tasks on 'batch' when RUN has ended: it never ran"),
        (
            "Replace", .active, .launch, .neverRan, 1,
            "launch 2 tasks on 'batch' in place of RUN, stopped first: it never ran"
        ),
        (
            "Forbid", .unknown, .skipped, .anotherRunGoesOn, nil,
            "skipped: RUN has not ended, and concurrencyPolicy is Forbid"
        ),
        (
            "Queue", .unknown, .waiting, .lockHeld, nil,
            "waiting: job 'a' is held by RUN, of which is not known whether it runs"
        ),
        (
            "Replace", .unknown, .waiting, .lockHeld, nil,
            "waiting: job 'a' is held by RUN, of which is not known whether it runs"
        ),
    ]

    @Test(arguments: policies.indices)
    func `a policy says what becomes of a run beside another one of its job`(index: Int) throws {
        let (policy, status, action, reason, wave, sentence) = Self.policies[index]
        let old = run(try wanted("a"), status)
        let new = try wanted("a", ["concurrencyPolicy": .string(policy)], revision: 2)
        let found = plan([new], [.job("a"): [old]])[0]
        #expect(found.action == action && found.reason == reason && found.wave == wave)
        #expect(found.sentence == sentence.replacing("RUN", with: old.id.rawValue))
        #expect(found.locks.map(\.holders) == (policy == "Allow" ? [] : [[old.id]]))
    }

    @Test func `what is replaced is in nobody's way`() throws {
        let old = run(try wanted("a", ["concurrencyGroup": "g"]))
        let new = try wanted("a", ["concurrencyPolicy": "Replace", "concurrencyGroup": "g"], revision: 2)
        let actions = plan([new, try wanted("b", ["concurrencyGroup": "g"])], [.job("a"): [old], .group("g"): [old]])
        #expect(actions.map(\.wave) == [1, 2])
        #expect(actions[0].locks.map(\.standing) == [.replaced])
        #expect(actions[1].locks.map(\.holders) == [[new.id]])
    }

    @Test func `a group that an unknown run fills is not waited for in silence`() throws {
        let stuck = run(try wanted("old", ["concurrencyGroup": "g"]), .unknown)
        let limit: [String: JSON] = ["concurrencyGroup": "g", "maxConcurrency": 2]
        let one = plan([try wanted("a", ["concurrencyGroup": "g"])], [.group("g"): [stuck]])
        #expect(one[0].action == .waiting && one[0].reason == .lockHeld && one[0].wave == nil)
        // Where there is room beside it, the others take turns.
        let two = plan([try wanted("a", limit), try wanted("b", limit)], [.group("g"): [stuck]])
        #expect(two.map(\.wave) == [1, 2] && Set(two[1].locks[0].holders) == [stuck.id, two[0].run])
    }

    @Test func `comes back from JSON as it was`() throws {
        let group: [String: JSON] = ["concurrencyGroup": "g"]
        for action in plan([try wanted("a", group), try wanted("b", group)]) {
            #expect(try JSON(encoding: action).decoded(as: PlannedAction.self) == action)
        }
    }
}
