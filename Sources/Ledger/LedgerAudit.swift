import JSON
import Jobs

/// What is wrong with the rows of a ledger, each row by itself and all together.
package struct LedgerAudit: Sendable {
    /// Something that no version of Purser writes.
    package struct Finding: Hashable, Sendable, Codable {
        /// The run or the launch.
        package let subject: String
        /// One sentence.
        package let message: String

        package init(_ subject: String, _ message: String) {
            self.subject = subject
            self.message = message
        }
    }

    package private(set) var findings: [Finding] = []
    package private(set) var runs = 0
    package private(set) var launches = 0
    private var tasks: [String: LaunchKey] = [:]
    private var names: [String: LaunchKey] = [:]

    /// Looks at everything; the rows have been read, so they are of this version's form.
    package init(_ archive: LedgerArchive) {
        for snapshot in archive.snapshots {
            runs += 1
            check(snapshot.run, set: archive.set)
            for launch in snapshot.launches {
                launches += 1
                check(launch, of: snapshot.run)
            }
            for (unit, chain) in Dictionary(grouping: snapshot.launches, by: \.key.unit).sorted(by: { $0.key < $1.key })
            {
                check(chain, unit: unit, of: snapshot.run)
            }
            if snapshot.run.status.isFinal {
                for launch in snapshot.current.values.sorted(by: { $0.key < $1.key })
                where !launch.state.isFinal && launch.state != .unknown {
                    add(
                        launch.key.text,
                        "the run has ended as \(snapshot.run.status.rawValue), and the launch is \(launch.state.rawValue)"
                    )
                }
            }
        }
    }

    private mutating func add(_ subject: String, _ message: String) {
        findings.append(Finding(subject, message))
    }

    private mutating func check(_ run: Run, set: String) {
        let subject = run.id.rawValue
        if run.set != set { add(subject, "the run belongs to set '\(run.set)', the ledger to '\(set)'") }
        if run.id != RunID(set: run.set, job: run.job, occurrence: run.occurrence) {
            add(subject, "the run's id does not follow from its set, job and occurrence")
        }
        if run.version < 1 { add(subject, "the run's version is \(run.version)") }
        if run.status.isFinal != (run.endedAt != nil) {
            add(
                subject,
                "the run is \(run.status.rawValue) \(run.endedAt == nil ? "without" : "with") a time of its end")
        }
    }

    private mutating func check(_ launch: Launch, of run: Run) {
        let subject = launch.key.text
        if launch.version < 1 { add(subject, "the launch's version is \(launch.version)") }
        let token = ClientToken(
            set: run.set, job: run.job, occurrence: run.occurrence, cluster: run.cluster, key: launch.key)
        if launch.token != token { add(subject, "the token does not follow from the launch's key") }
        if launch.startedBy != launch.token.startedBy(job: run.job) {
            add(subject, "'startedBy' does not follow from the token")
        }
        let body = try? JSON(parsing: Array(launch.request.utf8))
        if body?["startedBy"]?.string != launch.startedBy { add(subject, "the request carries another 'startedBy'") }
        if !run.startsOnInstances, body?["clientToken"]?.string != launch.token.rawValue {
            add(subject, "the request carries another token")
        }
        if let other = names.updateValue(launch.key, forKey: launch.startedBy) {
            add(subject, "its 'startedBy' is that of \(other.text) too")
        }
        if let arn = launch.taskArn, let other = tasks.updateValue(launch.key, forKey: arn) {
            add(subject, "its task is that of \(other.text) too")
        }
        checkState(of: launch)
    }

    private mutating func checkState(of launch: Launch) {
        let subject = launch.key.text
        if launch.answers > launch.sends { add(subject, "\(launch.answers) answers to \(launch.sends) sends") }
        if launch.sends > 0, launch.firstSentAt == nil { add(subject, "it was sent, and nothing says when first") }
        if let first = launch.firstSentAt, let last = launch.lastSentAt, last < first {
            add(subject, "it was last sent before it was first sent")
        }
        switch launch.state {
        case .claimed:
            if launch.sends > 0 { add(subject, "it is claimed, and was sent \(launch.sends) times") }
        case .launched, .ended:
            if launch.taskArn == nil { add(subject, "it is \(launch.state.rawValue) without a task") }
            if launch.evidence == nil {
                add(subject, "it is \(launch.state.rawValue), and nothing says how that is known")
            }
        case .sent, .notPlaced, .refused, .superseded, .unknown: break
        }
        if launch.state == .ended, launch.outcome == nil { add(subject, "it has ended without an outcome") }
        if [.refused, .superseded].contains(launch.state), launch.taskArn != nil {
            add(subject, "it is \(launch.state.rawValue), and there is a task")
        }
    }

    /// The launches of a unit, in order: each follows from the end of the one before.
    private mutating func check(_ chain: [Launch], unit: Int, of run: Run) {
        if unit < 0 || unit >= run.units {
            add(run.id.rawValue, "there is a launch of unit \(unit), and \(run.units) units")
        }
        guard let first = chain.first else { return }
        if first.key.attempt != 1 && first.evidence == nil {
            add(first.key.text, "it is the first launch of its unit, and not the first attempt")
        }
        for (launch, next) in zip(chain, chain.dropFirst()) {
            if !launch.state.isFinal {
                add(next.key.text, "the launch before it, \(launch.key.text), is still \(launch.state.rawValue)")
            }
            if next.key != launch.key.nextAttempt && next.key != launch.key.nextPlacement {
                add(next.key.text, "it does not follow from the launch before it, \(launch.key.text)")
            }
        }
    }
}
