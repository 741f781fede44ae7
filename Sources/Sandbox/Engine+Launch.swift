import ECS
import JSON

extension Engine {
    /// Makes one task, and puts it among the others.
    mutating func launch(
        _ form: LaunchForm, in cluster: ClusterRecord, placement: LaunchForm.Placement, instance: InstanceRecord?,
        token: String?, now: Timestamp
    ) -> TaskRecord {
        let id = state.ids.hex(32)
        var task = ECSTask(taskArn: arn("task/\(cluster.name)/\(id)"))
        task.clusterArn = cluster.arn
        task.taskDefinitionArn = form.definition.arn
        task.group = form.group
        task.startedBy = form.startedBy
        task.overrides = form.overrides
        task.cpu = String(form.reservedCPU)
        task.memory = String(form.reservedMemory)
        task.createdAt = now
        task.desiredStatus = .running
        task.enableExecuteCommand = form.enableExecuteCommand
        task.healthStatus = "UNKNOWN"
        task.availabilityZone = "\(region)a"
        task.tags = form.tags
        if form.addsManagedTags {
            task.tags?.append(Tag(key: "aws:ecs:clusterName", value: cluster.name))
        }
        place(&task, form: form, placement: placement, instance: instance)
        let attachments = makeAttachments(form)
        task.attachments = attachments.map(\.first)
        task.containers = makeContainers(form, task: task, cluster: cluster.name, id: id)

        // A task of a capacity provider waits in PROVISIONING for an instance, one on Fargate for its host.
        let isProvisioned =
            task.launchType == "FARGATE" || task.capacityProviderName != nil || !attachments.isEmpty
        let timings = settings.timings
        task.lastStatus = isProvisioned ? .provisioning : .pending
        state.launched += 1
        let record = TaskRecord(
            task: task, containers: containerRecords(form), number: state.launched, cluster: cluster.name,
            family: form.definition.family,
            isProvisioned: isProvisioned, reservedCPU: form.reservedCPU, reservedMemory: form.reservedMemory,
            deletesVolume: form.volume?.deletesOnTermination ?? true,
            attachmentDetails: Dictionary(
                attachments.map { ($0.first.id ?? "", $0.later) }, uniquingKeysWith: { first, _ in first }),
            token: token, due: now + (isProvisioned ? timings.provisioning : timings.pending),
            staleness: settings.manner.staleness > .zero ? settings.manner.staleness : nil)
        state.tasks[id] = record
        let fates = fates(startedBy: form.startedBy, cluster: cluster.name, now: now)
        change(id) { record, outbox in
            record.fates = fates.isEmpty ? nil : fates
            record.meetFates(of: isProvisioned ? .provisioning : .pending, at: now)
            record.announce(at: now, outbox: &outbox)
        }
        return state.tasks[id] ?? record
    }

    /// A task by its ARN.
    func task(_ arn: String) -> TaskRecord? {
        guard let id = arn.split(separator: "/").last, let record = state.tasks[String(id)] else { return nil }
        return record.task.taskArn == arn ? record : nil
    }

    /// The task as an answer shows it; as it is, or as it is shown at a time.
    func view(_ record: TaskRecord, includingTags: Bool, asOf now: Timestamp? = nil) -> JSON {
        var shown = now.map { record.shown(asOf: $0) } ?? record.task
        // Tags change without a new version, so no older sight of them is kept.
        shown.tags = includingTags ? record.task.tags : []
        return show(shown)
    }

    private func place(
        _ task: inout ECSTask, form: LaunchForm, placement: LaunchForm.Placement, instance: InstanceRecord?
    ) {
        switch placement {
        case .fargate(let provider):
            task.launchType = "FARGATE"
            task.capacityProviderName = provider
            task.platformVersion = form.platformVersion
            task.platformFamily = "Linux"
            let architecture = form.definition.body["runtimePlatform"]?["cpuArchitecture"]?.string ?? "X86_64"
            task.attributes = [["name": "ecs.cpu-architecture", "value": .string(architecture.lowercased())]]
            task.ephemeralStorage =
                form.overrides["ephemeralStorage"] ?? form.definition.body["ephemeralStorage"] ?? ["sizeInGiB": 20]
        case .instance(let provider):
            task.launchType = "EC2"
            task.capacityProviderName = provider
            task.containerInstanceArn = instance?.arn
            task.attributes = [["name": "ecs.cpu-architecture", "value": "x86_64"]]
        case .external:
            task.launchType = "EXTERNAL"
        }
    }

    /// The attachments as the first answer shows them, each with what comes to be known of it later.
    private mutating func makeAttachments(_ form: LaunchForm) -> [(first: Attachment, later: [KeyValuePair])] {
        var made: [(first: Attachment, later: [KeyValuePair])] = []
        if let network = form.network {
            var interface = Attachment()
            interface.id = state.ids.uuid()
            interface.type = TaskRecord.networkAttachment
            interface.status = "PRECREATED"
            interface.details = [
                KeyValuePair(name: "subnetId", value: network["subnets"]?.strings?.first ?? "")
            ]
            let number = state.ids.next()
            let address = "10.0.\(number >> 8 & 0xFF).\(number & 0xFF)"
            made.append(
                (
                    interface,
                    [
                        KeyValuePair(name: "networkInterfaceId", value: "eni-\(state.ids.hex(17))"),
                        KeyValuePair(name: "privateIPv4Address", value: address),
                    ]
                ))
        }
        if let volume = form.volume {
            var disk = Attachment()
            disk.id = state.ids.uuid()
            disk.type = TaskRecord.volumeAttachment
            disk.status = "CREATED"
            disk.details = [
                KeyValuePair(name: "roleArn", value: volume.roleArn),
                KeyValuePair(name: "volumeName", value: volume.name),
                KeyValuePair(name: "deleteOnTermination", value: volume.deletesOnTermination ? "true" : "false"),
            ]
            made.append((disk, [KeyValuePair(name: "volumeId", value: "vol-\(state.ids.hex(17))")]))
        }
        return made
    }

    private mutating func makeContainers(
        _ form: LaunchForm, task: ECSTask, cluster: String, id: String
    ) -> [Container] {
        let interface = task.attachments?.first { $0.type == TaskRecord.networkAttachment }
        return zip(form.definition.containers, form.overrides["containerOverrides"]?.array ?? []).map { entry in
            let (definition, override) = entry
            var container = Container(name: definition["name"]?.string ?? "")
            container.containerArn = arn("container/\(cluster)/\(id)/\(state.ids.uuid())")
            container.taskArn = task.taskArn
            container.image = definition["image"]?.string
            container.lastStatus = "PENDING"
            container.healthStatus = "UNKNOWN"
            container.cpu = (override["cpu"]?.int ?? definition["cpu"]?.int).map { String($0) }
            container.memory = (override["memory"]?.int ?? definition["memory"]?.int).map { String($0) }
            container.memoryReservation = (override["memoryReservation"]?.int ?? definition["memoryReservation"]?.int)
                .map { String($0) }
            container.networkBindings = interface == nil ? [] : nil
            container.networkInterfaces = interface?.id.map { [["attachmentId": .string($0)]] } ?? []
            return container
        }
    }

    private func containerRecords(_ form: LaunchForm) -> [ContainerRecord] {
        zip(form.definition.containers, form.overrides["containerOverrides"]?.array ?? []).map {
            ContainerRecord(definition: $0, override: $1)
        }
    }
}

extension LaunchForm {
    /// CPU units that a task takes: its own, or those of its containers together.
    var reservedCPU: Int {
        amount("cpu", TaskSize.cpuUnits) ?? sum { $0["cpu"]?.int }
    }

    /// MiB that a task takes.
    var reservedMemory: Int {
        amount("memory", TaskSize.mebibytes) ?? sum { $0["memoryReservation"]?.int ?? $0["memory"]?.int }
    }

    private func amount(_ member: String, _ read: (String) -> Int?) -> Int? {
        (overrides[member]?.string ?? definition.body[member]?.string).flatMap(read)
    }

    private func sum(_ member: (JSON) -> Int?) -> Int {
        zip(definition.containers, overrides["containerOverrides"]?.array ?? []).reduce(0) { total, entry in
            total + (member(entry.1) ?? member(entry.0) ?? 0)
        }
    }
}
