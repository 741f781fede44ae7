import AWS
import ECS
import JSON
import Synchronization

/// The network between a process and ECS.
///
/// A request that has left arrives once, late, twice or never, whatever becomes of its sender; its answer arrives, is
/// lost, cut, or replaced by somebody else's.
struct SimulatedTransport: HTTPTransport {
    let process: SimulatedProcess

    private var world: World { process.world }

    /// What the sender finds when it wakes up.
    private final class Envelope: Sendable {
        let response = Mutex<HTTPResponse?>(nil)
        /// ECS has refused for certain: nobody repeats the request any more.
        let isRefused = Mutex(false)
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let call = SimulatedCall(request)
        let weight = call.weight
        process.mayDie(of: .killedBeforeCall, weight: weight)
        if process.isDead { throw Self.unreachable }
        world.leaving(call, by: process)
        let outage = world.outage
        if world.fire(.notConnected, weight: weight) != nil || outage == .refusing {
            log(call, "not connected")
            await process.pass(.milliseconds(20))
            throw Self.unreachable
        }
        if var generator = world.fire(.killedDuringCall, weight: weight) {
            let end = world.scheduler.now + generator.duration(.milliseconds(1)...(.seconds(2)))
            world.scheduler.at(end) { process.kill("killedDuringCall") }
        }
        process.mayStumble()
        let envelope = Envelope()
        let way = drawWay(call, isOut: outage == .silent)
        log(call, "\(way.arrivals)")
        await process.suspend { ticket in
            for (index, delay) in way.arrivals.enumerated() {
                world.scheduler.at(world.scheduler.now + delay) {
                    if index > 0, envelope.isRefused.withLock({ $0 }) { return }
                    let response = world.receive(call)
                    if response.isRefusal { envelope.isRefused.withLock { $0 = true } }
                    guard index == 0, let answerDelay = way.answerDelay else { return }
                    world.scheduler.at(world.scheduler.now + answerDelay) {
                        envelope.response.withLock { $0 = response }
                        process.wake(ticket)
                    }
                }
            }
            world.scheduler.at(world.scheduler.now + way.patience) { process.wake(ticket) }
        }
        process.mayDie(of: .killedAfterAnswer, weight: weight)
        if process.isDead { throw TransportError(.broken, .afterSend, reason: "the process is dead") }
        guard let response = envelope.response.withLock({ $0 }) else {
            log(call, "no answer")
            throw TransportError(.timeout, .afterSend, reason: "no answer")
        }
        return spoiled(response, call)
    }

    private static let unreachable = TransportError(.noConnection, .beforeSend, reason: "connection refused")

    /// How one request and its answer travel.
    private struct Way {
        /// After how long the request is at ECS, for each time that it arrives.
        var arrivals: [Duration]
        /// Nil where the answer is lost.
        var answerDelay: Duration?
        /// How long the sender waits.
        var patience: Duration
    }

    private func drawWay(_ call: SimulatedCall, isOut: Bool) -> Way {
        let weight = call.weight
        let isStart = call.operation == .startTask
        var way = Way(arrivals: [.milliseconds(15)], answerDelay: .milliseconds(15), patience: .seconds(60))
        if world.fire(.requestLost, weight: weight) != nil || isOut { way.arrivals = [] }
        if var generator = world.fire(.requestSlow, weight: weight), !way.arrivals.isEmpty {
            way.arrivals = [generator.duration(.seconds(1)...(.seconds(generator.pick([60, 900, 2100]))))]
        }
        // StartTask has no token: against a network that repeats it there is no remedy, and TLS does not.
        if !isStart, var generator = world.fire(.requestDoubled, weight: weight), !way.arrivals.isEmpty {
            way.arrivals.append(generator.duration(.milliseconds(15)...(.seconds(1200))))
        }
        if var generator = world.fire(.answerSlow, weight: weight) {
            way.answerDelay = generator.duration(.seconds(1)...(.seconds(59)))
        }
        if var generator = world.fire(.answerLost, weight: weight) {
            way.answerDelay = nil
            // A reset is heard of at once, silence when patience ends.
            if generator.chance(0.7) { way.patience = generator.duration(.milliseconds(20)...(.seconds(10))) }
        }
        return way
    }

    /// The answer as it comes out of the network.
    private func spoiled(_ response: HTTPResponse, _ call: SimulatedCall) -> HTTPResponse {
        if world.fire(.answerCut, weight: call.weight) != nil {
            log(call, "answer cut")
            return HTTPResponse(
                status: response.status, headers: response.headers,
                body: Array(response.body.prefix(response.body.count / 2)))
        }
        if var generator = world.fire(.foreignAnswer, weight: call.weight) {
            log(call, "answered by somebody else")
            return HTTPResponse(status: generator.pick([200, 502, 503]), body: Array("<html>Bad gateway</html>".utf8))
        }
        log(call, "answered \(response.status) \(String(decoding: response.body.prefix(160), as: UTF8.self))")
        return response
    }

    private func log(_ call: SimulatedCall, _ text: @autoclosure () -> String) {
        world.scheduler.note(
            process.number, call.request.body,
            "p\(process.number) \(call.operation?.rawValue ?? "?") \(text())")
    }
}

extension HTTPResponse {
    /// It says for certain that nothing was done.
    fileprivate var isRefusal: Bool {
        status == 400 || body.suffix(11).elementsEqual("\"tasks\":[]}".utf8)
    }
}

/// A request on its way, and what its faults hang on.
struct SimulatedCall: Sendable {
    let request: HTTPRequest
    /// Which call of ECS it is.
    let operation: Operation?
    /// What is asked for; nil where it is no JSON.
    let body: JSON?
    /// How likely faults are here: it is launches that are at stake, and most calls only ask.
    let weight: Double

    init(_ request: HTTPRequest) {
        self.request = request
        let target = request.header("x-amz-target")
        operation = target?.utf8.lastIndex(of: UInt8(ascii: ".")).flatMap { dot in
            target.flatMap { Operation(rawValue: String($0[dot...].dropFirst())) }
        }
        body = try? JSON(parsing: request.body)
        weight =
            switch operation {
            case .runTask, .startTask: 2
            case .registerTaskDefinition, .stopTask: 1
            default: 0.25
            }
    }
}

extension HTTPRequest {
    /// The value of the first header of this name, given in lower case.
    fileprivate func header(_ name: String) -> String? {
        headers.first { $0.name.utf8.count == name.utf8.count && $0.name.lowercased() == name }?.value
    }

    /// When it was signed, by the signer's clock: `20260102T030405Z`.
    var signedAt: Timestamp? {
        guard let text = header("x-amz-date"), text.utf8.count == 16 else { return nil }
        let digits = text.utf8.map { Int($0) - 48 }
        func number(_ range: Range<Int>) -> Int { digits[range].reduce(0) { $0 * 10 + $1 } }
        let time = CivilTime(
            year: number(0..<4), month: number(4..<6), day: number(6..<8), hour: number(9..<11),
            minute: number(11..<13), second: number(13..<15))
        return time.map { Timestamp(milliseconds: $0.seconds * 1000) }
    }
}
