package import ECS
import JSON

extension Engine {
    /// A state that cannot be taken up again.
    package struct StateError: Error, Hashable, Sendable, CustomStringConvertible {
        /// What is wrong with it.
        package let description: String
    }

    /// The whole state as JSON text; orders and events that were not taken are not part of it.
    package var saved: [UInt8] {
        do {
            return try JSON(encoding: state).canonicalBytes
        } catch {
            preconditionFailure("the state holds finite numbers and strings only: \(error)")
        }
    }

    /// Takes up a state that an engine saved.
    ///
    /// Simulated tasks go on as if nothing had happened. Processes did not outlive the sandbox that ran them: their
    /// tasks end here, as those of a lost host do, with no exit code.
    ///
    /// - Throws: `StateError` where the bytes are not a state of this form.
    package init(settings: EngineSettings, saved: [UInt8], now: Timestamp) throws(StateError) {
        let state: EngineState
        do {
            state = try JSON.decode(EngineState.self, from: saved)
        } catch {
            throw StateError(description: "not a sandbox's state: \(error)")
        }
        guard state.format == 1 else { throw StateError(description: "a state of format \(state.format), not 1") }
        self.init(settings: settings)
        replace(state)
        if let region = settings.region { self.state.region = region }
        guard settings.mode == .processes else { return }
        for ref in liveContainers {
            guard let record = self.state.tasks[ref.task], !record.isStopped else { continue }
            let reason = hostLost(record, by: "the sandbox was restarted")
            change(ref.task) { record, outbox in record.lose(reason: reason, at: now, outbox: &outbox) }
        }
    }

    /// The containers whose processes may be there now.
    package var liveContainers: [ContainerRef] {
        state.tasks.values.sorted { $0.number < $1.number }.flatMap { record in
            record.containers.filter { $0.state == .starting || $0.state == .running }
                .map { ContainerRef(task: record.task.id, container: $0.name) }
        }
    }
}
