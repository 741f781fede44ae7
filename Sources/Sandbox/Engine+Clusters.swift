import ECS
import JSON

extension Engine {
    mutating func createCluster(_ request: Members) throws(ServiceError) -> JSON {
        let name = try request.string("clusterName") ?? "default"
        guard NameRules.isName(name) else {
            throw .invalidParameter("Invalid cluster name '\(name)': 1 to 255 letters, digits, hyphens, underscores.")
        }
        let tags = try TagRules.tags(in: request)
        // A cluster that is there already is answered as it is: the call may be repeated.
        if let cluster = state.clusters[name], cluster.status == "ACTIVE" {
            return ["cluster": view(cluster, including: ["TAGS", "SETTINGS"])]
        }
        var cluster = newCluster(named: name)
        cluster.tags = tags
        cluster.capacityProviders = try request.strings("capacityProviders") ?? []
        if let strategy = try request.structures("defaultCapacityProviderStrategy") {
            _ = try CapacityStrategy(strategy, associated: cluster.capacityProviders)
            cluster.defaultStrategy = .array(strategy.map(\.json))
        }
        if let settings = try request.structures("settings"), !settings.isEmpty {
            cluster.settings = .array(settings.map(\.json))
        }
        state.clusters[name] = cluster
        return ["cluster": view(cluster, including: ["TAGS", "SETTINGS"])]
    }

    mutating func deleteCluster(_ request: Members) throws(ServiceError) -> JSON {
        var cluster = try cluster(try request.required("cluster"))
        guard !state.tasks.values.contains(where: { $0.cluster == cluster.name && !$0.isStopped }) else {
            throw ServiceError(
                code: "ClusterContainsTasksException", message: "The Cluster cannot be deleted while Tasks are active.",
                status: 400)
        }
        cluster.status = "INACTIVE"
        cluster.instance = nil
        state.clusters[cluster.name] = cluster
        return ["cluster": view(cluster, including: [])]
    }

    func describeClusters(_ request: Members) throws(ServiceError) -> JSON {
        let references = try request.strings("clusters") ?? ["default"]
        guard references.count <= 100 else {
            throw .invalidParameter("clusters must name at most 100 clusters, not \(references.count).")
        }
        let include = Set(try request.strings("include") ?? [])
        var found: [JSON] = []
        var failures: [JSON] = []
        for reference in references {
            if let cluster = findCluster(reference) {
                found.append(view(cluster, including: include))
            } else {
                let arn = reference.hasPrefix("arn:") ? reference : self.arn("cluster/\(reference)")
                failures.append(["arn": .string(arn), "reason": "MISSING"])
            }
        }
        return ["clusters": .array(found), "failures": .array(failures)]
    }

    func listClusters(_ request: Members) throws(ServiceError) -> JSON {
        let active = state.clusters.values.filter { $0.status == "ACTIVE" }
        return try Page(active.map { (key: $0.name, value: $0.arn) }, of: .listClusters, request: request)
            .answer("clusterArns")
    }

    /// A cluster that is not there yet.
    func newCluster(named name: String) -> ClusterRecord {
        ClusterRecord(name: name, arn: arn("cluster/\(name)"))
    }

    /// The active cluster that a request names by name or ARN; `default` where it names none.
    ///
    /// - Throws: `ClusterNotFoundException` where there is none.
    func cluster(_ reference: String?) throws(ServiceError) -> ClusterRecord {
        guard let found = findCluster(reference ?? "default"), found.status == "ACTIVE" else { throw .clusterNotFound }
        return found
    }

    private func findCluster(_ reference: String) -> ClusterRecord? {
        guard reference.hasPrefix("arn:") else { return state.clusters[reference] }
        guard let parsed = ARN(reference), parsed.kind == "cluster", isOurs(parsed) else { return nil }
        return state.clusters[parsed.name]
    }

    private func view(_ cluster: ClusterRecord, including include: Set<String>) -> JSON {
        let tasks = state.tasks.values.filter { $0.cluster == cluster.name }
        let running = tasks.count { $0.task.lastStatus == .running }
        let pending = tasks.count { record in
            [.provisioning, .pending, .activating].contains(record.task.lastStatus ?? .stopped)
        }
        return [
            "clusterArn": .string(cluster.arn),
            "clusterName": .string(cluster.name),
            "status": .string(cluster.status),
            "registeredContainerInstancesCount": cluster.instance == nil ? 0 : 1,
            "runningTasksCount": .int(Int64(running)),
            "pendingTasksCount": .int(Int64(pending)),
            "activeServicesCount": 0,
            "statistics": [],
            "tags": include.contains("TAGS") ? cluster.tags.json : [],
            "settings": include.contains("SETTINGS") ? cluster.settings : [],
            "capacityProviders": .array(cluster.capacityProviders.map(JSON.string)),
            "defaultCapacityProviderStrategy": cluster.defaultStrategy,
        ]
    }
}
