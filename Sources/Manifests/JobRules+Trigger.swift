import Diagnostics
import ECS
import JSON
import Jobs
import Schedules

/// When a job runs: schedules and parameters.
extension JobRules {
    mutating func checkSchedule(_ zones: ZoneCatalog?) {
        guard let schedule = spec["trigger"]?["schedule"], schedule.object != nil else { return }
        let path = JSONPath()["spec"]["trigger"]["schedule"]
        let expression = schedule["expression"]?.string.flatMap { scheduleExpression($0, at: path["expression"]) }
        let zone = zone(schedule["timeZone"], of: expression, zones, at: path)
        let start = schedule["startDate"]?.string.flatMap(Timestamp.init(iso8601:))
        let end = schedule["endDate"]?.string.flatMap(Timestamp.init(iso8601:))
        if let start, let end, end <= start {
            report(
                .neverOccurs, "expected an end after the start, found \(end) after \(start)", at: path["endDate"],
                related: path["startDate"])
        } else if let expression, let zone {
            checkOccurs(Schedule(expression, in: zone, from: start, to: end), at: path)
        }
        if case .at? = expression {
            for name in ["startDate", "endDate"] where schedule[name] != nil {
                lint(.noEffect, "'\(name)' has no effect on a time that comes once", at: path[name], hint: "remove it")
            }
        }
        if case .rate? = expression, schedule["timeZone"] != nil {
            lint(
                .noEffect, "'timeZone' has no effect on a rate, of which a day has 24 hours everywhere",
                at: path["timeZone"], hint: "remove it, or write cron() for a time of day")
        }
    }

    private mutating func scheduleExpression(_ text: String, at path: JSONPath) -> ScheduleExpression? {
        do {
            return try ScheduleExpression(parsing: text)
        } catch {
            let node = document.node(at: path)
            let character = String(decoding: text.utf8.prefix(error.range.lowerBound), as: UTF8.self).count + 1
            report(
                Diagnostic(
                    ManifestCode.scheduleSyntax.rawValue,
                    "\(error.message), at character \(character) of the expression",
                    at: node?.span(ofText: error.range) ?? document.span(of: path), hint: error.hint))
            return nil
        }
    }

    /// The zone of a schedule; nil where it is not known.
    private mutating func zone(
        _ value: JSON?, of expression: ScheduleExpression?, _ zones: ZoneCatalog?, at path: JSONPath
    ) -> Zone? {
        guard let value else {
            guard let expression, expression.needsZone else { return .utc }
            report(
                .zoneMissing, "missing 'timeZone': the expression speaks of a time of day", at: path,
                hint: "for example 'timeZone: Europe/Berlin', or UTC")
            return nil
        }
        guard let zones, let name = value.string else { return nil }
        do {
            return try zones.zone(named: name)
        } catch {
            let place = path["timeZone"]
            switch error {
            case .unknown:
                let close = Suggestion.closest(to: name, among: zones.names)
                report(
                    .zoneUnknown, "expected the IANA name of a time zone, found '\(name)'", at: place,
                    hint: close.map { "did you mean '\($0)'?" } ?? "for example Europe/Berlin, America/New_York or UTC")
            case .unreadable:
                report(.zoneUnknown, "the file of the time zone '\(name)' on this machine cannot be read", at: place)
            case .noDatabase:
                lint(
                    .zoneUnknown,
                    "whether there is a time zone '\(name)' cannot be told: this machine has no tz database",
                    at: place, hint: "install tzdata, or set TZDIR to where it is")
            }
            return nil
        }
    }

    private mutating func checkOccurs(_ schedule: Schedule, at path: JSONPath) {
        if case .at(let time) = schedule.expression {
            guard schedule.zone.instants(of: time).isEmpty else { return }
            return report(
                .neverOccurs, "the clocks of \(schedule.zone.name) are put forward over \(time): it never comes",
                at: path["expression"], hint: "name a time before or after the change")
        }
        let origin = schedule.start ?? Timestamp(milliseconds: 0)
        guard schedule.next(after: origin - .seconds(1), origin: origin) == nil else { return }
        report(
            .neverOccurs, "expected a time that comes, found none between the start and the end of the schedule",
            at: path["expression"])
    }

    mutating func checkParameters() {
        guard let parameters = spec["trigger"]?["manual"]?["parameters"]?.object else { return }
        let path = JSONPath()["spec"]["trigger"]["manual"]["parameters"]
        for (name, parameter) in parameters.sorted(by: { $0.key < $1.key }) {
            let place = path[name]
            let standard = parameter["default"]
            if parameter["required"]?.bool == true, standard != nil {
                report(
                    .parameterContradiction, "the parameter '\(name)' is required, so its default is never used",
                    at: place["default"], hint: "remove 'default', or 'required'")
            }
            guard let text = parameter["pattern"]?.string else { continue }
            do {
                let pattern = try ParameterPattern(text)
                if let value = standard?.string, !pattern.matches(value) {
                    report(
                        .parameterContradiction, "the default of the parameter '\(name)' does not match its pattern",
                        at: place["default"], related: place["pattern"])
                }
            } catch {
                let node = document.node(at: place["pattern"])
                report(
                    Diagnostic(
                        ManifestCode.patternInvalid.rawValue, "\(error.message), in the pattern of '\(name)'",
                        at: node?.span(ofText: error.range) ?? document.span(of: place["pattern"]), hint: error.hint))
            }
        }
    }

    mutating func checkConcurrency() {
        guard spec["maxConcurrency"] != nil, spec["concurrencyGroup"] == nil else { return }
        report(
            .groupNeeded, "missing 'concurrencyGroup', of which 'maxConcurrency' is the limit",
            at: JSONPath()["spec"]["maxConcurrency"],
            hint: "name the group, or use 'concurrencyPolicy' for the runs of this job alone")
    }
}
