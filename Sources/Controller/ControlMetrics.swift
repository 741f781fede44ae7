import ECS
import Jobs
import Synchronization

/// What a replica of the controller has counted, for Prometheus to ask about.
package final class ControlMetrics: Sendable {
    /// The two texts that Prometheus reads.
    package enum Format: Sendable {
        /// The text format, version 0.0.4.
        case prometheus
        /// OpenMetrics 1.0.
        case openMetrics

        /// The one that the `Accept` header of a request asks for.
        package init(accept: String) {
            self = accept.contains("application/openmetrics-text") ? .openMetrics : .prometheus
        }

        /// The media type of the text.
        package var mediaType: String {
            switch self {
            case .prometheus: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }
    }

    private struct State {
        var launched = 0
        var notPlaced = 0
        var postponed = 0
        var refused = 0
        var unknown = 0
        var ended: [String: Int] = [:]
        var retried: [String: Int] = [:]
        var runs: [String: Int] = [:]
        var taken = 0
        var gone = 0
        var troubles = 0
        var reading: ControlLoop.Reading?
    }

    private let state = Mutex(State())
    private let version: String
    private let throttles: @Sendable () -> Int

    /// Counts from zero; `throttles` tells how many calls AWS has throttled.
    package init(version: String, throttles: @escaping @Sendable () -> Int) {
        self.version = version
        self.throttles = throttles
    }

    /// How the loop stood after its last round; nil before the first.
    package var reading: ControlLoop.Reading? { state.withLock { $0.reading } }

    /// Takes in how the loop stands.
    package func note(_ reading: ControlLoop.Reading) {
        state.withLock { $0.reading = reading }
    }

    /// Counts what happened between replicas and the ledger.
    package func note(_ news: ControlLoop.News) {
        state.withLock { state in
            switch news {
            case .took: state.taken += 1
            case .gone: state.gone += 1
            case .trouble, .leftAlone: state.troubles += 1
            case .gaveUp: break
            }
        }
    }

    /// Counts what happened to a run.
    package func note(_ progress: Progress) {
        state.withLock { state in
            switch progress {
            case .launched: state.launched += 1
            case .notPlaced: state.notPlaced += 1
            case .postponed: state.postponed += 1
            case .ended(let launch):
                switch launch.state {
                case .refused: state.refused += 1
                case .unknown: state.unknown += 1
                default: state.ended[launch.outcome?.class.rawValue ?? "none", default: 0] += 1
                }
            case .retried(_, let reason): state.retried[reason.rawValue, default: 0] += 1
            case .runEnded(let run): state.runs[run.status.rawValue, default: 0] += 1
            case .trouble: state.troubles += 1
            case .claimed, .registered, .moved: break
            }
        }
    }

    /// The figures as a text.
    package func text(_ format: Format) -> String {
        let state = state.withLock { $0 }
        var page = MetricsPage(format: format)
        page.gauge("purser_build_info", "The version of Purser.", 1, labels: ["version": version])
        page.counter("purser_launches", "Tasks that ECS took in, or that were found.", state.launched)
        page.counter("purser_launches_not_placed", "Launches for which ECS found no place.", state.notPlaced)
        page.counter("purser_launches_postponed", "Launches that are sent once more.", state.postponed)
        page.counter("purser_launches_refused", "Launches that ECS refused for good.", state.refused)
        page.counter("purser_launches_unknown", "Launches of which nobody can tell.", state.unknown)
        page.counter("purser_attempts_ended", "Attempts that ended, by their class.", state.ended, by: "class")
        page.counter("purser_retries", "Attempts after another one, by the class of that.", state.retried, by: "class")
        page.counter("purser_runs_ended", "Runs that ended, by their status.", state.runs, by: "status")
        page.counter("purser_runs_taken", "Runs that this replica took up.", state.taken)
        page.counter("purser_replicas_gone", "Replicas that were seen to fall silent.", state.gone)
        page.counter("purser_throttled_calls", "Calls that AWS throttled.", throttles())
        page.counter("purser_troubles", "Failures of AWS or of the ledger that were tried again.", state.troubles)
        if let reading = state.reading {
            page.gauge("purser_runs_active", "Runs in the ledger that have not ended.", Double(reading.active))
            page.gauge("purser_runs_kept", "Those of them that this replica moves.", Double(reading.kept))
            page.gauge("purser_replicas", "Replicas that live.", Double(reading.replicas))
            page.gauge(
                "purser_lag_seconds", "How late the most overdue run had its turn.",
                Double(reading.lag.components.seconds) + Double(reading.lag.components.attoseconds) / 1e18)
            page.gauge(
                "purser_last_round_timestamp_seconds", "When the last round ended.",
                Double(reading.at.milliseconds) / 1000)
        }
        return page.end()
    }
}

/// A page of figures.
///
/// Source: Prometheus, Exposition formats; OpenMetrics 1.0.
private struct MetricsPage {
    let format: ControlMetrics.Format
    private var text = ""

    init(format: ControlMetrics.Format) {
        self.format = format
    }

    mutating func counter(_ name: String, _ help: String, _ value: Int) {
        head(name, "counter", help)
        text += "\(name)_total \(value)\n"
    }

    mutating func counter(_ name: String, _ help: String, _ values: [String: Int], by label: String) {
        head(name, "counter", help)
        for (key, value) in values.sorted(by: { $0.key < $1.key }) {
            text += "\(name)_total{\(label)=\"\(key)\"} \(value)\n"
        }
    }

    mutating func gauge(_ name: String, _ help: String, _ value: Double, labels: [String: String] = [:]) {
        head(name, "gauge", help)
        let pairs = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\"\($0.value)\"" }
        text += "\(name)\(pairs.isEmpty ? "" : "{\(pairs.joined(separator: ","))}") \(MetricsPage.figure(value))\n"
    }

    private static func figure(_ value: Double) -> String {
        Int(exactly: value).map(String.init) ?? "\(value)"
    }

    /// OpenMetrics names the family of a counter, the older format its one sample.
    private mutating func head(_ name: String, _ type: String, _ help: String) {
        let subject = type == "counter" && format == .prometheus ? "\(name)_total" : name
        text += "# HELP \(subject) \(help)\n# TYPE \(subject) \(type)\n"
    }

    func end() -> String {
        format == .openMetrics ? text + "# EOF\n" : text
    }
}
