import ECS
import JSON

extension Engine {
    func describeContainerInstances(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let cluster = try cluster(try request.string("cluster"))
        let references = try request.strings("containerInstances") ?? []
        guard (1...100).contains(references.count) else {
            throw .invalidParameter("containerInstances must name 1 to 100 container instances.")
        }
        var found: [JSON] = []
        var failures: [JSON] = []
        for reference in references {
            if let instance = cluster.instance, matches(instance, reference) {
                found.append(view(instance, of: cluster))
            } else {
                failures.append(["arn": .string(instanceARN(reference, in: cluster)), "reason": "MISSING"])
            }
        }
        return ["containerInstances": .array(found), "failures": .array(failures)]
    }

    /// Lists the one instance of a cluster; asking for it is what registers it.
    mutating func listContainerInstances(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let name = try cluster(try request.string("cluster")).name
        let status = try request.choice(
            "status", of: ["ACTIVE", "DRAINING", "REGISTERING", "DEREGISTERING", "REGISTRATION_FAILED"])
        let instance = registerInstance(of: name, now: now)
        let entries = status == nil || status == "ACTIVE" ? [(key: instance.arn, value: instance.arn)] : []
        return try Page(entries, of: .listContainerInstances, request: request).answer("containerInstanceArns")
    }

    /// The container instance of a cluster, made where there is none yet.
    mutating func registerInstance(of cluster: String, now: Timestamp) -> InstanceRecord {
        if let instance = state.clusters[cluster]?.instance { return instance }
        let instance = InstanceRecord(
            arn: arn("container-instance/\(cluster)/\(state.ids.hex(32))"), ec2InstanceId: "i-\(state.ids.hex(17))",
            registeredAt: now)
        state.clusters[cluster]?.instance = instance
        return instance
    }

    /// What the tasks on an instance leave of it.
    func remaining(on instance: InstanceRecord) -> (cpu: Int, memory: Int) {
        let tasks = state.tasks.values.filter { $0.task.containerInstanceArn == instance.arn && !$0.isStopped }
        return (
            settings.instanceCPU - tasks.reduce(0) { $0 + $1.reservedCPU },
            settings.instanceMemory - tasks.reduce(0) { $0 + $1.reservedMemory }
        )
    }

    /// A request names the instance by ARN or by id.
    func matches(_ instance: InstanceRecord, _ reference: String) -> Bool {
        instance.arn == reference || instance.arn.hasSuffix("/\(reference)")
    }

    /// The ARN that a reference stands for, whether or not there is such an instance.
    func instanceARN(_ reference: String, in cluster: ClusterRecord) -> String {
        reference.hasPrefix("arn:") ? reference : arn("container-instance/\(cluster.name)/\(reference)")
    }

    private func view(_ instance: InstanceRecord, of cluster: ClusterRecord) -> JSON {
        func resources(cpu: Int, memory: Int) -> JSON {
            [("CPU", cpu), ("MEMORY", memory)].map { name, value in
                JSON.object(["name": .string(name), "type": "INTEGER", "integerValue": .int(Int64(value))])
            }.json
        }
        let tasks = state.tasks.values.filter { $0.task.containerInstanceArn == instance.arn }
        let rest = remaining(on: instance)
        return [
            "containerInstanceArn": .string(instance.arn),
            "ec2InstanceId": .string(instance.ec2InstanceId),
            "version": 1,
            "status": "ACTIVE",
            "agentConnected": true,
            "registeredAt": instance.registeredAt.json,
            "registeredResources": resources(cpu: settings.instanceCPU, memory: settings.instanceMemory),
            "remainingResources": resources(cpu: rest.cpu, memory: rest.memory),
            "runningTasksCount": .int(Int64(tasks.count { $0.task.lastStatus == .running })),
            "pendingTasksCount": .int(Int64(tasks.count { $0.task.startedAt == nil && !$0.isStopped })),
            "attributes": [],
            "attachments": [],
            "tags": [],
        ]
    }
}

extension [JSON] {
    var json: JSON { .array(self) }
}
