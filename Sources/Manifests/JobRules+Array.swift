import Diagnostics
import ECS
import JSON

/// Arrays, and what a job waits for.
extension JobRules {
    mutating func checkArray() {
        let path = JSONPath()["spec"]
        guard let array = spec["arrayProperties"] else {
            for name in ["parallelism", "maxFailedIndexes", "successPolicy"] where spec[name] != nil {
                report(
                    .arrayNeeded, "missing 'arrayProperties', which '\(name)' speaks of", at: path[name],
                    hint: "set 'arrayProperties.size', or remove '\(name)'")
            }
            return
        }
        if let count = spec["count"]?.int, count > 1 {
            report(
                .arrayAndCount, "expected 'count' or 'arrayProperties', found both", at: path["count"],
                hint: "an array runs once for each index: remove 'count'", related: path["arrayProperties"])
        }
        guard let size = array["size"]?.int else { return }
        if let limit = spec["maxFailedIndexes"]?.int, limit > size {
            report(
                .beyondArray, "expected at most \(size) (the size of the array) for 'maxFailedIndexes', found \(limit)",
                at: path["maxFailedIndexes"])
        }
        if let limit = spec["successPolicy"]?["succeededCount"]?.int, limit > size {
            report(
                .beyondArray, "expected at most \(size) (the size of the array) for 'succeededCount', found \(limit)",
                at: path["successPolicy"]["succeededCount"])
        }
        if let limit = spec["parallelism"]?.int, limit > size {
            lint(
                .noEffect, "a parallelism of \(limit) has no effect on an array of \(size)", at: path["parallelism"],
                hint: "remove it")
        }
    }

    /// What an array says that runs one index at a time anyway.
    mutating func checkSequence() {
        let sequence = spec["dependsOn"]?.array?.first { $0["type"]?.string == "SEQUENTIAL" }
        guard let sequence, spec["arrayProperties"] != nil else { return }
        let path = JSONPath()["spec"]
        if let limit = spec["parallelism"]?.int, limit > 1 {
            lint(
                .noEffect, "'parallelism' has no effect on an array whose indexes wait for each other",
                at: path["parallelism"], hint: "remove it, or the dependency of type SEQUENTIAL")
        }
        if let limit = spec["maxFailedIndexes"]?.int, limit > 0, sequence["condition"]?.string != "COMPLETE" {
            lint(
                .noEffect, "'maxFailedIndexes' has no effect where each index waits for the success of the one before",
                at: path["maxFailedIndexes"], hint: "remove it, or set the condition to COMPLETE")
        }
    }

    /// What one document says of its own dependencies; whether the jobs are there is asked of all documents at once.
    mutating func checkDependencies() {
        guard let dependencies = spec["dependsOn"]?.array else { return }
        let path = JSONPath()["spec"]["dependsOn"]
        var seen: [String: Int] = [:]
        for (index, dependency) in dependencies.enumerated() {
            guard let members = dependency.object, members["job"] != .null, members["type"] != .null else { continue }
            let name = members["job"]?.string
            let type = members["type"]?.string
            switch (type, name) {
            case ("SEQUENTIAL", let name?):
                report(
                    .dependencyForm, "SEQUENTIAL names no job, found '\(name)'", at: path[index]["job"],
                    hint: "each index waits for the one before it in this job's own array: remove 'job'")
            case ("SEQUENTIAL", nil): break
            case (_, nil):
                report(
                    .dependencyForm, "missing 'job' of a dependency", at: path[index],
                    hint: "name the job that is waited for")
            case (_, let name?):
                if let first = seen[name] {
                    report(
                        .dependencyTwice, "the job '\(name)' is waited for twice", at: path[index]["job"],
                        related: path[first]["job"])
                }
                seen[name] = seen[name] ?? index
            }
            if let type, spec["arrayProperties"] == nil {
                report(
                    .arrayNeeded, "missing 'arrayProperties', of whose indexes \(type) speaks", at: path[index]["type"],
                    hint: "set 'arrayProperties.size', or remove 'type' to wait for the whole job")
            }
        }
    }
}
