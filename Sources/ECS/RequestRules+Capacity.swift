import JSON

extension RequestRules {
    mutating func checkCapacity(_ request: JSON) {
        let path = JSONPath()
        if request["launchType"] != nil, request["capacityProviderStrategy"].map({ $0 != .array([]) }) ?? false {
            add(
                .capacityTwice, at: path["capacityProviderStrategy"],
                "expected 'launchType' or 'capacityProviderStrategy', found both", hint: "remove one of the two")
        }
        if request["launchType"]?.string == "MANAGED_INSTANCES" {
            add(
                .managedInstancesByLaunchType, at: path["launchType"],
                "expected 'capacityProviderStrategy' for managed instances, found 'launchType'",
                hint: "name the capacity provider of the managed instances in 'capacityProviderStrategy'")
        }
        if request["platformVersion"] != nil, RequestRules.isFargate(request) == false {
            add(
                .platformWithoutFargate, at: path["platformVersion"],
                "'platformVersion' goes with Fargate, and this runs elsewhere", hint: "remove it")
        }
        checkStrategy(request["capacityProviderStrategy"]?.array ?? [], at: path["capacityProviderStrategy"])
    }

    private mutating func checkStrategy(_ items: [JSON], at path: JSONPath) {
        func isZero(_ item: JSON, _ member: String) -> Bool { (item[member] ?? 0) == 0 }
        if items.count > 1, items.allSatisfy({ isZero($0, "weight") }) {
            add(
                .strategyWeights, at: path, "expected a weight above 0 in at least one item, found none",
                hint: "an item without 'weight' has weight 0")
        }
        let based = items.indices.filter { !isZero(items[$0], "base") }
        if based.count > 1 {
            add(
                .strategyBases, at: path[based[1]]["base"],
                "expected one item with a 'base', found \(based.count)")
        }
        let providers = items.compactMap { $0["capacityProvider"]?.string }
        let fargate = providers.filter(RequestRules.isFargateProvider)
        if !fargate.isEmpty, fargate.count < providers.count {
            let index = items.firstIndex { item in
                item["capacityProvider"]?.string.map { !RequestRules.isFargateProvider($0) } ?? false
            }
            add(
                .strategyMixed, at: path[index ?? 0]["capacityProvider"],
                "expected Fargate providers alone or none, found \(RequestRules.list(providers))")
        }
    }

    mutating func checkPlacement(_ request: JSON, _ taskDefinition: JSON?) {
        let path = JSONPath()
        let constraints = request["placementConstraints"]?.array ?? []
        let strategies = request["placementStrategy"]?.array ?? []
        if RequestRules.isFargate(request) == true {
            for (name, items) in [("placementConstraints", constraints), ("placementStrategy", strategies)]
            where !items.isEmpty {
                add(.placementOnFargate, at: path[name], "'\(name)' is not for Fargate", hint: "remove it")
            }
        }
        for (index, constraint) in constraints.enumerated() {
            checkConstraint(constraint, at: path["placementConstraints"][index])
        }
        for (index, strategy) in strategies.enumerated() {
            checkStrategyRule(strategy, at: path["placementStrategy"][index])
        }
        let own = taskDefinition?["placementConstraints"]?.array?.count ?? 0
        if own > 0, own + constraints.count > Limits.placementConstraints {
            add(
                .placementTotal, at: path["placementConstraints"],
                "expected at most \(Limits.placementConstraints) placement constraints together with the \(own) of the "
                    + "task definition, found \(own + constraints.count)")
        }
    }

    private mutating func checkConstraint(_ constraint: JSON, at path: JSONPath) {
        guard let members = constraint.object else { return }
        switch members["type"] {
        case nil: add(.placementConstraint, at: path, "missing 'type' of a placement constraint")
        case "distinctInstance" where members["expression"] != nil:
            add(.placementConstraint, at: path["expression"], "'distinctInstance' takes no 'expression'")
        case "memberOf" where members["expression"] == nil:
            add(
                .placementConstraint, at: path, "missing 'expression' of 'memberOf'",
                hint: "for example 'attribute:ecs.instance-type =~ m7.*'")
        default: break
        }
    }

    private mutating func checkStrategyRule(_ strategy: JSON, at path: JSONPath) {
        guard let members = strategy.object else { return }
        let field = members["field"]
        switch members["type"] {
        case nil: add(.placementStrategy, at: path, "missing 'type' of a placement strategy")
        case "random" where field != nil: add(.placementStrategy, at: path["field"], "'random' takes no 'field'")
        case "binpack":
            guard let field else {
                return add(.placementStrategy, at: path, "missing 'field' of 'binpack': 'cpu' or 'memory'")
            }
            if let text = field.string, !["cpu", "memory"].contains(text.lowercased()) {
                add(.placementStrategy, at: path["field"], "expected 'cpu' or 'memory' for 'binpack', found '\(text)'")
            }
        case "spread":
            guard let field else {
                return add(
                    .placementStrategy, at: path, "missing 'field' of 'spread'",
                    hint: "'instanceId', 'host' or 'attribute:NAME'")
            }
            if let text = field.string, !["instanceId", "host"].contains(text), !text.hasPrefix("attribute:") {
                add(
                    .placementStrategy, at: path["field"],
                    "expected 'instanceId', 'host' or 'attribute:NAME' for 'spread', found '\(text)'")
            }
        default: break
        }
    }

    mutating func checkNetwork(_ request: JSON, _ taskDefinition: JSON?) {
        let path = JSONPath()
        let isFargate = RequestRules.isFargate(request)
        let mode = taskDefinition.map { $0["networkMode"] ?? "bridge" }?.string
        let network = request["networkConfiguration"]
        let isGiven = network == .null || network?["awsvpcConfiguration"] != nil
        if !isGiven, isFargate == true || mode == "awsvpc" {
            let cause = isFargate == true ? "Fargate" : "the network mode 'awsvpc'"
            add(
                .networkRequired, at: network == nil ? path : path["networkConfiguration"],
                "missing 'networkConfiguration.awsvpcConfiguration', which \(cause) needs",
                hint: "name at least one subnet")
        }
        if isGiven, isFargate != true, let mode, mode != "awsvpc" {
            add(
                .networkRefused, at: path["networkConfiguration"],
                "'networkConfiguration' goes with the network mode 'awsvpc', and the task definition has '\(mode)'")
        }
        let address = network?["awsvpcConfiguration"]?["assignPublicIp"]?.string
        if address == "ENABLED", isFargate == false {
            add(
                .publicIPWithoutFargate, at: path["networkConfiguration"]["awsvpcConfiguration"]["assignPublicIp"],
                "a public address goes with Fargate, and this runs elsewhere")
        }
        let made = taskDefinition?["requiresCompatibilities"]?.strings ?? []
        if isFargate == true, !made.isEmpty, !made.contains("FARGATE") {
            add(
                .compatibility, at: path[request["launchType"] == nil ? "capacityProviderStrategy" : "launchType"],
                "this runs on Fargate, and the task definition is made for \(RequestRules.list(made))",
                hint: "add FARGATE to 'requiresCompatibilities'")
        }
    }

    /// StartTask has neither capacity nor placement: the instances say where the task runs.
    mutating func checkOwnPlacement(_ request: JSON) {
        guard request["containerInstances"] != nil, request["containerInstances"] != .array([]) else { return }
        let refused = [
            "capacityProviderStrategy", "launchType", "placementConstraints", "placementStrategy", "platformVersion",
        ]
        for name in refused where request[name].map({ $0 != .array([]) }) ?? false {
            add(
                .ownPlacement, at: JSONPath()[name], "'\(name)' has no effect beside 'containerInstances'",
                hint: "remove it: the instances say where the task runs")
        }
    }
}
