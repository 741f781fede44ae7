import AWS
import ECS
import Jobs
import Ledger
import Runs

extension Driver {
    /// How many calls are under way at once.
    static let width = 8

    /// What came of a step.
    enum Finding: Sendable {
        case answer(LaunchAnswer)
        case described([ECSTask], isMissing: Bool)
        case looked(ECSTask?)
        case stopAsked
        case trouble(String)
    }

    /// Carries out one round of effects: sends are committed first, then all calls are made, then each is committed.
    func carryOut(_ steps: [Step], _ tracks: inout [Track]) async throws(ControlError) {
        var ready: [Step] = []
        for step in steps {
            guard case .send(let key) = step.effect else {
                ready.append(step)
                continue
            }
            let snapshot = tracks[step.track].snapshot
            guard let next = tracks[step.track].reducer.sending(key, in: snapshot, now: clock.now()) else { continue }
            if try await commit(next, &tracks[step.track]) { ready.append(step) }
        }
        let findings = await findings(of: ready, tracks)
        for (step, finding) in zip(ready, findings) {
            try await takeIn(finding, of: step, &tracks[step.track])
        }
    }

    /// Makes the calls, `width` at once; the findings come in the order of the steps.
    private func findings(of steps: [Step], _ tracks: [Track]) async -> [Finding] {
        let descriptions = await describe(steps, tracks)
        return await withTaskGroup(of: (Int, Finding).self) { group in
            var found = [Finding?](repeating: nil, count: steps.count)
            var next = 0
            func addNext() {
                while next < steps.count {
                    let index = next
                    let step = steps[index]
                    next += 1
                    guard let launch = tracks[step.track].launch(step.effect.key) else { continue }
                    if case .describe = step.effect {
                        found[index] = finding(for: launch, in: descriptions)
                        continue
                    }
                    let run = tracks[step.track].snapshot.run
                    group.addTask { (index, await self.finding(of: step.effect, launch, run)) }
                    return
                }
            }
            for _ in 0..<Driver.width { addNext() }
            while let (index, finding) = await group.next() {
                found[index] = finding
                addNext()
            }
            return found.map { $0 ?? .trouble("a launch has gone") }
        }
    }

    private func finding(of effect: Effect, _ launch: Launch, _ run: Run) async -> Finding {
        switch effect {
        case .send: return .answer(await send(launch, run))
        case .look: return await look(for: launch, run)
        case .stop:
            do {
                _ = try await ecs.stopTask(
                    cluster: run.cluster, task: launch.taskArn ?? "", reason: launch.stop?.reason ?? "purser")
                return .stopAsked
            } catch {
                return .trouble(error.description)
            }
        case .describe: preconditionFailure("descriptions are asked for together")
        }
    }

    private func send(_ launch: Launch, _ run: Run) async -> LaunchAnswer {
        let body = Array(launch.request.utf8)
        let mayBeSent: @Sendable (Timestamp) -> Bool = { Reducer.maySign(launch, now: $0) }
        let exchange =
            run.startsOnInstances
            ? await ecs.startTask(body: body, mayBeSent: mayBeSent)
            : await ecs.runTask(body: body, mayBeSent: mayBeSent)
        return await LaunchAnswer.of(exchange, startedBy: launch.startedBy) { arns in
            try? await ecs.describeTasks(cluster: run.cluster, arns: arns).tasks
        }
    }

    /// Looks among running and stopped tasks; ECS takes `startedBy` only by itself, and shows running ones then.
    private func look(for launch: Launch, _ run: Run) async -> Finding {
        let family = ARN(run.taskDefinition)?.name.prefix { $0 != ":" } ?? ""
        do {
            var arns = try await ecs.listTasks(
                cluster: run.cluster, family: nil, startedBy: launch.startedBy, desiredStatus: nil)
            arns += try await ecs.listTasks(
                cluster: run.cluster, family: String(family), startedBy: nil, desiredStatus: .stopped)
            guard !arns.isEmpty else { return .looked(nil) }
            let tasks = try await ecs.describeTasks(cluster: run.cluster, arns: arns).tasks
            return .looked(tasks.first { $0.startedBy == launch.startedBy })
        } catch {
            return .trouble(error.description)
        }
    }

    /// What was described in one round, by cluster: a hundred tasks a call, whoever they belong to.
    private struct Descriptions {
        var tasks: [String: ECSTask] = [:]
        var missing: Set<String> = []
        var troubles: [String: String] = [:]
    }

    private func describe(_ steps: [Step], _ tracks: [Track]) async -> Descriptions {
        var arns: [String: [String]] = [:]
        for step in steps {
            guard case .describe(let key) = step.effect, let arn = tracks[step.track].launch(key)?.taskArn else {
                continue
            }
            arns[tracks[step.track].snapshot.run.cluster, default: []].append(arn)
        }
        var descriptions = Descriptions()
        for (cluster, wanted) in arns.sorted(by: { $0.key < $1.key }) {
            do {
                let answer = try await ecs.describeTasks(cluster: cluster, arns: wanted)
                for task in answer.tasks { descriptions.tasks[task.taskArn] = task }
                for failure in answer.failures where failure.reason == "MISSING" {
                    if let arn = failure.arn { descriptions.missing.insert(arn) }
                }
            } catch {
                for arn in wanted { descriptions.troubles[arn] = error.description }
            }
        }
        return descriptions
    }

    private func finding(for launch: Launch, in descriptions: Descriptions) -> Finding {
        let arn = launch.taskArn ?? ""
        if let trouble = descriptions.troubles[arn] { return .trouble(trouble) }
        if let task = descriptions.tasks[arn] { return .described([task], isMissing: false) }
        return .described([], isMissing: descriptions.missing.contains(arn))
    }

    // MARK: Taking in

    private func takeIn(_ finding: Finding, of step: Step, _ track: inout Track) async throws(ControlError) {
        let now = clock.now()
        let key = step.effect.key
        let before = track.snapshot
        switch finding {
        case .answer(let answer):
            try await takeIn(answer, key, &track, now: now)
            return
        case .described(let tasks, let isMissing):
            if !tasks.isEmpty { track.noteSight(key) }
            let next =
                isMissing
                ? track.reducer.missing(key, wasSeen: track.wasSeen(key), in: before, now: now)
                : track.reducer.observed(tasks, in: before, now: now)
            try await commit(next, &track)
        case .looked(let task):
            track.noteLook(key, now: now)
            try await commit(track.reducer.looked(key, found: task, in: before, now: now), &track)
        case .stopAsked: break
        case .trouble(let text): report(.trouble(text))
        }
        if track.snapshot == before { track.backOff(key, now: now) }
    }

    /// Commits an answer; where the ledger cannot take it, says the answer aloud before it gives up.
    private func takeIn(
        _ answer: LaunchAnswer, _ key: LaunchKey, _ track: inout Track, now: Timestamp
    ) async throws(ControlError) {
        // Somebody else may have moved the run meanwhile: then the answer is taken in on top of what stands there.
        for _ in 0..<5 {
            let next = track.reducer.received(answer, for: key, in: track.snapshot, now: now)
            do {
                if try await commit(next, &track) { return }
            } catch .ledger(let error) {
                throw .answerNotWritten(error, answer: "\(key.run) unit \(key.unit): \(answer)")
            }
        }
    }
}

extension Effect {
    /// The launch that the effect is for.
    var key: LaunchKey {
        switch self {
        case .send(let key), .describe(let key), .look(let key), .stop(let key): key
        }
    }
}
