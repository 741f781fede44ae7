import ECS
import JSON

extension Engine {
    mutating func registerTaskDefinition(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let form = try DefinitionForm(request)
        var family = state.families[form.family] ?? DefinitionFamily()
        family.lastRevision += 1
        let revision = family.lastRevision
        let arn = self.arn("task-definition/\(form.family):\(revision)")
        var members = form.content.object ?? [:]
        members["taskDefinitionArn"] = .string(arn)
        members["revision"] = .int(Int64(revision))
        members["status"] = "ACTIVE"
        members["registeredAt"] = now.json
        members["registeredBy"] = .string("arn:\(partition):iam::\(settings.account):user/sandbox")
        let record = DefinitionRecord(
            arn: arn, family: form.family, revision: revision, body: .object(members), tags: form.tags)
        family.revisions[revision] = record
        state.families[form.family] = family
        return ["taskDefinition": record.body, "tags": record.tags.json]
    }

    mutating func deregisterTaskDefinition(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let reference = try request.required("taskDefinition")
        guard reference.split(separator: "/").last?.contains(":") ?? false else {
            throw .client("Missing revision in '\(reference)'.")
        }
        var record = try definition(reference)
        guard record.status == "ACTIVE" else {
            throw .client("The specified task definition is already \(record.status).")
        }
        record.body = record.body.setting("status", to: "INACTIVE").setting("deregisteredAt", to: now.json)
        state.families[record.family]?.revisions[record.revision] = record
        return ["taskDefinition": record.body]
    }

    mutating func deleteTaskDefinitions(_ request: Members, now: Timestamp) throws(ServiceError) -> JSON {
        let references = try request.strings("taskDefinitions") ?? []
        guard (1...10).contains(references.count) else {
            throw .invalidParameter("taskDefinitions must name 1 to 10 task definitions, not \(references.count).")
        }
        var deleted: [JSON] = []
        var failures: [JSON] = []
        for reference in references {
            guard var record = try? definition(reference), reference.contains(":") else {
                failures.append(["arn": .string(reference), "reason": "MISSING"])
                continue
            }
            guard record.status != "ACTIVE" else {
                failures.append([
                    "arn": .string(record.arn), "reason": "ACTIVE",
                    "detail": "The specified task definition is still in ACTIVE status: deregister it first.",
                ])
                continue
            }
            record.body = record.body.setting("status", to: "DELETE_IN_PROGRESS")
                .setting("deleteRequestedAt", to: now.json)
            state.families[record.family]?.revisions[record.revision] = record
            deleted.append(record.body)
            hasDeletions = true
        }
        return ["taskDefinitions": .array(deleted), "failures": .array(failures)]
    }

    func describeTaskDefinition(_ request: Members) throws(ServiceError) -> JSON {
        let record = try definition(try request.required("taskDefinition"))
        let wantsTags = try (request.strings("include") ?? []).contains("TAGS")
        return JSON.object(["taskDefinition": record.body]).setting("tags", to: wantsTags ? record.tags.json : nil)
    }

    func listTaskDefinitions(_ request: Members) throws(ServiceError) -> JSON {
        let family = try request.string("familyPrefix")
        let status = try request.choice("status", of: ["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"]) ?? "ACTIVE"
        let sort = try request.choice("sort", of: ["ASC", "DESC"]) ?? "ASC"
        // `familyPrefix` is the full name of a family here, in spite of its name; it is a prefix for families only.
        let records = state.families.filter { family == nil || $0.key == family }.values
            .flatMap(\.revisions.values).filter { $0.status == status }
        // A space sorts before every character of a name; the padding makes numbers sort as numbers.
        let entries = records.map { record in
            let digits = String(record.revision)
            let padded = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
            return (key: "\(record.family) \(padded)", value: record.arn)
        }
        return try Page(entries, of: .listTaskDefinitions, request: request, descending: sort == "DESC")
            .answer("taskDefinitionArns")
    }

    func listTaskDefinitionFamilies(_ request: Members) throws(ServiceError) -> JSON {
        let prefix = try request.string("familyPrefix") ?? ""
        let status = try request.choice("status", of: ["ACTIVE", "INACTIVE", "ALL"]) ?? "ALL"
        let names = state.families.filter { name, family in
            guard name.hasPrefix(prefix), !family.revisions.isEmpty else { return false }
            return switch status {
            case "ACTIVE": family.newest != nil
            case "INACTIVE": family.newest == nil
            default: true
            }
        }.keys
        return try Page(
            names.map { (key: $0, value: $0) }, of: .listTaskDefinitionFamilies, request: request
        ).answer("families")
    }

    /// The revision that a caller names: `family` for the newest active one, `family:revision`, or an ARN.
    ///
    /// - Throws: `ClientException` where there is none.
    func definition(_ reference: String) throws(ServiceError) -> DefinitionRecord {
        if let found = findDefinition(reference) { return found }
        throw .client("Unable to describe task definition.")
    }

    /// The same, nil where there is none.
    func findDefinition(_ reference: String) -> DefinitionRecord? {
        var name = reference
        if reference.hasPrefix("arn:") {
            guard let parsed = ARN(reference), parsed.kind == "task-definition", isOurs(parsed) else { return nil }
            name = parsed.name
        }
        let parts = name.split(separator: ":", omittingEmptySubsequences: false)
        guard let family = state.families[String(parts[0])] else { return nil }
        switch parts.count {
        case 1: return family.newest
        case 2: return Int(parts[1]).flatMap { family.revisions[$0] }
        default: return nil
        }
    }

    /// Takes off revisions whose deletion was asked for, once no task uses them.
    mutating func finishDeletions() {
        hasDeletions = false
        for (name, family) in state.families {
            for (revision, record) in family.revisions where record.status == "DELETE_IN_PROGRESS" {
                let isUsed = state.tasks.values.contains { !$0.isStopped && $0.task.taskDefinitionArn == record.arn }
                if isUsed { hasDeletions = true } else { state.families[name]?.revisions[revision] = nil }
            }
        }
    }
}

extension Timestamp {
    /// As the API writes an instant: seconds since the epoch, with a fraction where there is one.
    var json: JSON { milliseconds % 1000 == 0 ? .int(milliseconds / 1000) : .number(seconds) }
}
