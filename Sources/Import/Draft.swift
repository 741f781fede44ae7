import JSON

/// A manifest in the making, and what of the source is not in it.
struct Draft {
    /// What the source calls the job.
    var title: String
    var labels: [String: String] = [:]
    var spec: [String: JSON] = [:]
    /// What was left out or put in, one line each.
    private(set) var notes: [String] = []

    init(title: String) {
        self.title = title
    }

    /// Says something about a place of the source or of the manifest.
    mutating func note(_ place: String, _ words: String) {
        let line = "\(place): \(words)"
        if !notes.contains(line) { notes.append(line) }
    }

    /// Tells of everything that nobody took: it has no equivalent.
    mutating func leaveOut(_ members: Members) {
        for (name, value) in members.rest.sorted(by: { $0.key < $1.key }) where value != .null {
            note(members.place(name), "has no equivalent")
        }
    }

    /// The title as a name that a job may have.
    var name: String {
        var name = ""
        for byte in title.lowercased().utf8 {
            let isFit = (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
            if isFit { name.unicodeScalars.append(Unicode.Scalar(byte)) } else if !name.hasSuffix("-") { name += "-" }
        }
        while name.hasPrefix("-") { name.removeFirst() }
        name = String(name.prefix(48))
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? "job" : name
    }

    /// Puts in what every job needs and the source does not say.
    mutating func fillIn() {
        if spec["timeout"]?["attemptDurationSeconds"] == nil {
            spec["timeout"] = ["attemptDurationSeconds": .int(Int64(standardTimeout))]
            note(
                "timeout",
                standardTimeout < Draft.hour
                    ? "the source has none for one attempt, and every job needs one: that of the whole run was put in"
                    : "the source has none, and every job needs one: an hour was put in")
        }
        if name != title { note("metadata.name", "'\(title)' became '\(name)'") }
        let isAWSVPC = spec["taskDefinition"]?["networkMode"] == "awsvpc" || spec["launchType"] == "FARGATE"
        let subnets = spec["networkConfiguration"]?["awsvpcConfiguration"]?["subnets"]?.array ?? []
        if isAWSVPC, subnets.isEmpty {
            let known = spec["networkConfiguration"]?["awsvpcConfiguration"] ?? [:]
            spec["networkConfiguration"] = [
                "awsvpcConfiguration": known.setting("subnets", to: ["subnet-0123456789abcdef0"])
            ]
            note("networkConfiguration", "the source names no subnets: put yours in the place of this one")
        }
        fillInRole()
    }

    private static let hour = 3600

    /// How long an attempt may take where the source does not say: an hour, and no longer than the whole run.
    var standardTimeout: Int {
        min(Draft.hour, spec["activeDeadlineSeconds"]?.int.map { max(Int($0), 1) } ?? Draft.hour)
    }

    /// Kubernetes and Batch on EC2 read secrets and write logs in another name than ECS does.
    private mutating func fillInRole() {
        guard let definition = spec["taskDefinition"], definition.object != nil, definition["executionRoleArn"] == nil
        else { return }
        let isFargate = definition["requiresCompatibilities"]?.strings?.contains("FARGATE") ?? false
        let isNeeded = (definition["containerDefinitions"]?.array ?? []).contains { container in
            container["secrets"]?.array?.isEmpty == false
                || (isFargate && container["logConfiguration"]?["logDriver"] == "awslogs")
        }
        guard isNeeded else { return }
        spec["taskDefinition"] = definition.setting(
            "executionRoleArn", to: "arn:aws:iam::111122223333:role/ecsTaskExecutionRole")
        note("taskDefinition.executionRoleArn", "the source names none: put yours in the place of this one")
    }

    /// The whole document.
    var document: JSON {
        var metadata: [String: JSON] = ["name": .string(name)]
        if !labels.isEmpty { metadata["labels"] = .object(labels.mapValues(JSON.string)) }
        return ["apiVersion": "purser/v1", "kind": "Job", "metadata": .object(metadata), "spec": .object(spec)]
    }
}
