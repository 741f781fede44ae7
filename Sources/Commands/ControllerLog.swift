import Controller
import ECS
import JSON
import Jobs

/// What a controller says of its work: a line of text on standard error, or of JSON on standard output.
struct ControllerLog: Sendable {
    let world: World
    let form: OutputForm

    /// A line of JSON; `run` is the one id by which all that concerns a run is found.
    private struct Line: Encodable {
        enum Level: String, Encodable {
            case info
            case warning
        }

        let time: String
        let level: Level
        let event: String
        let message: String
        var replica: String?
        var run: RunID?
        var unit: Int?
        var attempt: Int?
        var placement: Int?
        var taskArn: String?
        var status: String?
    }

    func started(_ replica: String, _ session: Session) {
        let message = "controller \(replica): moves the runs of set '\(session.set)' in \(session.ledgerAccess.address)"
        write("started", message) { $0.replica = replica }
    }

    func listening(host: String, port: Int) {
        let name = host.contains(":") ? "[\(host)]" : host
        write("listening", "serving http://\(name):\(port)/healthz and /metrics")
    }

    func ended(_ replica: String) {
        write("ended", "controller \(replica): has handed its runs over") { $0.replica = replica }
    }

    func show(_ news: ControlLoop.News) {
        switch news {
        case .took(let run, let last):
            let message = "\(run): taken up" + (last.map { ", from \($0), which is gone" } ?? "")
            write("taken", message) { line in
                line.run = run
                line.replica = last
            }
        case .gaveUp(let run, let other):
            write("givenUp", "\(run): given up" + (other.map { ", to \($0)" } ?? "")) { line in
                line.run = run
                line.replica = other
            }
        case .gone(let replica):
            write("gone", "controller \(replica): has fallen silent", .warning) { $0.replica = replica }
        case .leftAlone(let run, let reason):
            write("leftAlone", "\(run): left alone: \(reason)", .warning) { $0.run = run }
        case .trouble(let reason):
            write("trouble", "\(reason); trying again", .warning)
        }
    }

    func show(_ progress: Progress) {
        guard form == .json else { return ProgressView(world: world).show(progress) }
        guard let text = ProgressView(world: world).text(progress) else { return }
        switch progress {
        case .claimed(let snapshot): write("claimed", text) { $0.run = snapshot.run.id }
        case .registered: write("registered", text)
        case .launched(let launch): write("launched", text, of: launch)
        case .notPlaced(let launch): write("notPlaced", text, of: launch)
        case .postponed(let launch): write("postponed", text, of: launch)
        case .moved(let launch, let status): write("moved", text, of: launch, status: status.rawValue)
        case .ended(let launch): write("ended", text, of: launch, status: launch.outcome?.class.rawValue)
        case .retried(let launch, let reason): write("retried", text, of: launch, status: reason.rawValue)
        case .runEnded(let run):
            write("runEnded", text) { line in
                line.run = run.id
                line.status = run.status.rawValue
            }
        case .trouble: write("trouble", text, .warning)
        }
    }

    private func write(_ event: String, _ message: String, of launch: Launch, status: String? = nil) {
        write(event, message) { line in
            line.run = launch.key.run
            line.unit = launch.key.unit
            line.attempt = launch.key.attempt
            line.placement = launch.key.placement
            line.taskArn = launch.taskArn
            line.status = status
        }
    }

    private func write(
        _ event: String, _ message: String, _ level: Line.Level = .info, _ fill: (inout Line) -> Void = { _ in }
    ) {
        switch form {
        case .text: world.terminal.note((level == .warning ? "purser: warning: " : "") + message + "\n")
        case .json:
            var line = Line(time: world.steadyClock.now().description, level: level, event: event, message: message)
            fill(&line)
            world.terminal.write(Rendering.line(line) + "\n")
        }
    }
}
