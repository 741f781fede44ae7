import ECS
package import JSON
package import Jobs

/// What an apply would do, and why: ordered, complete, and nothing but values.
package struct Plan: Hashable, Sendable, Codable {
    /// Raised in its first part when a reader must refuse what it does not know, in its second when members are added.
    package static let formatVersion = "1.2"

    package var formatVersion = Plan.formatVersion
    package let set: String
    package let region: String
    package let endpoint: String
    /// One for each job, by name.
    package let actions: [PlannedAction]
    /// What stands in the way; with any, nothing of the plan is carried out.
    package let problems: [PlanProblem]
    /// An apply would change something: launch, go on with a launch, adopt, register or update.
    package let hasChanges: Bool

    package init(set: String, region: String, endpoint: String, actions: [PlannedAction], problems: [PlanProblem]) {
        self.set = set
        self.region = region
        self.endpoint = endpoint
        self.actions = actions
        self.problems = problems
        hasChanges = actions.contains { $0.action.isChange }
    }
}

/// What the plan has for one job.
package struct PlannedAction: Hashable, Sendable, Codable {
    /// What an apply does for a job.
    package enum Action: String, Sendable, Codable, CaseIterable {
        /// Starts a run.
        case launch
        /// Goes on with a run that has launches to be made or settled.
        case resume
        /// Takes over tasks that exist in ECS and not in the ledger.
        case adopt
        /// Writes down that the manifest changed outside its run key.
        case update
        /// The run is under way; there is nothing to start.
        case running
        /// The run has ended; there is nothing to start.
        case none
        /// The job is suspended.
        case suspended
        /// Whether the run was launched is not known; a person must say.
        case unknown
        /// The job asks for what this version does not run.
        case notServed
        /// The job waits for one whose end no apply of this plan brings, or for a lock that stays taken.
        case waiting
        /// The job waits for one that has failed, or is left out while another run of it goes on.
        case skipped

        package var isChange: Bool {
            switch self {
            case .launch, .resume, .adopt, .update: true
            case .running, .none, .suspended, .unknown, .notServed, .waiting, .skipped: false
            }
        }

        /// A run is on its way, or is put there.
        var isUnderWay: Bool {
            switch self {
            case .launch, .resume, .adopt, .running: true
            case .update, .none, .suspended, .unknown, .notServed, .waiting, .skipped: false
            }
        }
    }

    /// Why, in a word a program can read.
    package enum Reason: String, Sendable, Codable, CaseIterable {
        case neverRan
        case keyChanged
        case launchPending
        case taskFound
        case changedOutsideKey
        case isRunning
        case alreadyRan
        case returnedToEarlierRevision
        case isSuspended
        case outcomeUnknown
        case notServedYet
        case dependencyOpen
        case dependencyFailed
        /// Another run of the job, and its `concurrencyPolicy` is Forbid.
        case anotherRunGoesOn
        case lockHeld
    }

    package let job: String
    package let action: Action
    package let reason: Reason
    /// The run that the manifest asks for.
    package let run: RunID
    package let runKey: RunKey
    package let cluster: String
    /// `family:revision`, or the family where the revision is made by the apply.
    package let taskDefinition: String
    /// A revision of the task definition is registered first.
    package let registersTaskDefinition: Bool
    /// How many tasks the run has.
    package let units: Int
    /// The fields that changed the run key, or the manifest outside it, since the job's newest run.
    package internal(set) var changes: [FieldChange]
    /// The run that stands against the wanted one: the wanted one itself, or the job's newest.
    package let previous: PreviousRun?
    /// The newest rerun of `previous`, where it was run again.
    package let rerun: PreviousRun?
    /// The tasks to adopt.
    package let tasks: [String]
    /// What the job asks for that this version does not run.
    package let unserved: [UnservedFeature]
    /// What a run that is due, waits or is skipped waits for.
    package let dependencies: [PlannedDependency]
    /// The locks that are in the way of a run that is due.
    package let locks: [PlannedLock]
    /// In which wave the run is under way, from 1; nil where none is.
    ///
    /// A wave begins when all runs of the one before it have ended, the first at once.
    package let wave: Int?

    /// The run is launched as soon as the plan is carried out: it waits for no other one.
    package var isDue: Bool { action == .launch && wave == 1 }
}

/// A field that differs between two runs of a job.
package struct FieldChange: Hashable, Sendable, Codable {
    /// `overrides.containerOverrides[0].command`.
    package let path: String
    /// nil where the field was absent or is not to be shown.
    package internal(set) var before: JSON?
    package internal(set) var after: JSON?
    /// The values are not shown: environment variables may hold secrets.
    package let isSensitive: Bool

    /// What differs between a document that a run pinned and what is wanted now.
    static func changes(from document: JSON, of run: Run, to wanted: JSON) -> [FieldChange] {
        document.differences(to: wanted).map { FieldChange($0, isMarked: run.secrets != nil) }
    }

    /// `isMarked` says that it is known where secrets stand in the document before.
    package init(_ difference: JSONDifference, isMarked: Bool = true) {
        path = difference.path
        isSensitive =
            path.contains("environment") || path.contains("secret") || path.contains("Secret")
            || (!isMarked && FieldChange.mayHoldSecret(difference))
        before = isSensitive ? nil : difference.before
        after = isSensitive ? nil : difference.after
    }

    /// A text that anybody may have written anything into.
    private static func mayHoldSecret(_ difference: JSONDifference) -> Bool {
        let isFree = ["overrides", "taskDefinition", "tags", "volumeConfigurations"].contains {
            difference.path.hasPrefix($0)
        }
        let isReference = difference.path == "taskDefinition" && difference.before?.string != nil
        return isFree && !isReference && difference.before?.holdsText == true
    }
}

/// A run that the ledger has.
package struct PreviousRun: Hashable, Sendable, Codable {
    package let run: RunID
    package let status: Run.Status
    /// ISO 8601, in UTC.
    package let createdAt: String
    /// ISO 8601, in UTC; nil while the run is active.
    package let endedAt: String?
    package let reason: String?

    package init(_ run: Run) {
        self.run = run.id
        status = run.status
        createdAt = run.createdAt.description
        endedAt = run.endedAt?.description
        reason = run.reason
    }
}

/// Something that stands in the way of a plan.
package struct PlanProblem: Error, Hashable, Sendable, Codable {
    package let job: String
    /// One sentence: `cluster 'batch' does not exist in eu-central-1`.
    package let message: String
    /// What to do about it.
    package let wayOut: String?

    package init(job: String, message: String, wayOut: String? = nil) {
        self.job = job
        self.message = message
        self.wayOut = wayOut
    }
}

extension JSON {
    /// There is a text in it, at any depth.
    fileprivate var holdsText: Bool {
        switch self {
        case .string: true
        case .array(let items): items.contains(where: \.holdsText)
        case .object(let members): members.values.contains(where: \.holdsText)
        case .null, .bool, .int, .number: false
        }
    }
}
