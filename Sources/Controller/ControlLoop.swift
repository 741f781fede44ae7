import AWS
package import ECS
package import Jobs
import Ledger
import Synchronization

/// The loop of a service: takes up the runs of a ledger that have not ended, and brings each to its end.
///
/// Any number of replicas share the work without a leader. Each says in the ledger that it lives; each run belongs to
/// one of the living, which all of them compute alike, and is moved by the one that its row names. Who takes a run over
/// raises the version of its row, on which every commit hangs: what the one before still had in mind is refused.
package struct ControlLoop: Sendable {
    /// How fast replicas notice each other.
    package struct Pace: Sendable {
        /// How often a replica says that it lives, and looks for runs.
        package var beat = Duration.seconds(4)
        /// How long one may be silent before its runs are taken over: with the beats before and after, within 30
        /// seconds.
        package var expiry = Duration.seconds(15)
        /// The shortest time from one round to the next: what is due within it is asked in one call.
        package var round = Duration.milliseconds(500)

        package init() {}
    }

    /// What happened between replicas and the ledger; what happens to runs is told as `Progress`.
    package enum News: Hashable, Sendable {
        /// A run is this replica's from now on; `from` is the replica that had it and is gone.
        case took(RunID, from: String?)
        /// A run was given up, for a replica that has come or that took it.
        case gaveUp(RunID, to: String?)
        /// A replica has fallen silent.
        case gone(replica: String)
        /// A run cannot be moved from here, and is left alone: the reason, as a clause.
        case leftAlone(RunID, String)
        /// The ledger or AWS failed; it is tried again.
        case trouble(String)
    }

    /// How the loop stands after a round.
    package struct Reading: Hashable, Sendable {
        /// The runs of the ledger that have not ended, and how many of them this replica moves.
        package var active = 0
        package var kept = 0
        /// The living replicas, this one included.
        package var replicas = 1
        /// How late the most overdue run was when its turn came.
        package var lag = Duration.zero
        package var at: Timestamp
    }

    /// The most runs that are taken up, or given up, at one look, so that rounds go on meanwhile.
    static let mostAtOnce = 512
    /// The longest pause after the ledger has failed several times.
    private static let longestPause = Duration.seconds(30)
    /// For how long launches are sent before stops, deadlines and other replicas have their turn.
    private static let longestBurst = Duration.seconds(5)

    let driver: Driver
    /// The machine's clock, which no answer of AWS moves: other replicas are watched by it.
    let machine: any WallClock
    /// The name of this replica.
    package let id: String
    let pace: Pace
    /// Why a run is not for this controller, as a clause; nil where it is.
    let isElsewhere: @Sendable (Run) -> String?
    let tell: @Sendable (News) -> Void
    let show: @Sendable (Reading) -> Void

    /// A replica of the name `id`: 32 hexadecimal digits, others for each process.
    package init(
        driver: Driver, machine: any WallClock, id: String, pace: Pace = Pace(),
        isElsewhere: @escaping @Sendable (Run) -> String? = { _ in nil },
        tell: @escaping @Sendable (News) -> Void, show: @escaping @Sendable (Reading) -> Void
    ) {
        var bounded = driver
        bounded.longestBurst = ControlLoop.longestBurst
        self.driver = bounded
        self.machine = machine
        self.id = id
        self.pace = pace
        self.isElsewhere = isElsewhere
        self.tell = tell
        self.show = show
    }

    /// Works until the clock's waits are interrupted; then ends what is under way and hands its runs over.
    ///
    /// - Throws: `ControlError` where the ledger fails for good; all that was sent is in it, but for an answer that
    ///   `answerNotWritten` names.
    package func run() async throws(ControlError) {
        do throws(LedgerError) {
            // Before a run can name it, so that others never take it for gone.
            try await driver.ledger.put(Replica(id: id))
        } catch {
            throw .ledger(error)
        }
        let outcome = await withTaskGroup(of: Result<Void, ControlError>?.self) { group in
            group.addTask {
                await beat()
                return nil
            }
            group.addTask {
                do throws(ControlError) {
                    return .success(try await work())
                } catch {
                    return .failure(error)
                }
            }
            for await case let outcome? in group {
                group.cancelAll()
                return outcome
            }
            preconditionFailure("the work ends with an outcome")
        }
        // With its row gone, its runs are free at once.
        do throws(LedgerError) {
            try await driver.ledger.removeReplica(id)
        } catch {
            tell(.trouble(error.description))
        }
        try outcome.get()
    }

    /// Says again and again that this replica lives, however long a round takes.
    private func beat() async {
        var replica = Replica(id: id)
        while (try? await driver.clock.sleep(for: pace.beat)) != nil {
            replica.beat += 1
            // Where the ledger cannot be written, runs cannot be moved either, and others may have them.
            do throws(LedgerError) { try await driver.ledger.put(replica) } catch { tell(.trouble(error.description)) }
        }
    }

    // MARK: Work

    /// A run in hand, and when its turn comes.
    struct Item {
        var track: Track
        var due: Timestamp
    }

    struct Shift {
        var items: [RunID: Item] = [:]
        var neighbours: Neighbours
        var leftAlone: Set<RunID> = []
        /// AWS was asked once, so its time is known.
        var hasTime = false
        var nextLook: Timestamp
        var failures = 0
        var reading: Reading
    }

    private func work() async throws(ControlError) {
        let now = driver.clock.now()
        var shift = Shift(
            neighbours: Neighbours(own: id, expiry: pace.expiry), nextLook: now, reading: Reading(at: now))
        while true {
            var pause = pace.round
            do throws(ControlError) {
                if shift.nextLook <= driver.clock.now() { try await look(&shift) }
                try await round(&shift)
                shift.failures = 0
                pause = max(pause, rest(of: shift))
            } catch {
                // Between two launches: what was sent is written down.
                if case .detached = error { return }
                guard error.passes else { throw error }
                tell(.trouble(error.summary))
                // What is in hand may be out of date: the ledger is what holds.
                shift.items = [:]
                shift.reading.kept = 0
                show(shift.reading)
                shift.nextLook = driver.clock.now()
                shift.failures += 1
                pause = min(.seconds(1) * (1 << min(shift.failures - 1, 5)), ControlLoop.longestPause)
            }
            if (try? await driver.clock.sleep(for: pause)) == nil { return }
        }
    }

    /// How long there is nothing to do.
    private func rest(of shift: Shift) -> Duration {
        let next = shift.items.values.map(\.due).min().map { min($0, shift.nextLook) } ?? shift.nextLook
        return next - driver.clock.now()
    }

    /// One round over the runs whose turn has come.
    private func round(_ shift: inout Shift) async throws(ControlError) {
        let now = driver.clock.now()
        let due = shift.items.filter { $0.value.due <= now }.sorted { ($0.value.due, $0.key) < ($1.value.due, $1.key) }
        shift.reading.lag = due.first.map { now - $0.value.due } ?? .zero
        if !due.isEmpty {
            var tracks = due.map(\.value.track)
            let decided = await driver.outcomes(tracks.indices.map { ($0, ()) }, &tracks) {
                (track, _) async throws(ControlError) in try await driver.decide(&track)
            }
            var steps: [Driver.Step] = []
            var failed: [Int: ControlError] = [:]
            for (index, outcome) in decided.enumerated() {
                switch outcome {
                case .success(let effects): steps += effects.map { Driver.Step(track: index, effect: $0) }
                case .failure(let error): failed[index] = error
                }
            }
            try setAside(failed.map { (due[$0.key].key, $0.value) }, &shift)
            let held = driver.held(steps, tracks)
            if held.count < steps.count { try await driver.carryOut(steps, &tracks) }
            let end = driver.clock.now()
            let acted = Set(steps.filter { held[$0] == nil }.map(\.track))
            for (index, track) in tracks.enumerated() where failed[index] == nil {
                let run = track.snapshot.run
                if run.status.isFinal {
                    shift.items[run.id] = nil
                    shift.reading.active -= 1
                } else if !track.isKept {
                    shift.items[run.id] = nil
                    tell(.gaveUp(run.id, to: run.keeper))
                } else {
                    let wake = acted.contains(index) ? end : track.wake ?? end + driver.rhythm.first
                    shift.items[run.id] = Item(track: track, due: wake)
                }
            }
        }
        shift.reading.kept = shift.items.count
        shift.reading.at = driver.clock.now()
        show(shift.reading)
    }

    /// Lets go of runs that could not be moved, so that they hold up no other.
    ///
    /// One that cannot be moved at all is left alone; the others are read anew at the next look.
    func setAside(_ runs: [(RunID, ControlError)], _ shift: inout Shift) throws(ControlError) {
        var troubles: Set<String> = []
        for (run, error) in runs {
            shift.items[run] = nil
            if error.isOfOneRun {
                shift.leftAlone.insert(run)
                tell(.leftAlone(run, error.summary))
            } else if error.passes {
                if troubles.insert(error.summary).inserted { tell(.trouble(error.summary)) }
            } else {
                throw error
            }
        }
    }
}

extension ControlError {
    /// What failed may work the next time: a service goes on.
    fileprivate var passes: Bool {
        switch self {
        case .aws: true
        case .ledger(let error), .answerNotWritten(let error, _): error.passes
        case .problems, .elsewhere, .otherRegion, .unreadable, .halted, .detached: false
        }
    }

    /// It is one run that cannot be read or written here, whatever is done about it.
    fileprivate var isOfOneRun: Bool {
        switch self {
        case .unreadable: true
        case .ledger(let error): error.code == .corrupt || error.code == .tooLarge
        case .aws, .answerNotWritten, .problems, .elsewhere, .otherRegion, .halted, .detached: false
        }
    }

    /// One sentence.
    fileprivate var summary: String {
        switch self {
        case .aws(let error): error.description
        case .ledger(let error): error.description
        case .answerNotWritten(let error, let answer): "\(error.description); ECS had answered: \(answer)"
        case .unreadable(let reason): reason
        case .problems, .elsewhere, .otherRegion, .halted, .detached: "\(self)"
        }
    }
}

extension LedgerError {
    /// The same write may work later, without a person's help or with it.
    fileprivate var passes: Bool {
        switch code {
        case .busy, .storage, .full, .conflict, .occupied: true
        default: false
        }
    }
}
