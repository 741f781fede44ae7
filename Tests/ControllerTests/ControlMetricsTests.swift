import ECS
import Jobs
import Testing

@testable import Controller

@Suite struct ControlMetricsTests {
    private func metrics() throws -> ControlMetrics {
        let metrics = ControlMetrics(version: "1.2.3", throttles: { 7 })
        metrics.note(ControlLoop.News.took(RunID(rawValue: "report-1"), from: nil))
        metrics.note(ControlLoop.News.gone(replica: "a"))
        metrics.note(Progress.trouble("the network is down"))
        var reading = ControlLoop.Reading(at: Timestamp(milliseconds: 1_700_000_000_500))
        reading.active = 12
        reading.lag = .milliseconds(1500)
        metrics.note(reading)
        return metrics
    }

    @Test func `both formats tell the same figures, each with its type before it`() throws {
        let metrics = try metrics()
        let texts = [ControlMetrics.Format.prometheus, .openMetrics].map { metrics.text($0) }
        let samples = texts.map { text in
            text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
        }
        #expect(samples[0] == samples[1] && samples[0].count > 12)
        for (text, suffix) in zip(texts, ["_total", ""]) {
            var types: Set<Substring> = []
            for line in text.split(separator: "\n") {
                if line.hasPrefix("# TYPE ") { types.insert(line.split(separator: " ")[2]) }
                guard !line.hasPrefix("#") else { continue }
                let name = line.prefix { $0 != "{" && $0 != " " }
                let family = name.hasSuffix("_total") && suffix.isEmpty ? name.dropLast("_total".count) : name
                #expect(types.contains(family), "\(name) has no type before it")
            }
        }
        #expect(!texts[0].contains("# EOF") && texts[1].hasSuffix("\n# EOF\n"))
    }

    @Test func `figures are what was noted`() throws {
        let text = try metrics().text(.prometheus)
        for line in [
            #"purser_build_info{version="1.2.3"} 1"#, "purser_runs_taken_total 1", "purser_replicas_gone_total 1",
            "purser_troubles_total 1", "purser_throttled_calls_total 7", "purser_runs_active 12",
            "purser_lag_seconds 1.5", "purser_last_round_timestamp_seconds 1700000000.5",
        ] {
            #expect(text.contains("\n\(line)\n"), "\(line) is missing in\n\(text)")
        }
    }

    @Test(arguments: [
        ("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5", "openmetrics-text"),
        ("text/plain", "text/plain"), ("", "text/plain"),
    ])
    func `the format is the one that is asked for`(accept: String, type: String) {
        #expect(ControlMetrics.Format(accept: accept).mediaType.contains(type))
    }
}
