import JSON
import Manifests

/// What Amazon ECS itself takes and answers.
enum ECSRequest {
    /// A job of an answer of DescribeTaskDefinition, or of a request of RegisterTaskDefinition.
    static func draft(taskDefinition value: JSON) -> Draft {
        var outer = Members(value)
        let isAnswer = value["taskDefinition"]?.object != nil
        var body = isAnswer ? outer.takeMembers("taskDefinition") : outer
        var draft = Draft(title: body.rest["family"]?.string ?? "job")
        let written = DescribedMembers.readOnly.sorted().filter { body.take($0) != nil }
        if !written.isEmpty {
            draft.note("taskDefinition", "left out what ECS writes by itself: \(written.joined(separator: ", "))")
        }
        var definition = JSON.object(body.rest).withoutNulls
        if isAnswer {
            if let tags = outer.take("tags"), tags.array?.isEmpty == false, definition["tags"] == nil {
                definition = definition.setting("tags", to: tags)
            }
            draft.leaveOut(outer)
        }
        if let tags = definition["tags"]?.array, tags.contains(where: { $0["key"]?.string == DescribedMembers.ownTag })
        {
            definition = definition.setting(
                "tags", to: .array(tags.filter { $0["key"]?.string != DescribedMembers.ownTag }))
            draft.note(
                "taskDefinition.tags", "left out the tag '\(DescribedMembers.ownTag)' that Purser writes by itself")
        }
        draft.spec["taskDefinition"] = definition.withoutEmptyMembers
        if definition["requiresCompatibilities"]?.strings?.contains("FARGATE") == true {
            draft.spec["launchType"] = "FARGATE"
        }
        return draft
    }

    /// A job of a request of RunTask, or of the skeleton that the command line of AWS makes of one.
    static func draft(runTask value: JSON) -> Draft {
        // A skeleton has every member, empty: what is empty says nothing.
        let isSkeleton = value["taskDefinition"] == "" || value["cluster"] == ""
        let request = isSkeleton ? value.withoutNulls.withoutPlaceholders : value.withoutNulls
        let reference = request["taskDefinition"]?.string ?? "replace-me"
        let family = reference.split(separator: "/").last.map(String.init) ?? reference
        var draft = Draft(title: String(family.prefix { $0 != ":" }))
        draft.spec = request.object ?? [:]
        draft.spec["taskDefinition"] = .string(reference)
        if isSkeleton {
            let empty = (value.object ?? [:]).keys.filter { request[$0] == nil }.sorted()
            let names = empty.isEmpty ? "" : ": \(empty.joined(separator: ", "))"
            draft.note("spec", "empty members of the skeleton were left out\(names)")
        }
        // Both are in a skeleton, and one rules out the other.
        if isSkeleton, draft.spec["capacityProviderStrategy"] != nil, draft.spec["launchType"] != nil {
            draft.spec["capacityProviderStrategy"] = nil
            draft.note("capacityProviderStrategy", "left out: launchType is there, and a job has one of them")
        }
        return draft
    }
}

extension JSON {
    /// Without members that are null, at any depth.
    var withoutNulls: JSON {
        switch self {
        case .array(let items): .array(items.filter { $0 != .null }.map(\.withoutNulls))
        case .object(let members): .object(members.filter { $0.value != .null }.mapValues(\.withoutNulls))
        case .null, .bool, .int, .number, .string: self
        }
    }

    /// Without members of this object, and of the objects in its lists, that are empty lists or objects: an answer of
    /// ECS has them where nothing was given.
    var withoutEmptyMembers: JSON {
        func inner(_ value: JSON) -> JSON {
            switch value {
            case .array(let items): .array(items.map(inner))
            case .object(let members):
                .object(members.mapValues(inner).filter { $0.value != .array([]) && $0.value != .object([:]) })
            case .null, .bool, .int, .number, .string: value
            }
        }
        // A volume without any other member is one that lives as long as the task: its `host` says no more.
        return inner(self)
    }

    /// Without empty texts and what holds nothing else, at any depth.
    fileprivate var withoutPlaceholders: JSON {
        switch self {
        case .array(let items):
            .array(items.map(\.withoutPlaceholders).filter { !$0.isPlaceholder })
        case .object(let members):
            .object(members.mapValues(\.withoutPlaceholders).filter { !$0.value.isPlaceholder })
        case .null, .bool, .int, .number, .string: self
        }
    }

    private var isPlaceholder: Bool { self == "" || self == .array([]) || self == .object([:]) }
}
