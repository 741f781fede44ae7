package import ECS
package import JSON
import Synchronization

/// ECS on this machine: an engine, the clock that moves it and the runner that carries out its orders.
///
/// All calls, reports and ticks of the clock go through one lock, in the order in which they take it. What they lead to
/// outside (orders, lines of logs, the state file) leaves in that same order.
package final class Sandbox: Sendable {
    /// What a sandbox tells of itself; each is called under its lock, and must be quick and not call back.
    package struct Sinks: Sendable {
        /// Takes the whole state after each change, and has it on disk when it returns; nil keeps it in memory only.
        package var save: (@Sendable ([UInt8]) throws -> Void)?
        /// Takes a description of each call.
        package var request: (@Sendable (JSON) -> Void)?
        /// Takes each task event, in the form of EventBridge.
        package var event: (@Sendable (JSON) -> Void)?

        package init() {}
    }

    private struct State {
        var engine: Engine
        /// What was saved last; nil where nothing was.
        var saved: EngineState?
        /// The earliest wake that someone sleeps for already.
        var armed: Timestamp?
        /// Ends when there is no task on its way any more: who waits in `idle`.
        var idlers: [AsyncStream<Never>.Continuation] = []
    }

    private let state: Mutex<State>
    /// The sandbox's time, by which everything in it goes.
    package let clock: MovableClock
    private let runner: any ContainerRunner
    private let sinks: Sinks
    private let orders: AsyncStream<RunnerOrder>
    private let ordering: AsyncStream<RunnerOrder>.Continuation
    /// Says that the next wake may have changed.
    private let changes: AsyncStream<Void>
    private let changing: AsyncStream<Void>.Continuation

    /// - Parameters:
    ///   - engine: New, or taken up from what `save` was given.
    ///   - runner: Works while `run` does; of no use where the engine simulates.
    ///   - clock: Tells when calls and reports come in, and wakes the engine; the sandbox may set itself ahead of it.
    ///   - sinks: Where state, requests and events go.
    package init(engine: Engine, runner: any ContainerRunner, clock: any WallClock, sinks: Sinks = Sinks()) {
        state = Mutex(State(engine: engine))
        self.runner = runner
        self.clock = MovableClock(clock)
        self.sinks = sinks
        (orders, ordering) = AsyncStream.makeStream()
        (changes, changing) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Answers one call.
    ///
    /// The state is saved before the answer is given. Where that fails the call is answered with `ServerException`
    /// although it has taken place: the caller cannot tell, as with ECS. `region` is the one that the request was
    /// signed for, if it was signed.
    package func handle(_ operation: Operation, _ request: JSON, region: String? = nil) -> Answer {
        let now = clock.now()
        let answer = state.withLock { state in
            if let region { state.engine.adopt(region: region) }
            let answer = state.engine.handle(operation: operation, request: request, now: now)
            let isSaved = publish(&state)
            let error = isSaved ? answer.error : Sandbox.notSaved
            sinks.request?(Sandbox.line(operation, request, answer: answer, error: error, now: now))
            return error == answer.error ? answer : Answer(error ?? Sandbox.notSaved)
        }
        changing.yield()
        return answer
    }

    /// Keeps tasks moving while `body` does its work; then ends all processes, and returns when they are reported.
    ///
    /// Called once.
    ///
    /// - Throws: What `body` throws, after the same end.
    package func run<Value, Failure: Error>(_ body: () async throws(Failure) -> Value) async throws(Failure) -> Value {
        let outcome = await withTaskGroup(of: Void.self) { group -> Result<Value, Failure> in
            group.addTask { await self.runner.run() }
            group.addTask { await self.carryOutOrders() }
            group.addTask { await self.wake() }
            group.addTask { await self.listen() }
            // A state that was taken up may have something due.
            changing.yield()
            let outcome: Result<Value, Failure>
            do throws(Failure) {
                outcome = .success(try await body())
            } catch {
                outcome = .failure(error)
            }
            change { engine, now in engine.shutDown(now: now) }
            // Ends `run` of the runner, and with its reports `listen`.
            await runner.shutdown()
            ordering.finish()
            changing.finish()
            return outcome
        }
        return try outcome.get()
    }

    /// Lets time pass at once: tasks move on, stopped ones and tokens are forgotten, as they would by waiting.
    package func passTime(_ duration: Duration) {
        clock.advance(by: duration)
        // Who sleeps for a wake sleeps too long now.
        state.withLock { $0.armed = nil }
        change { engine, now in engine.advance(to: now) }
    }

    /// Returns when no task is on its way, at once where none is, and early where the caller is cancelled.
    package func idle() async {
        let (ends, ending) = AsyncStream.makeStream(of: Never.self)
        state.withLock { state in
            if state.engine.isIdle { ending.finish() } else { state.idlers.append(ending) }
        }
        for await _ in ends {}
    }

    /// There is no task on its way.
    package var isIdle: Bool { state.withLock { $0.engine.isIdle } }

    /// Where the output of a container goes, see `Engine.logStream`.
    package func logStream(of ref: ContainerRef) -> (group: String, stream: String) {
        state.withLock { $0.engine.logStream(of: ref) }
    }
}

extension Sandbox {
    private static let notSaved = ServiceError(
        code: "ServerException", message: "The sandbox could not save its state.", status: 500)

    /// Changes the engine outside of a call.
    private func change(_ body: (inout Engine, Timestamp) -> Void) {
        let now = clock.now()
        state.withLock { state in
            body(&state.engine, now)
            _ = publish(&state)
        }
        changing.yield()
    }

    /// Hands out what a change has led to.
    ///
    /// - Returns: False where the state could not be saved.
    private func publish(_ state: inout State) -> Bool {
        let events = sinks.event == nil ? [] : state.engine.takeEvents()
        if sinks.event == nil { state.engine.dropEvents() }
        var isSaved = true
        if let save = sinks.save, state.saved != state.engine.state {
            do {
                try save(state.engine.saved)
                state.saved = state.engine.state
            } catch {
                isSaved = false
            }
        }
        for event in events { sinks.event?(event) }
        for order in state.engine.takeOrders() { ordering.yield(order) }
        if state.engine.isIdle {
            for idler in state.idlers { idler.finish() }
            state.idlers = []
        }
        return isSaved
    }

    private func carryOutOrders() async {
        for await order in orders { await runner.carryOut(order) }
    }

    private func listen() async {
        for await report in runner.reports {
            change { engine, now in engine.apply(report, now: now) }
        }
    }

    /// Sleeps until each next wake.
    ///
    /// A sleeper that an earlier wake has overtaken is left alone: when its time comes there is simply nothing to do.
    private func wake() async {
        await withDiscardingTaskGroup { group in
            for await _ in changes {
                let now = clock.now()
                let next = state.withLock { state -> Timestamp? in
                    guard let next = state.engine.nextWake else { return nil }
                    if let armed = state.armed, armed <= next, armed > now { return nil }
                    state.armed = next
                    return next
                }
                guard let next else { continue }
                group.addTask {
                    do {
                        try await self.clock.sleep(for: next - now)
                        self.change { engine, now in engine.advance(to: now) }
                    } catch {
                        // Cancelled: the sandbox ends.
                    }
                }
            }
            group.cancelAll()
        }
    }

    /// What the request log says of a call.
    private static func line(
        _ operation: Operation, _ request: JSON, answer: Answer, error: ServiceError?, now: Timestamp
    ) -> JSON {
        // The tasks that were answered with; where there are none, those that the call names.
        let result = answer.effect ?? answer.body
        var tasks = answer.error?.resourceIds ?? []
        tasks += (result["tasks"]?.array ?? []).compactMap { $0["taskArn"]?.string }
        tasks += [result["task"]?["taskArn"]?.string].compactMap(\.self)
        if tasks.isEmpty { tasks = [request["task"]?.string].compactMap(\.self) + (request["tasks"]?.strings ?? []) }
        return .members([
            "time": .string(now.precise),
            "operation": .string(operation.rawValue),
            "mutating": .bool(operation.isMutating),
            "status": .int(Int64(error?.status ?? answer.status)),
            "error": (error?.code).map(JSON.string),
            "clientToken": request["clientToken"],
            "startedBy": request["startedBy"],
            "fault": answer.fault.map(JSON.string),
            "tasks": tasks.isEmpty ? nil : .array(tasks.map(JSON.string)),
        ])
    }
}
