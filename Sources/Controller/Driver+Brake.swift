import ECS
import Jobs
import Runs

extension Driver {
    /// The sends that are due and that the brake holds, with its words.
    func held(_ steps: [Step], _ tracks: [Track]) -> [Step: LaunchBrake.Verdict] {
        guard steps.contains(where: \.isSend) else { return [:] }
        let now = clock.now()
        let (first, again) = (brake.verdict(isFirst: true, now: now), brake.verdict(isFirst: false, now: now))
        var held: [Step: LaunchBrake.Verdict] = [:]
        for step in steps where step.isSend {
            let verdict = tracks[step.track].isFirst(step.effect.key) ? first : again
            if case .room = verdict { continue }
            held[step] = verdict
        }
        return held
    }

    /// Beside the launches that are held there is one to be followed: nothing that was sent is left in doubt.
    func isBusy(_ tracks: [Track], beside held: [Step: LaunchBrake.Verdict], until goal: Goal) -> Bool {
        tracks.indices.contains { index in
            tracks[index].snapshot.current.values.contains { launch in
                switch launch.state {
                case .sent, .notPlaced: held[Step(track: index, effect: .send(launch.key))] == nil
                case .launched: goal == .ended
                case .claimed, .unknown, .refused, .superseded, .ended: false
                }
            }
        }
    }
}

extension LaunchBrake.Verdict {
    var isHalt: Bool {
        if case .halted = self { true } else { false }
    }
}
