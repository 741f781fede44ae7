import AWS
import ArgumentParser
import Controller
import ECS
import Jobs
import Serving

struct ControllerCommand: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "controller", abstract: "Bring all runs of the ledger to their end, as a service.",
        discussion: """
            Takes up what apply --detach and CI have left: launches that are due, retries, deadlines, stops. Any number \
            of replicas may serve one ledger: they share the runs without a leader, each run is moved by one at a \
            time, and the runs of one that is killed are taken over within 30 seconds. SIGTERM or Ctrl-C ends it: what \
            is under way is written down, and the other replicas go on at once. While a file .purser/stop exists, \
            nothing is launched. With --output json each line of standard output is a JSON object.
            """)

    @Option(
        help: ArgumentHelp(
            "Serve /healthz and /metrics there: HOST:PORT; port 0 takes any that is free.", valueName: "host:port"))
    var listen: ListenAddress?
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        try await world.takingTerminationForInterruption { try await serve(in: $0) }
    }

    private func serve(in world: World) async throws {
        try await connection.withSession(world) { session in
            let ledger = try await session.openLedger()
            let log = ControllerLog(world: world, form: format.output)
            let client = session.client
            let metrics = ControlMetrics(version: Version.text, throttles: { client.throttles })
            let driver = session.driver(ledger, maxLaunches: .max) { progress in
                metrics.note(progress)
                log.show(progress)
            }
            let loop = ControlLoop(
                driver: driver, machine: world.clock, id: world.makeID(),
                isElsewhere: { [region = session.settings.region] run in
                    guard let place = RunPlace(ofARN: run.cluster), place.region != region else { return nil }
                    return "it runs in \(place.region), and \(region) is asked"
                },
                tell: { news in
                    metrics.note(news)
                    log.show(news)
                }, show: { metrics.note($0) })
            let server = try await open()
            log.started(loop.id, session)
            let work = { () async throws in
                do throws(ControlError) { try await loop.run() } catch { throw Failure(error) }
            }
            if let server, let listen {
                log.listening(host: listen.host, port: server.port)
                let pages = ControllerPages(metrics: metrics, clock: session.clock)
                try await server.serve(answer: { pages.answer($0) }, while: work)
            } else {
                try await work()
            }
            log.ended(loop.id)
        }
    }

    /// Takes the port of `--listen`; nil where there is none.
    private func open() async throws(Failure) -> HTTPServer? {
        guard let listen else { return nil }
        do {
            return try await HTTPServer.listen(host: listen.host, port: listen.port)
        } catch {
            throw Failure(.error, "cannot listen on \(listen): \(error)", wayOut: "give another --listen")
        }
    }
}

/// `HOST:PORT`.
struct ListenAddress: ExpressibleByArgument, CustomStringConvertible {
    let host: String
    let port: UInt16

    init?(argument: String) {
        guard let colon = argument.lastIndex(of: ":"), let port = UInt16(argument[argument.index(after: colon)...])
        else { return nil }
        let host = argument[..<colon]
        // As URLs write the addresses of IP version 6.
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        self.host = isBracketed ? String(host.dropFirst().dropLast()) : String(host)
        self.port = port
        if self.host.isEmpty { return nil }
    }

    var description: String { "\(host):\(port)" }
}

/// What a controller serves: its health for whoever restarts it, its figures for Prometheus.
struct ControllerPages: Sendable {
    let metrics: ControlMetrics
    let clock: any WallClock

    /// How long ago the last round may have ended: a large batch at ECS's rate takes minutes.
    private static let patience = Duration.seconds(900)

    func answer(_ call: HTTPCall) -> HTTPAnswer {
        switch call.pathToRead {
        case "/healthz": health
        case "/metrics": figures(ControlMetrics.Format(accept: call.header("accept") ?? ""))
        case nil: HTTPAnswer(status: 405, type: "text/plain", text: "GET it\n")
        default: HTTPAnswer(status: 404, type: "text/plain", text: "here are /healthz and /metrics\n")
        }
    }

    private var health: HTTPAnswer {
        guard let reading = metrics.reading else {
            return HTTPAnswer(status: 503, type: "text/plain", text: "no round has ended yet\n")
        }
        let age = clock.now() - reading.at
        guard age < ControllerPages.patience else {
            return HTTPAnswer(
                status: 503, type: "text/plain", text: "the last round ended \(age.components.seconds) s ago\n")
        }
        return HTTPAnswer(status: 200, type: "text/plain", text: "ok\n")
    }

    private func figures(_ format: ControlMetrics.Format) -> HTTPAnswer {
        HTTPAnswer(status: 200, type: format.mediaType, text: metrics.text(format))
    }
}
