import ECS
import JSON
import Jobs
import Runs

/// A run that is being driven: its rows, and when to ask about it.
///
/// Only the rows outlive the process.
struct Track: Sendable {
    var snapshot: RunSnapshot
    /// The replica that it is driven for; nil for a command, which moves whatever it is given.
    private let keeper: String?
    let reducer: Reducer
    /// When the run is to be decided again though nothing was heard.
    private(set) var wake: Timestamp?
    private let rhythm: Poll.Rhythm
    private var polls: [LaunchKey: Poll] = [:]
    /// What has happened and is committed, and was not told yet.
    var news: [Progress] = []

    /// - Throws: `ControlError.unreadable` where the row's spec is not of this version's language.
    init(
        _ snapshot: RunSnapshot, keeper: String? = nil, now: Timestamp, _ rhythm: Poll.Rhythm = .ecs
    ) throws(ControlError) {
        self.snapshot = snapshot
        self.keeper = keeper
        self.rhythm = rhythm
        do {
            reducer = Reducer(policy: try snapshot.run.policy())
        } catch {
            throw .unreadable("run \(snapshot.run.id) cannot be read by this version: \(error)")
        }
        for launch in snapshot.launches where !launch.state.isFinal {
            polls[launch.key] = Poll(at: now, rhythm)
        }
    }

    /// Nobody has taken the run over, as far as is known.
    var isKept: Bool { keeper == nil || snapshot.run.keeper == keeper }

    /// The effects of a decision whose turn has come; the others come when their poll is due.
    mutating func takeUp(_ decision: Decision, now: Timestamp) -> [Effect] {
        var due: [Effect] = []
        var wakes = [decision.wake].compactMap { $0 }
        for effect in decision.effects {
            if let turn = turn(of: effect), turn > now { wakes.append(turn) } else { due.append(effect) }
        }
        wake = wakes.min()
        return due
    }

    /// When an effect's turn comes: sends keep the time of their row, questions wait for their poll.
    private func turn(of effect: Effect) -> Timestamp? {
        switch effect {
        case .send: nil
        case .look(let key), .describe(let key), .stop(let key): polls[key]?.due
        }
    }

    func launch(_ key: LaunchKey) -> Launch? {
        snapshot.index(of: key).map { snapshot.launches[$0] }
    }

    /// No byte of the launch has left yet.
    func isFirst(_ key: LaunchKey) -> Bool { launch(key)?.sends == 0 }

    /// Questions were asked: those whose launch is as it was come later the next time.
    mutating func backOff(_ keys: Set<LaunchKey>, unchangedSince before: RunSnapshot, now: Timestamp) {
        let changed = Set(snapshot.changes(since: before).map(\.launch.key))
        for key in keys where !changed.contains(key) {
            polls[key, default: Poll(at: now, rhythm)].backOff(now: now)
        }
    }

    /// Launches that changed are asked about soon again.
    mutating func heard(from before: RunSnapshot, now: Timestamp) {
        for (_, launch) in snapshot.changes(since: before) {
            polls[launch.key, default: Poll(at: now, rhythm)].restart(now: now)
        }
    }

    func hasReached(_ goal: Driver.Goal) -> Bool {
        if snapshot.run.status.isFinal { return snapshot.run.status != .unknown || hasLooked }
        guard goal == .launched else { return false }
        return current { $0 == .launched || $0.isFinal || $0 == .unknown }
    }

    /// All units' newest launches are in such a state.
    private func current(_ isSo: (Launch.State) -> Bool) -> Bool {
        snapshot.launches.indices.allSatisfy { !snapshot.isCurrent($0) || isSo(snapshot.launches[$0].state) }
    }

    /// Unknown launches were looked for at least once by this process, or it tried and ECS could not be asked.
    private var hasLooked: Bool {
        snapshot.launches.filter { $0.state == .unknown }.allSatisfy { looked.contains($0.key) }
    }

    private var looked: Set<LaunchKey> = []
    /// When this process last asked about a launch's task and ECS described it.
    private(set) var seen: [LaunchKey: Timestamp] = [:]

    /// When this process was first told that ECS does not know a launch's task, with no description since.
    private(set) var missed: [LaunchKey: Timestamp] = [:]

    mutating func noteSight(_ key: LaunchKey, asked: Timestamp) {
        seen[key] = asked
        missed[key] = nil
    }

    mutating func noteMiss(_ key: LaunchKey, asked: Timestamp) {
        missed[key] = missed[key] ?? asked
    }

    mutating func noteLook(_ key: LaunchKey) {
        looked.insert(key)
    }
}
