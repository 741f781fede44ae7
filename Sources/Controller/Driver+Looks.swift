import AWS
import ECS
import Jobs

extension Driver {
    /// Where stopped tasks are listed: ECS takes a family there, and not together with `startedBy`.
    private struct Place: Hashable, Comparable, Sendable {
        let cluster: String
        let family: String

        init(_ run: Run) {
            cluster = run.cluster
            family = String(ARN(run.taskDefinition)?.name.prefix { $0 != ":" } ?? "")
        }

        static func < (left: Place, right: Place) -> Bool {
            (left.cluster, left.family) < (right.cluster, right.family)
        }
    }

    /// What is at a place: its tasks by `startedBy`, and the ARNs that were listed and could not be described.
    private struct Sight {
        var tasks: [String: ECSTask] = [:]
        var undescribed: Set<String> = []
        var trouble: String?
    }

    /// Looks for tasks by `startedBy`: running ones for each launch, then stopped ones once for each family.
    ///
    /// Running ones come first: a task that stops in between is then in the second list.
    func look(for steps: [Step], _ tracks: [Track], _ findings: inout [Step: Finding]) async {
        let asked = clock.now()
        let looks = steps.compactMap { step -> (step: Step, launch: Launch, run: Run)? in
            tracks[step.track].launch(step.effect.key).map { (step, $0, tracks[step.track].snapshot.run) }
        }
        let running = await Driver.concurrently(looks) { look -> Result<[String], AWSError> in
            do throws(AWSError) {
                return .success(
                    try await ecs.listTasks(
                        cluster: look.run.cluster, family: nil, startedBy: look.launch.startedBy, desiredStatus: nil))
            } catch {
                return .failure(error)
            }
        }
        var listed: [Place: Set<String>] = [:]
        for (look, answer) in zip(looks, running) {
            listed[Place(look.run), default: []].formUnion((try? answer.get()) ?? [])
        }
        var sights: [Place: Sight] = [:]
        for (place, arns) in listed.sorted(by: { $0.key < $1.key }) {
            sights[place] = await look(at: place, and: arns)
        }
        for (look, answer) in zip(looks, running) {
            findings[look.step] = finding(look.launch, answer, sights[Place(look.run)] ?? Sight(), asked: asked)
        }
    }

    private func look(at place: Place, and running: Set<String>) async -> Sight {
        var sight = Sight()
        do {
            let stopped = try await ecs.listTasks(
                cluster: place.cluster, family: place.family, startedBy: nil, desiredStatus: .stopped)
            sight.undescribed = Set(stopped).union(running)
            guard !sight.undescribed.isEmpty else { return sight }
            let answer = try await ecs.describeTasks(cluster: place.cluster, arns: sight.undescribed.sorted())
            for task in answer.tasks {
                sight.undescribed.remove(task.taskArn)
                if let startedBy = task.startedBy { sight.tasks[startedBy] = task }
            }
        } catch {
            sight.trouble = error.description
        }
        return sight
    }

    private func finding(
        _ launch: Launch, _ running: Result<[String], AWSError>, _ sight: Sight, asked: Timestamp
    ) -> Finding {
        if let task = sight.tasks[launch.startedBy] { return .looked(task, asked: asked) }
        switch running {
        case .failure(let error): return .trouble(error.description)
        case .success(let arns):
            // Listed by our own `startedBy`: it is there, even if ECS cannot describe it yet.
            if let arn = arns.first {
                var task = ECSTask(taskArn: arn)
                task.startedBy = launch.startedBy
                return .looked(task, asked: asked)
            }
        }
        if let trouble = sight.trouble { return .trouble(trouble) }
        if let arn = sight.undescribed.min() {
            return .trouble("task \(arn) is listed and cannot be described: whose it is cannot be told")
        }
        return .looked(nil, asked: asked)
    }
}
