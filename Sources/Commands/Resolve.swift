import AWS
import ArgumentParser
import Controller
import ECS
import Jobs
import Ledger
import Runs

struct Resolve: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Say what became of a launch that Purser cannot tell: it was launched, or it was not.",
        discussion: """
            A run is unknown where a launch was sent, no definite answer came back, and the time in which the same \
            request may be sent again is over. With --evidence cloudtrail Purser looks itself: CloudTrail has every \
            RunTask of the last 90 days, some 15 minutes late; what it does not have 40 minutes after the last send \
            was not launched.
            """)

    /// Who may know what a person does not.
    enum EvidenceSource: String, ExpressibleByArgument, CaseIterable {
        case cloudtrail
    }

    @Argument(help: "The run.") var run: String
    @Option(help: "Which indexes, where several are unknown: 3,7-9.") var index: String?
    @Option(help: "The ARN of the task that was launched.") var launched: String?
    @Flag(help: "Nothing was launched: the run ends as refused.") var notLaunched = false
    @Option(help: "Where to look: cloudtrail.") var evidence: EvidenceSource?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if [launched != nil, notLaunched, evidence != nil].filter(\.self).count != 1 {
            throw ValidationError("Give one of --launched ARN, --not-launched and --evidence cloudtrail.")
        }
    }

    func run(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openExistingLedger()
            let snapshot = try await RunChoice.find(run, in: ledger)
            try session.checkRegion(of: [snapshot])
            let launches = try launches(of: snapshot)
            var found: [LaunchKey: ECSTask] = [:]
            if let launched {
                let launch = try only(launches)
                found[launch.key] = try await task(launched, of: launch, in: snapshot, session)
            } else if evidence != nil {
                found = try await traces(of: launches, session)
            }
            let driver = session.driver(ledger, ProgressView(world: world))
            do throws(ControlError) {
                let resolved = try await driver.resolve(
                    launches.map(\.key), of: snapshot, launched: found,
                    as: evidence == nil ? .person : .observed)
                world.terminal.write(format.output.render([RunView(resolved)], details: true))
            } catch {
                throw Failure(error)
            }
        }
    }

    /// The unknown launches that are meant: the only one, or those of the indexes that are given.
    private func launches(of snapshot: RunSnapshot) throws(Failure) -> [Launch] {
        let run = snapshot.run
        let current = snapshot.current
        let unknown = UnitSet(current.values.filter { $0.state == .unknown }.map(\.key.unit))
        guard !unknown.isEmpty else {
            throw Failure(.error, "nothing of \(run.id) is unknown: there is nothing to resolve")
        }
        guard let index else {
            guard unknown.count == 1 else {
                throw Failure(
                    .error, "\(unknown.count) indexes of \(run.id) are unknown: \(unknown)",
                    wayOut: "say which are meant, for example --index \(unknown)")
            }
            return unknown.units.compactMap { current[$0] }
        }
        guard let units = UnitSet(parsing: index, below: run.units) else {
            throw Failure(
                .error, "'\(index)' is no list of indexes of \(run.id)",
                wayOut: "write it as 3,7-9, with indexes from 0 to \(run.units - 1)")
        }
        let others = UnitSet(Set(units.units).subtracting(unknown.units))
        guard others.isEmpty else {
            throw Failure(
                .error, "of \(run.id) these are not unknown: \(others)", wayOut: "unknown are \(unknown)")
        }
        return units.units.compactMap { current[$0] }
    }

    /// - Throws: `Failure` where there are several: a task is of one launch.
    private func only(_ launches: [Launch]) throws(Failure) -> Launch {
        guard launches.count == 1, let launch = launches.first else {
            throw Failure(
                .error, "one ARN cannot be the task of \(launches.count) launches", wayOut: "give one --index")
        }
        return launch
    }

    /// The tasks that CloudTrail shows; for a launch that has none here it shows for certain that there is none.
    private func traces(of launches: [Launch], _ session: Session) async throws(Failure) -> [LaunchKey: ECSTask] {
        let now = session.clock.now()
        let sent = launches.map(\.firstSentAt)
        let start = sent.contains(nil) ? nil : sent.compactMap(\.self).min()
        let found = try await session.launches(
            since: start.map { $0 - .seconds(300) } ?? now - CloudTrailClient.memory)
        var tasks: [LaunchKey: ECSTask] = [:]
        for launch in launches {
            let calls = found.filter { $0.startedBy == launch.startedBy }
            if let arn = calls.flatMap(\.tasks).first {
                var task = ECSTask(taskArn: arn)
                task.startedBy = launch.startedBy
                tasks[launch.key] = task
            } else {
                try checkAbsence(of: launch, calls, now)
            }
        }
        return tasks
    }

    /// - Throws: `Failure` where CloudTrail's silence about a launch is no proof.
    private func checkAbsence(of launch: Launch, _ calls: [RecordedLaunch], _ now: Timestamp) throws(Failure) {
        guard let sent = launch.lastSentAt else {
            // Of a rebuilt ledger: nobody knows when it was sent, if it was.
            throw Failure(
                .unknown, "CloudTrail has no trace of the launch in 90 days, and it may be older",
                wayOut: "purser resolve with --launched ARN or --not-launched")
        }
        let end = sent + Windows.drain + CloudTrailClient.lag
        guard now >= end else {
            throw Failure(
                .unknown, "CloudTrail has no task of this launch yet, which says nothing before \(end)",
                wayOut: "try again then")
        }
        // A call that is there and neither named a task nor was refused may have launched one.
        guard calls.allSatisfy({ $0.errorCode != nil || $0.failures > 0 }) else {
            throw Failure(.unknown, "CloudTrail has the call, and does not say what came of it")
        }
    }

    /// The task of an ARN, which must be one that the launch may have.
    ///
    /// A task that ECS still knows must carry the launch's `startedBy`; one that it has forgotten is taken on trust.
    private func task(
        _ arn: String, of launch: Launch, in snapshot: RunSnapshot, _ session: Session
    ) async throws(Failure) -> ECSTask {
        let run = snapshot.run
        guard Resolve.isTask(arn, in: run.cluster) else {
            throw Failure(
                .error, "'\(arn)' is not the ARN of a task in \(run.cluster)",
                wayOut: "copy it from ECS or CloudTrail: it ends with task/CLUSTER/ID")
        }
        if let other = snapshot.launches.first(where: { $0.taskArn == arn }) {
            throw Failure(
                .error, "\(arn) is the task of index \(other.key.unit), attempt \(other.key.attempt) of this run")
        }
        let tasks: [ECSTask]
        do {
            tasks = try await session.ecs.describeTasks(cluster: run.cluster, arns: [arn]).tasks
        } catch {
            throw Failure(error)
        }
        guard let task = tasks.first else { return ECSTask(taskArn: arn) }
        guard task.startedBy == launch.startedBy else {
            throw Failure(
                .error, "\(arn) is not this launch: its startedBy is '\(task.startedBy ?? "")'",
                wayOut: "the launch's startedBy is '\(launch.startedBy)'")
        }
        return task
    }

    /// An ARN of a task in a cluster: `…:task/CLUSTER/ID`, or `…:task/ID` as it was before clusters were named in it.
    static func isTask(_ arn: String, in cluster: String) -> Bool {
        let wanted = cluster.split(separator: "/")
        let parts = arn.split(separator: "/", omittingEmptySubsequences: false)
        guard wanted.count == 2, parts.count == 2 || parts.count == 3, parts.last?.isEmpty == false,
            wanted[0].hasSuffix(":cluster"), parts[0] == wanted[0].dropLast("cluster".count) + "task"
        else { return false }
        return parts.count == 2 || parts[1] == wanted[1]
    }
}
