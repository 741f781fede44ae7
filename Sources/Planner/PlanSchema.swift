package import JSON
import Jobs

/// What `purser plan --output json` answers, as JSON Schema.
package enum PlanSchema {
    /// The schema of a plan, in the dialect of 2020-12.
    ///
    /// It closes every object: a member that is added raises the second part of `formatVersion` and is added here.
    package static var schema: JSON {
        let definitions: JSON = [
            "Action": action, "Dependency": dependency, "FieldChange": change, "Lock": lock,
            "PreviousRun": previous, "Problem": problem,
        ]
        return object(
            ["formatVersion", "set", "region", "endpoint", "actions", "problems", "hasChanges"],
            [
                "formatVersion": described(
                    ["const": .string(Plan.formatVersion)],
                    "The first part is raised when a reader must refuse what it does not know."),
                "set": described(text, "Who owns the jobs."),
                "region": described(text, "The region that was asked."),
                "endpoint": described(text, "The address of the ECS API that was asked."),
                "actions": described(list("Action"), "One for each job, by name."),
                "problems": described(
                    list("Problem"), "What stands in the way; with any, nothing of the plan is carried out."),
                "hasChanges": described(["type": "boolean"], "An apply would change something."),
            ]
        ).setting("$schema", to: "https://json-schema.org/draft/2020-12/schema")
            .setting("$id", to: "plan.v1.schema.json").setting("title", to: "Purser plan")
            .setting("description", to: "What an apply would do, and why.").setting("$defs", to: definitions)
    }

    private static var action: JSON {
        object(
            [
                "job", "action", "reason", "run", "runKey", "cluster", "taskDefinition", "registersTaskDefinition",
                "units", "changes", "tasks", "unserved", "dependencies", "locks",
            ],
            [
                "job": described(text, "The name of the job."),
                "action": described(choice(PlannedAction.Action.allCases), "What an apply does for the job."),
                "reason": described(choice(PlannedAction.Reason.allCases), "Why."),
                "run": described(text, "The run that the manifest asks for."),
                "runKey": described(
                    ["type": "string", "pattern": "^[0-9a-f]{64}$"], "What changes a run, as one number."),
                "cluster": described(text, "The cluster, as the manifest names it."),
                "taskDefinition": described(
                    text, "family:revision, or the family where the apply makes the revision."),
                "registersTaskDefinition": described(
                    ["type": "boolean"], "A revision of the task definition is registered first."),
                "units": described(["type": "integer", "minimum": 1], "How many tasks the run has."),
                "changes": described(list("FieldChange"), "What changed since the newest run of the job."),
                "previous": described(
                    ["$ref": "#/$defs/PreviousRun"], "The wanted run where the ledger has it, or else the newest one."),
                "rerun": described(
                    ["$ref": "#/$defs/PreviousRun"], "The newest rerun of that run, where it was run again."),
                "tasks": described(["type": "array", "items": text], "The ARNs of the tasks to adopt."),
                "unserved": described(
                    ["type": "array", "items": choice(UnservedFeature.allCases)],
                    "What the job asks for that this version does not run."),
                "dependencies": described(
                    list("Dependency"), "What a run that is due, waits or is skipped waits for."),
                "locks": described(list("Lock"), "The locks that are in the way of a run that is due."),
                "wave": described(
                    ["type": "integer", "minimum": 1],
                    "When the run is under way: a wave begins when all runs of the one before it have ended, the first "
                        + "at once. Absent where no run is under way."),
            ])
    }

    private static var dependency: JSON {
        object(
            ["job", "condition", "standing", "summary"],
            [
                "job": described(text, "The job that is waited for."),
                "condition": described(
                    choice(RunPolicy.Dependency.Condition.allCases), "How its run must have ended."),
                "standing": described(
                    choice(PlannedDependency.Standing.allCases),
                    "It is met; due by an apply of this plan; open, whatever this plan does; or it has failed."),
                "summary": described(text, "How it stands, in words that follow its name."),
            ])
    }

    private static var lock: JSON {
        object(
            ["kind", "name", "limit", "holders", "standing"],
            [
                "kind": described(choice(PlannedLock.Kind.allCases), "By concurrencyPolicy, or a concurrencyGroup."),
                "name": described(text, "The name of the job or of the group."),
                "limit": described(["type": "integer", "minimum": 1], "How many runs may hold it at once."),
                "holders": described(
                    ["type": "array", "items": text], "The runs before whose end there is no room for this one."),
                "standing": described(
                    choice(PlannedLock.Standing.allCases),
                    "There is room within this plan; its holders are stopped first; the run is left out; or it stays "
                        + "taken, whatever this plan does."),
            ])
    }

    private static var change: JSON {
        object(
            ["path", "isSensitive"],
            [
                "path": described(text, "The place of the field: overrides.containerOverrides[0].command."),
                "before": described([:], "Absent where the field was absent or is not to be shown."),
                "after": described([:], "Absent where the field is absent or is not to be shown."),
                "isSensitive": described(["type": "boolean"], "The values are not shown."),
            ])
    }

    private static var previous: JSON {
        object(
            ["run", "status", "createdAt"],
            [
                "run": described(text, "The run."),
                "status": described(choice(Run.Status.allCases), "How far it is."),
                "createdAt": described(text, "ISO 8601, in UTC."),
                "endedAt": described(text, "ISO 8601, in UTC; absent while the run is active."),
                "reason": described(text, "How it ended, in a sentence."),
            ])
    }

    private static var problem: JSON {
        object(
            ["job", "message"],
            [
                "job": described(text, "The job that it stands in the way of."),
                "message": described(text, "What is wrong, in a sentence."),
                "wayOut": described(text, "What to do about it."),
            ])
    }

    private static let text: JSON = ["type": "string"]

    private static func choice<Choice: RawRepresentable<String>>(_ choices: [Choice]) -> JSON {
        ["enum": .array(choices.map { .string($0.rawValue) })]
    }

    private static func list(_ name: String) -> JSON {
        ["type": "array", "items": ["$ref": .string("#/$defs/\(name)")]]
    }

    private static func described(_ schema: JSON, _ words: String) -> JSON {
        schema.setting("description", to: .string(words))
    }

    private static func object(_ required: [String], _ members: [String: JSON]) -> JSON {
        [
            "type": "object", "additionalProperties": false, "properties": .object(members),
            "required": .array(required.map(JSON.string)),
        ]
    }
}
