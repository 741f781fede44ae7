import JSON

/// The pod of a Job, which becomes a task definition.
///
/// Source: Kubernetes API Reference, PodSpec and Container v1; Amazon ECS API Reference, ContainerDefinition.
struct KubernetesPod {
    /// Puts the task definition of a pod into the draft.
    func read(_ pod: inout Members, _ draft: inout Draft) {
        var definition: [String: JSON] = ["family": .string(draft.name)]
        if pod.take("restartPolicy") == "OnFailure" {
            draft.note(
                pod.place("restartPolicy"), "a failed container is not started again inside its task: retryStrategy")
        }
        if let account = pod.take("serviceAccountName") ?? pod.take("serviceAccount") {
            let name = account.string.map { " '\($0)'" } ?? ""
            draft.note(pod.place("serviceAccountName"), "name a role in taskRoleArn instead of the account\(name)")
        }
        let grace = pod.take("terminationGracePeriodSeconds")
        var known: Set<String> = []
        let volumes = pod.takeList("volumes").compactMap { volume(of: $0, &draft) }
        known.formUnion(volumes.compactMap { $0["name"]?.string })
        if !volumes.isEmpty { definition["volumes"] = .array(volumes) }
        let first = pod.takeList("initContainers").map { container($0, known, isFirst: true, &draft) }
        var main = pod.takeList("containers").map { container($0, known, isFirst: false, &draft) }
        let conditions = first.compactMap { $0["name"] }.map {
            JSON.object(["containerName": $0, "condition": "SUCCESS"])
        }
        main = main.map { container in
            var container = container
            if !conditions.isEmpty { container = container.setting("dependsOn", to: .array(conditions)) }
            return grace == nil ? container : container.setting("stopTimeout", to: grace)
        }
        if first.count > 1 {
            draft.note(pod.place("initContainers"), "they start together: add 'dependsOn' where their order matters")
        }
        definition["containerDefinitions"] = .array(first + main)
        draft.leaveOut(pod)
        draft.spec["taskDefinition"] = .object(definition)
    }

    private func container(_ given: Members, _ volumes: Set<String>, isFirst: Bool, _ draft: inout Draft) -> JSON {
        var given = given
        var container: [String: JSON] = ["name": given.take("name") ?? "main"]
        if isFirst { container["essential"] = false }
        container["image"] = given.take("image")
        // What Kubernetes calls the command, ECS calls the entry point, and its arguments the command.
        container["entryPoint"] = given.take("command")
        container["command"] = given.take("args")
        tellReferences(in: container["entryPoint"], at: given.place("command"), &draft)
        tellReferences(in: container["command"], at: given.place("args"), &draft)
        container["workingDirectory"] = given.take("workingDir")
        let environment = given.takeList("env").compactMap { variable(of: $0, &draft) }
        if !environment.isEmpty { container["environment"] = .array(environment) }
        let mounts = given.takeList("volumeMounts").compactMap { mount(of: $0, volumes, &draft) }
        if !mounts.isEmpty { container["mountPoints"] = .array(mounts) }
        readSize(&given, &container, &draft)
        readSecurity(&given, &container, &draft)
        draft.leaveOut(given)
        return .object(container)
    }

    /// Tells of `$(NAME)`, which Kubernetes fills in and ECS hands on as it is; `$$(NAME)` is a text there too.
    private func tellReferences(in value: JSON?, at place: String, _ draft: inout Draft) {
        let texts = value?.array?.compactMap(\.string) ?? [value?.string].compactMap(\.self)
        var names: [String] = []
        for text in texts {
            let parts = text.split(separator: "$(", omittingEmptySubsequences: false)
            for (before, part) in zip(parts, parts.dropFirst()) where !before.hasSuffix("$") {
                guard let end = part.firstIndex(of: ")") else { continue }
                let name = String(part[..<end])
                let isName =
                    !name.isEmpty && name.utf8.allSatisfy { $0 == 0x5F || $0 == 0x2D || $0 == 0x2E || isWord($0) }
                if isName, !names.contains(name) { names.append(name) }
            }
        }
        for name in names {
            draft.note(
                place, "ECS does not fill in $(\(name)): let a shell do it, as in [sh, -c, 'command \"$\(name)\"']")
        }
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }

    private func readSize(_ given: inout Members, _ container: inout [String: JSON], _ draft: inout Draft) {
        var resources = given.takeMembers("resources")
        var limits = resources.takeMembers("limits")
        var requests = resources.takeMembers("requests")
        let cpu = (
            limit: quantity("cpu", of: &limits, &draft), request: quantity("cpu", of: &requests, &draft)
        )
        if let wanted = cpu.request ?? cpu.limit { container["cpu"] = .int(wanted.cpuUnits) }
        if let limit = cpu.limit, let request = cpu.request, limit.cpuUnits != request.cpuUnits {
            draft.note(limits.place("cpu"), "ECS has one amount of CPU for a container: that of requests was taken")
        }
        let memory = (
            limit: quantity("memory", of: &limits, &draft), request: quantity("memory", of: &requests, &draft)
        )
        // Docker's least; Source: Amazon ECS API Reference, ContainerDefinition.
        let least: Int64 = 6
        if let limit = memory.limit { container["memory"] = .int(max(limit.mebibytes, least)) }
        if let request = memory.request, request.mebibytes < memory.limit?.mebibytes ?? .max {
            container["memoryReservation"] = .int(max(request.mebibytes, least))
        }
        if [memory.limit, memory.request].contains(where: { $0.map { $0.mebibytes < least } ?? false }) {
            draft.note(given.place("resources"), "a container has \(least) MiB of memory at least")
        }
        if memory.limit == nil, memory.request == nil {
            container["memory"] = 512
            draft.note(given.place("resources"), "ECS must know how much memory a container has: 512 MiB were put in")
        }
        draft.leaveOut(limits)
        draft.leaveOut(requests)
        draft.leaveOut(resources)
    }

    /// An amount; one that cannot be read is told.
    private func quantity(_ name: String, of members: inout Members, _ draft: inout Draft) -> Quantity? {
        guard let value = members.take(name) else { return nil }
        let text = value.string ?? value.canonical
        guard let quantity = Quantity(text) else {
            draft.note(members.place(name), "left out: '\(text)' is no amount")
            return nil
        }
        return quantity
    }

    private func readSecurity(_ given: inout Members, _ container: inout [String: JSON], _ draft: inout Draft) {
        var security = given.takeMembers("securityContext")
        let user = security.take("runAsUser")?.int
        // A group by itself has no equivalent.
        if let user {
            let group = security.take("runAsGroup")?.int
            container["user"] = .string(group.map { "\(user):\($0)" } ?? "\(user)")
        }
        container["privileged"] = security.take("privileged")
        container["readonlyRootFilesystem"] = security.take("readOnlyRootFilesystem")
        draft.leaveOut(security)
    }

    /// A variable with a value; one that comes from elsewhere has no equivalent.
    private func variable(of given: Members, _ draft: inout Draft) -> JSON? {
        var given = given
        let name = given.take("name")
        let source = given.takeMembers("valueFrom")
        if !source.rest.isEmpty {
            let kind = source.rest.keys.sorted().joined(separator: ", ")
            let isSecret = source.rest["secretKeyRef"] != nil
            draft.note(
                source.path,
                "the variable '\(name?.string ?? "")' comes from \(kind)"
                    + (isSecret ? ": name a secret of Secrets Manager in 'secrets'" : ", which has no equivalent"))
            return nil
        }
        let value = given.take("value") ?? ""
        tellReferences(in: value, at: given.place("value"), &draft)
        draft.leaveOut(given)
        return name.map { ["name": $0, "value": value] }
    }

    /// A volume that lives as long as the task, or a folder of the instance; others have no equivalent.
    private func volume(of given: Members, _ draft: inout Draft) -> JSON? {
        var given = given
        guard let name = given.take("name") else { return nil }
        if let folder = given.rest["emptyDir"] {
            _ = given.take("emptyDir")
            if folder != [:] { draft.note(given.place("emptyDir"), "its medium and size have no equivalent") }
            draft.leaveOut(given)
            return ["name": name]
        }
        if let path = given.rest["hostPath"]?["path"] {
            _ = given.take("hostPath")
            draft.leaveOut(given)
            return ["name": name, "host": ["sourcePath": path]]
        }
        draft.leaveOut(given)
        return nil
    }

    private func mount(of given: Members, _ volumes: Set<String>, _ draft: inout Draft) -> JSON? {
        var given = given
        let name = given.take("name")
        guard let text = name?.string, volumes.contains(text) else {
            draft.note(given.path, "its volume has no equivalent")
            return nil
        }
        var mount: [String: JSON] = ["sourceVolume": .string(text)]
        mount["containerPath"] = given.take("mountPath")
        mount["readOnly"] = given.take("readOnly")
        draft.leaveOut(given)
        return .object(mount)
    }
}
