import Diagnostics
import ECS
import JSON

/// What is allowed and still likely a mistake.
extension JobRules {
    mutating func checkImages(_ body: JSON?) {
        for (index, container) in (body?["containerDefinitions"]?.array ?? []).enumerated() {
            guard let image = container["image"]?.string, !image.utf8.contains(UInt8(ascii: "@")) else { continue }
            // A colon before the last slash belongs to the port of the registry.
            let last = image.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).last
            let tag = last?.split(separator: UInt8(ascii: ":"), maxSplits: 1).dropFirst().first
            guard tag == nil || tag.map({ Substring($0) }) == "latest" else { continue }
            lint(
                .imageNotPinned,
                "the image '\(image)' has \(tag == nil ? "no tag" : "the tag 'latest'"): two runs may differ in code",
                at: JSONPath()["spec"]["taskDefinition"]["containerDefinitions"][index]["image"],
                hint: "name a version, or a digest")
        }
    }

    var attempts: Int { spec["retryStrategy"]?["attempts"]?.int ?? 1 }

    /// The highest number that an attempt can have: those that are ignored have numbers too.
    var highestAttempt: Int {
        let rules = spec["retryStrategy"]?["evaluateOnExit"]?.array ?? []
        let ignores = rules.contains { $0["action"]?.string == "IGNORE" }
        return attempts + (ignores ? filled["retryStrategy"]?["maxIgnored"]?.int ?? 0 : 0)
    }

    mutating func checkKeptVolumes() {
        let most = highestAttempt
        guard most > 1 else { return }
        for (index, volume) in (spec["volumeConfigurations"]?.array ?? []).enumerated() {
            let policy = volume["managedEBSVolume"]?["terminationPolicy"]
            guard policy?["deleteOnTermination"]?.bool == false else { continue }
            let size = spec["arrayProperties"]?["size"]?.int
            let count = size ?? min(max(spec["count"]?.int ?? 1, 1), 1000)
            let units = count == 1 ? "" : " of \(count) \(size == nil ? "replicas" : "indexes")"
            lint(
                .volumesStay,
                "each of up to \(most) attempts\(units) leaves a volume that is paid for: up to \(most * count)",
                at: JSONPath()["spec"]["volumeConfigurations"][index]["managedEBSVolume"]["terminationPolicy"][
                    "deleteOnTermination"],
                hint: "let volumes be deleted, or run a single attempt")
        }
    }

    mutating func checkEnvironment() {
        let places = [
            ["overrides", "containerOverrides"], ["taskDefinition", "containerDefinitions"],
        ]
        for place in places {
            let containers = spec[place[0]]?[place[1]]?.array ?? []
            for (index, container) in containers.enumerated() {
                for (item, variable) in (container["environment"]?.array ?? []).enumerated() {
                    guard let name = variable["name"]?.string, let value = variable["value"]?.string,
                        SecretGuess.looksSecret(name: name, value: value)
                    else { continue }
                    let path = JSONPath()["spec"][place[0]][place[1]][index]["environment"]
                    // The value itself is not pointed at: it is not to be shown.
                    lint(
                        .secretInEnvironment,
                        "'\(name)' looks like a secret, and everybody who may describe the task "
                            + "can read 'environment'", at: path[item]["name"],
                        hint: "keep it in Secrets Manager or Parameter Store and name it in 'secrets' of the container")
                }
            }
        }
    }

    mutating func checkSpot() {
        let providers = spec["capacityProviderStrategy"]?.array ?? []
        guard attempts == 1, spec["retryStrategy"] != .null else { return }
        guard let index = providers.firstIndex(where: { $0["capacityProvider"]?.string == "FARGATE_SPOT" }) else {
            return
        }
        lint(
            .spotOnce, "Spot capacity may be taken away at any time, and this job has a single attempt",
            at: JSONPath()["spec"]["capacityProviderStrategy"][index]["capacityProvider"],
            hint: "set 'retryStrategy.attempts' above 1")
    }

    mutating func checkDeadline() {
        guard let deadline = spec["activeDeadlineSeconds"]?.int,
            let timeout = spec["timeout"]?["attemptDurationSeconds"]?.int, deadline < timeout
        else { return }
        lint(
            .deadlineBeforeTimeout,
            "the run ends after \(deadline) seconds, before one attempt may (\(timeout))",
            at: JSONPath()["spec"]["activeDeadlineSeconds"],
            hint: "raise 'activeDeadlineSeconds' or lower 'timeout.attemptDurationSeconds'")
    }

    mutating func checkLogs(_ body: JSON?) {
        for (index, container) in (body?["containerDefinitions"]?.array ?? []).enumerated() {
            guard let log = container["logConfiguration"], log["logDriver"]?.string == "awslogs",
                log["options"] != .null, log["options"]?["mode"] == nil
            else { continue }
            lint(
                .logsMayBeLost, "without 'mode' the log driver awslogs drops lines when it cannot keep up",
                at: JSONPath()["spec"]["taskDefinition"]["containerDefinitions"][index]["logConfiguration"],
                hint: "set 'mode: blocking' in 'options', or 'mode: non-blocking' to say that lines may be lost")
        }
    }
}
