import ECS
import JSON

extension Engine {
    mutating func runTask(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        if let answer = try replay(request, cluster: cluster, now: now) { return answer }
        let count = try request.int("count", in: 1...10) ?? 1
        let definition = try launchable(try request.required("taskDefinition"))
        let placements = try placements(request, cluster: cluster, definition: definition, count: count)
        let isFargate = placements.allSatisfy { if case .fargate = $0 { true } else { false } }
        try checkPlacementRules(request, definition: definition, isFargate: isFargate)
        let form = try LaunchForm(request, definition: definition, isFargate: isFargate)
        try checkProvisioning(placements, in: cluster)
        try admit(placements, now: now)

        let token = try request.string("clientToken").map { LaunchToken.key(cluster: cluster.name, token: $0) }
        var tasks: [JSON] = []
        var arns: [String] = []
        var failures: [Failure] = []
        for placement in placements {
            if let fault = placementFault {
                failures.append(Failure(arn: fault.arn, reason: fault.reason, detail: fault.detail))
                if fault.start != true { continue }
            }
            var instance: InstanceRecord?
            if case .instance = placement {
                let registered = registerInstance(of: cluster.name, now: now)
                if let shortage = shortage(of: form, on: registered) {
                    failures.append(Failure(arn: registered.arn, reason: shortage))
                    continue
                }
                instance = registered
            }
            let record = launch(form, in: cluster, placement: placement, instance: instance, token: token, now: now)
            // One that starts in spite of the answer is known to the lists only.
            if placementFault != nil { continue }
            arns.append(record.task.taskArn)
            tasks.append(view(record, includingTags: true))
        }
        try remember(request, cluster: cluster, tasks: arns, failures: failures, now: now)
        return ["tasks": .array(tasks), "failures": .array(failures.map(\.json))]
    }

    mutating func startTask(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        let references = try request.strings("containerInstances") ?? []
        guard (1...10).contains(references.count) else {
            throw .invalidParameter("containerInstances must name 1 to 10 container instances.")
        }
        let definition = try launchable(try request.required("taskDefinition"))
        let form = try LaunchForm(request, definition: definition, isFargate: false)
        var tasks: [JSON] = []
        var failures: [Failure] = []
        for reference in references {
            guard let instance = cluster.instance, matches(instance, reference) else {
                failures.append(Failure(arn: instanceARN(reference, in: cluster), reason: "MISSING"))
                continue
            }
            if let shortage = shortage(of: form, on: instance) {
                failures.append(Failure(arn: instance.arn, reason: shortage))
                continue
            }
            if let fault = placementFault {
                failures.append(Failure(arn: fault.arn ?? instance.arn, reason: fault.reason, detail: fault.detail))
                if fault.start != true { continue }
            }
            let record = launch(
                form, in: cluster, placement: .instance(capacityProvider: nil), instance: instance, token: nil,
                now: now)
            if placementFault == nil { tasks.append(view(record, includingTags: true)) }
        }
        return ["tasks": .array(tasks), "failures": .array(failures.map(\.json))]
    }

    /// The definition that a launch names.
    ///
    /// - Throws: `ClientException` where there is none, or it is not ACTIVE.
    private func launchable(_ reference: String) throws(ServiceError) -> DefinitionRecord {
        guard let record = findDefinition(reference) else { throw .client("TaskDefinition not found.") }
        guard record.status == "ACTIVE" else { throw .client("TaskDefinition is inactive") }
        return record
    }

    /// Where each of the tasks goes.
    private func placements(
        _ request: Members, cluster: ClusterRecord, definition: DefinitionRecord, count: Int
    ) throws(ServiceError) -> [LaunchForm.Placement] {
        let launchType = try request.choice("launchType", of: ["EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES"])
        var strategy = try request.structures("capacityProviderStrategy") ?? []
        guard launchType == nil || strategy.isEmpty else {
            throw .invalidParameter("Specify either Launch Type or Capacity Provider Strategy, but not both.")
        }
        if launchType == nil && strategy.isEmpty {
            for item in cluster.defaultStrategy.array ?? [] { strategy.append(try Members(item)) }
        }
        var placements: [LaunchForm.Placement]
        if strategy.isEmpty {
            let placement: LaunchForm.Placement
            switch launchType {
            case "FARGATE": placement = .fargate(capacityProvider: nil)
            case "EXTERNAL": placement = .external
            case "MANAGED_INSTANCES":
                throw .invalidParameter("Managed instances are reached through a capacity provider strategy.")
            default: placement = .instance(capacityProvider: nil)
            }
            placements = Array(repeating: placement, count: count)
        } else {
            placements = try CapacityStrategy(strategy, associated: cluster.capacityProviders)
                .providers(count: count).map { provider in
                    CapacityStrategy.isFargate(provider)
                        ? .fargate(capacityProvider: provider) : .instance(capacityProvider: provider)
                }
        }
        let compatible = definition.body["compatibilities"]?.strings ?? []
        if case .fargate? = placements.first, !compatible.contains("FARGATE") {
            throw .invalidParameter("Task definition does not support launch_type FARGATE.")
        }
        if case .external? = placements.first, !compatible.contains("EXTERNAL") {
            throw .invalidParameter("Task definition does not support launch_type EXTERNAL.")
        }
        return placements
    }

    private func checkPlacementRules(
        _ request: Members, definition: DefinitionRecord, isFargate: Bool
    ) throws(ServiceError) {
        let constraints = try request.structures("placementConstraints") ?? []
        let strategy = try request.structures("placementStrategy") ?? []
        for constraint in constraints {
            let type = try constraint.choice("type", of: ["distinctInstance", "memberOf"])
            let expression = try constraint.string("expression")
            guard (type == "memberOf") == (expression != nil), (expression ?? "").unicodeScalars.count <= 2000 else {
                throw .invalidParameter("A placement constraint has a wrong type or expression.")
            }
        }
        let inDefinition = definition.body["placementConstraints"]?.array?.count ?? 0
        guard constraints.count + inDefinition <= Limits.placementConstraints else {
            throw .invalidParameter(
                "Too many placement constraints: at most \(Limits.placementConstraints) with the task definition's.")
        }
        for rule in strategy {
            _ = try rule.choice("type", of: ["random", "spread", "binpack"])
        }
        guard strategy.count <= 5 else { throw .invalidParameter("Too many placement strategies: at most 5.") }
        guard !isFargate || (constraints.isEmpty && strategy.isEmpty) else {
            throw .invalidParameter("Placement constraints and strategies are not supported with FARGATE launch type.")
        }
    }

    /// What the instance lacks for one task more, in ECS's code; nil where there is room.
    private func shortage(of form: LaunchForm, on instance: InstanceRecord) -> String? {
        let rest = remaining(on: instance)
        if form.reservedCPU > rest.cpu { return "RESOURCE:CPU" }
        return form.reservedMemory > rest.memory ? "RESOURCE:MEMORY" : nil
    }
}
