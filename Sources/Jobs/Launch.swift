package import ECS

/// A launch: one RunTask body and what became of it; a row of the ledger.
package struct Launch: Hashable, Sendable, Codable {
    /// How far a launch is.
    package enum State: String, Sendable, Codable, CaseIterable {
        /// Recorded; nothing was sent.
        case claimed
        /// May have been sent, and has no definite answer yet.
        case sent
        /// ECS said that the task was not placed; two looks decide whether that is so.
        case notPlaced
        /// Certainly not launched, for the reason given; final.
        case refused
        /// Not launched, and followed by another try; final.
        case superseded
        /// The window in which the same bytes may be sent again has passed without evidence.
        case unknown
        /// There is a task; it has not ended, as far as is known.
        case launched
        /// The task ended; final.
        case ended

        /// Nothing more happens to the row by itself.
        package var isFinal: Bool {
            switch self {
            case .refused, .superseded, .ended: true
            case .claimed, .sent, .notPlaced, .unknown, .launched: false
            }
        }
    }

    /// How it became known that the task exists.
    package enum Evidence: String, Sendable, Codable {
        /// RunTask answered with it.
        case answer
        /// A ConflictException named it.
        case conflict
        /// A list, a description or an event carried our `startedBy`.
        case observed
        /// Somebody said so.
        case person
    }

    package let key: LaunchKey
    package let token: ClientToken
    package let startedBy: String
    /// The bytes that are sent, the same each time, never built again.
    package let request: String
    package let createdAt: Timestamp
    package var state: State
    /// When the bytes may first have left; committed before they do.
    package var firstSentAt: Timestamp?
    /// When they were last signed.
    package var lastSentAt: Timestamp?
    /// How often they may have left.
    package var sends: Int
    /// How often a definite answer came back.
    package var answers: Int
    /// The task, once it is known.
    package var taskArn: String?
    package var evidence: Evidence?
    /// When ECS said that the task was not placed.
    package var notPlacedAt: Timestamp?
    /// How many of the two looks for a task that exists all the same have found none.
    package var looks: Int
    /// When the last look was.
    package var lookedAt: Timestamp?
    /// Since when ECS has said without a break that it does not know the task.
    package var missingSince: Timestamp?
    /// Nothing is done about this launch before then.
    package var notBefore: Timestamp?
    /// Why it is as it is, in the words of ECS where ECS said it.
    package var reason: String?
    /// The error code of ECS behind `reason`, where there is one.
    package var code: String?
    /// The newest that is known of the task.
    package var task: ECSTask? {
        get { knownTask?.value }
        set { knownTask = newValue.map(Boxed.init) }
    }
    private var knownTask: Boxed<ECSTask>?
    /// When this process asked for the task to be stopped, and why.
    package var stop: StopRequest?
    /// How the task ended.
    package var outcome: Outcome?
    /// Raised with each change; a writer that holds an older one loses.
    package var version: Int

    private enum CodingKeys: String, CodingKey {
        case key, token, startedBy, request, createdAt, state, firstSentAt, lastSentAt, sends, answers, taskArn
        case evidence, notPlacedAt, looks, lookedAt, missingSince, notBefore, reason, code
        case knownTask = "task"
        case stop
        case outcome, version
    }

    /// Makes the row of a launch that is not sent yet.
    package init(
        key: LaunchKey, token: ClientToken, startedBy: String, request: String, createdAt: Timestamp,
        notBefore: Timestamp? = nil
    ) {
        self.key = key
        self.token = token
        self.startedBy = startedBy
        self.request = request
        self.createdAt = createdAt
        self.notBefore = notBefore
        state = .claimed
        sends = 0
        answers = 0
        looks = 0
        version = 1
    }
}

/// That a task is to be stopped, and by which rule.
package struct StopRequest: Hashable, Sendable, Codable {
    /// Why a task is stopped.
    package enum Cause: String, Sendable, Codable {
        /// `timeout.attemptDurationSeconds` ran out.
        case attemptTimeout
        /// `activeDeadlineSeconds` ran out.
        case activeDeadline
        /// `launch.provisioningTimeoutSeconds` ran out.
        case provisioningTimeout
        /// Somebody asked for it.
        case person
        /// `successPolicy` is fulfilled without it.
        case satisfied
        /// More units have failed than `maxFailedIndexes` allows.
        case failedIndexes
        /// A newer run of the job takes its place, by `concurrencyPolicy: Replace`.
        case replaced

        /// The whole run was told to end, from outside of its own rules.
        package var isForWholeRun: Bool { self == .person || self == .replaced }
    }

    package let cause: Cause
    /// What StopTask is given, and ECS shows as `stoppedReason`.
    package let reason: String
    package let at: Timestamp

    package init(cause: Cause, reason: String, at: Timestamp) {
        self.cause = cause
        self.reason = reason
        self.at = at
    }
}

/// How a task ended.
package struct Outcome: Hashable, Sendable, Codable {
    /// What kind of end it was.
    package enum Class: String, Sendable, Codable, CaseIterable {
        /// Every essential container exited with 0.
        case succeeded
        /// An essential container exited with another code.
        case failed
        /// It ended before its containers ran: pull, secrets, network, volume, placement.
        case neverStarted
        /// Spot capacity was taken back.
        case interrupted
        /// The host went away or was retired.
        case hostLost
        /// A rule of the manifest stopped it.
        case timedOut
        /// Somebody stopped it.
        case stopped
        /// The task is known to have existed, and its end was never seen.
        case lost
    }

    package let `class`: Class
    /// One sentence: which container, which exit code, which reason.
    package let summary: String
    /// The exit codes that are known, by container.
    package let exitCodes: [String: Int]
    package let at: Timestamp

    package init(class: Class, summary: String, exitCodes: [String: Int], at: Timestamp) {
        self.class = `class`
        self.summary = summary
        self.exitCodes = exitCodes
        self.at = at
    }
}
