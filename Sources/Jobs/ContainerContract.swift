package import JSON

/// What the containers of a task are told about the run that they belong to, through `overrides`.
package struct ContainerContract: Sendable {
    /// The variables in the order in which they are added.
    package let variables: [(name: String, value: String)]

    /// The variable with the id of the run.
    package static let runVariable = "PURSER_RUN"

    /// Which of the units of an array a task is.
    package struct Place: Hashable, Sendable {
        /// From 0.
        package let index: Int
        package let size: Int

        package init(index: Int, size: Int) {
            self.index = index
            self.size = size
        }
    }

    /// The variables of one attempt; `place` is nil for a run that is no array.
    ///
    /// The names of AWS Batch come with Purser's own, so that an image made for Batch runs unchanged.
    package init(job: String, run: RunID, attempt: Int, place: Place? = nil) {
        var variables = [
            ("PURSER_JOB", job), (ContainerContract.runVariable, run.rawValue), ("PURSER_ATTEMPT", String(attempt)),
            ("AWS_BATCH_JOB_ATTEMPT", String(attempt)),
        ]
        if let place {
            for prefix in ["PURSER_", "AWS_BATCH_JOB_"] {
                variables.append(("\(prefix)ARRAY_INDEX", String(place.index)))
                variables.append(("\(prefix)ARRAY_SIZE", String(place.size)))
            }
        }
        self.variables = variables
    }

    /// The `overrides` of a job with the variables added to every container.
    ///
    /// A variable that the job sets itself stays as it is. Containers that the job does not override come after those
    /// that it does, in the order of `containers`; an override of a container that is not listed is left alone.
    package func overrides(for overrides: JSON?, containers: [String]) -> JSON {
        var items = overrides?["containerOverrides"]?.array ?? []
        for container in containers {
            if let index = items.firstIndex(where: { $0["name"]?.string == container }) {
                items[index] = adding(to: items[index])
            } else {
                items.append(adding(to: ["name": .string(container)]))
            }
        }
        let members = overrides?.object ?? [:]
        return items.isEmpty ? .object(members) : JSON.object(members).setting("containerOverrides", to: .array(items))
    }

    private func adding(to container: JSON) -> JSON {
        var environment = container["environment"]?.array ?? []
        let known = Set(environment.compactMap { $0["name"]?.string })
        for variable in variables where !known.contains(variable.name) {
            environment.append(["name": .string(variable.name), "value": .string(variable.value)])
        }
        return container.setting("environment", to: .array(environment))
    }
}
