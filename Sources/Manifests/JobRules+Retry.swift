import Diagnostics
import ECS
import JSON
import Jobs

/// What is done when a task has ended or could not be placed.
extension JobRules {
    mutating func checkBackoff() {
        for place in ["retryStrategy", "launch"] {
            guard spec[place]?["backoff"]?.object != nil, let backoff = filled[place]?["backoff"],
                let first = backoff["intervalSeconds"]?.int, let most = backoff["maxDelaySeconds"]?.int, most < first
            else { continue }
            let path = JSONPath()["spec"][place]["backoff"]
            let isGiven = spec[place]?["backoff"]?["maxDelaySeconds"] != nil
            report(
                .backoffOrder,
                "expected \(first) or more (the first delay) for 'maxDelaySeconds', found \(most)"
                    + (isGiven ? "" : ", its default"),
                at: path[isGiven ? "maxDelaySeconds" : "intervalSeconds"])
        }
    }

    mutating func checkExitRules() {
        guard let strategy = spec["retryStrategy"], strategy.object != nil else { return }
        let path = JSONPath()["spec"]["retryStrategy"]
        let rules = strategy["evaluateOnExit"]?.array ?? []
        let actions = rules.map { $0["action"]?.string }
        if let index = actions.firstIndex(of: "RETRY"), filled["retryStrategy"]?["attempts"]?.int == 1 {
            lint(
                .retryWithoutAttempts, "the rule says RETRY, and the job has a single attempt",
                at: path["evaluateOnExit"][index]["action"], hint: "set 'retryStrategy.attempts' above 1")
        }
        // The default that is written out, as 'purser render' does, says nothing and misleads nobody.
        let isOwn = strategy["maxIgnored"].map { $0 != ManifestShapes.table["RetryStrategy"]["maxIgnored"]?.standard }
        if isOwn == true, strategy["evaluateOnExit"] != .null, !actions.contains("IGNORE"), !actions.contains(nil) {
            lint(
                .noEffect, "'maxIgnored' has no effect without a rule that says IGNORE", at: path["maxIgnored"],
                hint: "remove it, or add a rule")
        }
        for (index, rule) in rules.enumerated() {
            guard let pattern = rule["onStopCode"]?.string else { continue }
            let isPrefix = pattern.hasSuffix("*")
            let stem = isPrefix ? String(pattern.dropLast()) : pattern
            guard !Limits.stopCodes.contains(where: { isPrefix ? $0.hasPrefix(stem) : $0 == stem }) else { continue }
            let close = Suggestion.closest(to: stem, among: Limits.stopCodes)
            lint(
                .unknownStopCode, "no stop code that is known of ECS is like '\(pattern)'",
                at: path["evaluateOnExit"][index]["onStopCode"],
                hint: close.map { "did you mean '\($0)'?" } ?? "known are \(Limits.stopCodes.joined(separator: ", "))")
        }
    }

    /// The request of each later attempt is held against the rules of ECS as the first one is.
    mutating func checkFallback(_ request: JSON, _ body: JSON?) {
        let entries = spec["retryStrategy"]?["fallback"]?.array ?? []
        guard !entries.isEmpty else { return }
        let path = JSONPath()["spec"]["retryStrategy"]["fallback"]
        var known = Set(RequestRules.violations(runTask: request, taskDefinition: body))
        var before = 1
        for (index, entry) in entries.enumerated() {
            guard entry.object != nil else { continue }
            if let from = entry["fromAttempt"]?.int {
                checkFromAttempt(from, after: index > 0 ? before : nil, at: path[index]["fromAttempt"])
                before = from
            }
            let changes = LaunchRequest.changes(of: entry)
            if changes.isEmpty {
                report(
                    .fallbackAttempt, "expected something that is different from attempt \(before) on, found nothing",
                    at: path[index], hint: "for example 'capacityProviderStrategy'")
            }
            let later = changes.reduce(request) { $0.setting($1.name, to: $1.value) }
            let violations = RequestRules.violations(runTask: later, taskDefinition: body)
            for violation in violations where known.insert(violation).inserted {
                report(violation, of: entry, from: before, at: path[index])
            }
        }
    }

    private mutating func checkFromAttempt(_ from: Int, after before: Int?, at path: JSONPath) {
        // Where the number of attempts is itself wrong, nothing is known of it.
        let isKnown = filled["retryStrategy"]?["attempts"]?.int != nil
        if isKnown, from > highestAttempt {
            report(
                .fallbackAttempt, "expected at most \(highestAttempt) (all attempts) for 'fromAttempt', found \(from)",
                at: path, hint: "raise 'retryStrategy.attempts'")
        } else if let before, from <= before {
            report(
                .fallbackAttempt, "expected more than \(before) (the entry before) for 'fromAttempt', found \(from)",
                at: path)
        }
    }

    /// Says what is wrong with the request of later attempts: at the member that brings it in, or at the entry.
    private mutating func report(_ violation: Violation, of entry: JSON, from attempt: Int, at path: JSONPath) {
        var place = path
        var message = "\(violation.message), from attempt \(attempt) on"
        if case .key(let first)? = violation.path.steps.first, entry[first] != nil {
            place = path.appending(violation.path)
            message = violation.message
        }
        report(
            Diagnostic(
                violation.code, violation.isWarning ? .warning : .error, message, at: document.span(of: place),
                hint: violation.hint))
    }
}
