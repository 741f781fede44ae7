import AWS
import ECS
import Jobs
import Ledger
import Runs

extension Driver {
    /// What came of a question to ECS.
    enum Finding: Sendable {
        /// `asked` is when the question was put.
        case described(ECSTask?, isMissing: Bool, asked: Timestamp)
        case looked(ECSTask?, asked: Timestamp)
        case stopAsked
        case trouble(String)
    }

    /// How many launches one commit marks as sent: few enough for all to go out within `Windows.signing`, and so many
    /// that a run of a thousand units is not written, compared and read through hundreds of times.
    private static let batch = 64

    /// Carries out one round of effects: sends first, a batch at a time, then all questions.
    func carryOut(_ steps: [Step], _ tracks: inout [Track]) async throws(ControlError) {
        let sends = steps.filter(\.isSend)
        let isFirst = { [tracks] (step: Step) in tracks[step.track].isFirst(step.effect.key) }
        try await send(sends.filter { !isFirst($0) }, areFirst: false, &tracks)
        try await send(sends.filter(isFirst), areFirst: true, &tracks)
        let questions = steps.filter { !$0.isSend }
        let findings = await findings(of: questions, tracks)
        let found = Driver.byTrack(zip(questions, findings)).map { ($0.track, $0.items) }
        _ = try await together(found, &tracks) { (track, found) async throws(ControlError) in
            try await takeIn(found, &track)
        }
    }

    /// Groups what belongs to steps by their track, each group in the order of its steps.
    private static func byTrack<Value>(
        _ pairs: some Sequence<(Step, Value)>
    ) -> [(track: Int, items: [(effect: Effect, value: Value)])] {
        var groups: [Int: [(effect: Effect, value: Value)]] = [:]
        for (step, value) in pairs { groups[step.track, default: []].append((step.effect, value)) }
        return groups.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    // MARK: Sends

    /// Sends launches a batch at a time, as long as the brake lets them go; the others are decided anew.
    private func send(_ steps: [Step], areFirst: Bool, _ tracks: inout [Track]) async throws(ControlError) {
        var rest = steps[...]
        let start = clock.now()
        while !rest.isEmpty {
            try heed()
            if let longestBurst, clock.now() - start > longestBurst { return }
            guard case .room(let room) = brake.verdict(isFirst: areFirst, now: clock.now()) else { return }
            let chunk = rest.prefix(min(Driver.batch, room))
            rest = rest.dropFirst(chunk.count)
            if areFirst { brake.took(chunk.count, now: clock.now()) }
            try await launch(Array(chunk), &tracks)
        }
    }

    /// A launch that is marked as sent in the ledger.
    private struct Sending: Sendable {
        let step: Step
        let launch: Launch
        let run: Run
    }

    /// Commits that some launches are sent, sends them, and commits what came back.
    private func launch(_ steps: [Step], _ tracks: inout [Track]) async throws(ControlError) {
        let marking = Driver.byTrack(steps.map { ($0, ()) }).map { group in
            (group.track, (group.track, group.items.map(\.effect.key)))
        }
        let sendings = try await together(marking, &tracks) { (track, item) async throws(ControlError) in
            try await mark(item.1, &track).map { launch in
                Sending(
                    step: Step(track: item.0, effect: .send(launch.key)), launch: launch, run: track.snapshot.run)
            }
        }.flatMap { $0 }
        let answers = await Driver.concurrently(sendings) { await send($0.launch, $0.run) }
        try await takeIn(Array(zip(sendings.map(\.step), answers)), &tracks)
    }

    /// Commits that launches of one run are sent.
    ///
    /// - Returns: The launches to send; none where somebody else was first, and the next round decides anew.
    private func mark(_ keys: [LaunchKey], _ track: inout Track) async throws(ControlError) -> [Launch] {
        // It may have been lost to another replica in this very round.
        guard track.isKept else { return [] }
        var next = track.snapshot
        var marked: [LaunchKey] = []
        for key in keys {
            if track.reducer.send(key, in: &next, now: clock.now()) { marked.append(key) }
        }
        guard try await commit(next, &track) else { return [] }
        return marked.compactMap { track.launch($0) }
    }

    private func send(_ launch: Launch, _ run: Run) async -> LaunchAnswer {
        let body = Array(launch.request.utf8)
        // What is marked and not under way yet stays, with a certain "not sent" in its record.
        let isInterrupted = isInterrupted
        let mayBeSent: @Sendable (Timestamp) -> Bool = { Reducer.maySign(launch, now: $0) && !isInterrupted() }
        let exchange =
            run.startsOnInstances
            ? await ecs.startTask(body: body, mayBeSent: mayBeSent)
            : await ecs.runTask(body: body, mayBeSent: mayBeSent)
        return await LaunchAnswer.of(exchange, startedBy: launch.startedBy) { arns in
            try? await ecs.describeTasks(cluster: run.cluster, arns: arns).tasks
        }
    }

    /// Commits answers; where the ledger cannot take them, says all of them aloud before it gives up.
    private func takeIn(_ answers: [(Step, LaunchAnswer)], _ tracks: inout [Track]) async throws(ControlError) {
        let groups = Driver.byTrack(answers).map { ($0.track, $0.items) }
        let outcomes = await outcomes(groups, &tracks) { (track, items) async throws(ControlError) in
            try await commit(&track) { snapshot, reducer, now in
                items.reduce(into: snapshot) { next, item in
                    reducer.receive(item.value, for: item.effect.key, in: &next, now: now)
                }
            }
        }
        var failure: LedgerError?
        var lost: [String] = []
        for ((_, items), outcome) in zip(groups, outcomes) {
            guard case .failure(let error) = outcome else { continue }
            guard case .ledger(let reason) = error else { throw error }
            failure = failure ?? reason
            lost += items.map { item in
                "\(item.effect.key.run) unit \(item.effect.key.unit): \(item.value.summary)"
            }
        }
        if let failure { throw .answerNotWritten(failure, answer: lost.joined(separator: "; ")) }
    }

    // MARK: Questions

    /// Asks what the steps want to know; the findings come in the order of the steps.
    private func findings(of steps: [Step], _ tracks: [Track]) async -> [Finding] {
        var findings: [Step: Finding] = [:]
        await look(for: steps.filter(\.isLook), tracks, &findings)
        await describe(steps, tracks, &findings)
        let stops = steps.compactMap { step -> (Step, Launch, Run)? in
            guard case .stop(let key) = step.effect else { return nil }
            return tracks[step.track].launch(key).map { (step, $0, tracks[step.track].snapshot.run) }
        }
        let answers = await Driver.concurrently(stops) { _, launch, run -> Finding in
            do throws(AWSError) {
                _ = try await ecs.stopTask(
                    cluster: run.cluster, task: launch.taskArn ?? "", reason: launch.stop?.reason ?? "purser")
                return .stopAsked
            } catch {
                return .trouble(error.description)
            }
        }
        for (stop, answer) in zip(stops, answers) { findings[stop.0] = answer }
        return steps.map { findings[$0] ?? .trouble("a launch has gone") }
    }

    /// Asks about all tasks of a round together, by cluster: a hundred a call, whoever they belong to.
    private func describe(_ steps: [Step], _ tracks: [Track], _ findings: inout [Step: Finding]) async {
        var wanted: [String: [(step: Step, arn: String)]] = [:]
        for step in steps {
            guard case .describe(let key) = step.effect, let arn = tracks[step.track].launch(key)?.taskArn else {
                continue
            }
            wanted[tracks[step.track].snapshot.run.cluster, default: []].append((step, arn))
        }
        for (cluster, pairs) in wanted.sorted(by: { $0.key < $1.key }) {
            let asked = clock.now()
            do {
                let answer = try await ecs.describeTasks(cluster: cluster, arns: pairs.map(\.arn))
                let tasks = Dictionary(answer.tasks.map { ($0.taskArn, $0) }, uniquingKeysWith: { first, _ in first })
                let missing = Set(answer.failures.filter { $0.reason == "MISSING" }.compactMap(\.arn))
                for (step, arn) in pairs {
                    findings[step] = .described(tasks[arn], isMissing: missing.contains(arn), asked: asked)
                }
            } catch {
                for (step, _) in pairs { findings[step] = .trouble(error.description) }
            }
        }
    }

    /// Commits all that was found out about one run.
    private func takeIn(
        _ findings: [(effect: Effect, value: Finding)], _ track: inout Track
    ) async throws(ControlError) {
        var troubles: Set<String> = []
        for (effect, finding) in findings {
            switch finding {
            case .described(.some, _, let asked): track.noteSight(effect.key, asked: asked)
            case .described(nil, true, let asked): track.noteMiss(effect.key, asked: asked)
            case .trouble(let text):
                // One call may have been for many launches: it is told once.
                if troubles.insert(text).inserted { track.news.append(.trouble(text)) }
            case .described(nil, false, _), .looked, .stopAsked: break
            }
            if case .look = effect { track.noteLook(effect.key) }
        }
        let before = track.snapshot
        let (seen, missed) = (track.seen, track.missed)
        try await commit(&track) { snapshot, reducer, now in
            findings.reduce(into: snapshot) { next, item in
                let key = item.effect.key
                switch item.value {
                case .described(let task?, _, _): reducer.describe(task, for: key, in: &next, now: now)
                case .described(nil, true, let asked):
                    reducer.miss(
                        key, wasSeen: seen[key] != nil, since: missed[key] ?? asked, in: &next, now: now)
                case .looked(let task, let asked):
                    reducer.look(key, found: task, asked: asked, in: &next, now: now)
                case .described(nil, false, _), .stopAsked, .trouble: break
                }
            }
        }
        track.backOff(Set(findings.map(\.effect.key)), unchangedSince: before, now: clock.now())
    }
}

extension Driver.Step {
    var isSend: Bool {
        if case .send = effect { true } else { false }
    }

    var isLook: Bool {
        if case .look = effect { true } else { false }
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
