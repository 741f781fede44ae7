import ECS
import JSON

extension Engine {
    /// Something that carries tags.
    private enum Tagged {
        case cluster(String)
        case definition(DefinitionRecord)
        case task(String)
    }

    mutating func tagResource(_ request: Members) throws(ServiceError) -> JSON {
        let resource = try tagged(request)
        guard request.json["tags"] != nil else { throw .invalidParameter("tags must be given.") }
        let merged = TagRules.merge(try TagRules.tags(in: request), over: tags(of: resource))
        guard merged.count(where: { !$0.key.hasPrefix("aws:") }) <= TagRules.most else {
            throw .invalidParameter("The resource would have more than \(TagRules.most) tags.")
        }
        setTags(merged, of: resource)
        return [:]
    }

    mutating func untagResource(_ request: Members) throws(ServiceError) -> JSON {
        let resource = try tagged(request)
        guard let keys = try request.strings("tagKeys") else { throw .invalidParameter("tagKeys must be given.") }
        guard !keys.contains(where: { $0.lowercased().hasPrefix("aws:") }) else {
            throw .invalidParameter("Tags that begin with aws: cannot be removed.")
        }
        setTags(tags(of: resource).filter { !keys.contains($0.key) }, of: resource)
        return [:]
    }

    func listTagsForResource(_ request: Members) throws(ServiceError) -> JSON {
        ["tags": tags(of: try tagged(request)).json]
    }

    private func tagged(_ request: Members) throws(ServiceError) -> Tagged {
        let text = try request.required("resourceArn")
        guard let arn = ARN(text), isOurs(arn) else { throw .invalidParameter("Invalid resource ARN '\(text)'.") }
        switch arn.kind {
        case "cluster":
            return .cluster(try cluster(text).name)
        case "task-definition":
            guard let record = findDefinition(text), record.arn == text else {
                throw .invalidParameter("The specified task definition was not found.")
            }
            return .definition(record)
        case "task":
            guard let record = state.tasks[arn.name], record.task.taskArn == text, !record.isStopped else {
                throw .invalidParameter("The specified task is stopped or was not found. Specify an active task.")
            }
            return .task(arn.name)
        default:
            throw .invalidParameter("Resources of the kind '\(arn.kind)' carry no tags in the sandbox.")
        }
    }

    private func tags(of resource: Tagged) -> [Tag] {
        switch resource {
        case .cluster(let name): state.clusters[name]?.tags ?? []
        case .definition(let record): record.tags
        case .task(let id): state.tasks[id]?.task.tags ?? []
        }
    }

    private mutating func setTags(_ tags: [Tag], of resource: Tagged) {
        switch resource {
        case .cluster(let name): state.clusters[name]?.tags = tags
        case .definition(let record): state.families[record.family]?.revisions[record.revision]?.tags = tags
        case .task(let id): state.tasks[id]?.task.tags = tags
        }
    }
}
