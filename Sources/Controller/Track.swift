import ECS
import JSON
import Jobs
import Runs

/// A run that is being driven: its rows, and when to ask about it.
///
/// Only the rows outlive the process.
struct Track: Sendable {
    var snapshot: RunSnapshot
    let reducer: Reducer
    /// When time alone moves the run.
    var wake: Timestamp?
    private var polls: [LaunchKey: Poll] = [:]

    /// - Throws: `ControlError.unreadable` where the row's spec is not of this version's language.
    init(_ snapshot: RunSnapshot, now: Timestamp) throws(ControlError) {
        self.snapshot = snapshot
        do {
            reducer = Reducer(policy: try snapshot.run.policy())
        } catch {
            throw .unreadable("run \(snapshot.run.id) cannot be read by this version: \(error)")
        }
        for launch in snapshot.launches where !launch.state.isFinal {
            polls[launch.key] = Poll(at: now)
        }
    }

    /// The effect's turn has come: sends and looks for a lost task keep their own time, questions wait for their poll.
    func isDue(_ effect: Effect, now: Timestamp) -> Bool {
        switch effect {
        case .send: true
        case .look(let key):
            launch(key)?.state == .notPlaced || (polls[key]?.due ?? now) <= now
        case .describe(let key), .stop(let key): (polls[key]?.due ?? now) <= now
        }
    }

    func launch(_ key: LaunchKey) -> Launch? {
        snapshot.launches.first { $0.key == key }
    }

    /// A question was asked and brought nothing new.
    mutating func backOff(_ key: LaunchKey, now: Timestamp) {
        polls[key, default: Poll(at: now)].backOff(now: now)
    }

    /// Launches that changed are asked about soon again.
    mutating func heard(from before: RunSnapshot, now: Timestamp) {
        let old = Dictionary(uniqueKeysWithValues: before.launches.map { ($0.key, $0) })
        for launch in snapshot.launches where old[launch.key] != launch {
            polls[launch.key, default: Poll(at: now)].restart(now: now)
        }
    }

    var nextWake: Timestamp? {
        let open = snapshot.current.values.filter { $0.state == .launched || $0.state == .unknown }
        return (open.compactMap { polls[$0.key]?.due } + [wake].compactMap { $0 }).min()
    }

    func hasReached(_ goal: Driver.Goal) -> Bool {
        if snapshot.run.status.isFinal { return snapshot.run.status != .unknown || hasLooked }
        guard goal == .launched else { return false }
        return snapshot.current.values.allSatisfy { $0.state == .launched || $0.state.isFinal || $0.state == .unknown }
    }

    /// An unknown launch was looked for at least once by this process.
    private var hasLooked: Bool {
        snapshot.current.values.filter { $0.state == .unknown }.allSatisfy { looked.contains($0.key) }
    }

    private var looked: Set<LaunchKey> = []
    private var seen: Set<LaunchKey> = []

    /// ECS has described the launch's task to this process.
    func wasSeen(_ key: LaunchKey) -> Bool { seen.contains(key) }

    mutating func noteSight(_ key: LaunchKey) {
        seen.insert(key)
    }

    mutating func noteLook(_ key: LaunchKey, now: Timestamp) {
        looked.insert(key)
        backOff(key, now: now)
    }
}
