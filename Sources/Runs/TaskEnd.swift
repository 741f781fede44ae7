package import ECS
package import Jobs

/// What the end of a task looks like to the rules of `evaluateOnExit`.
///
/// AWS Batch speaks of one container; here it is the one that speaks for the task.
package struct TaskEnd: Hashable, Sendable {
    /// ECS's `stopCode`; empty where there is none.
    package let stopCode: String
    /// What stands for Batch's `statusReason`.
    ///
    /// The task's `stoppedReason`, and the words that Batch has for a task that failed to start.
    package let statusReasons: [String]
    /// What stands for Batch's `container.reason`.
    ///
    /// The speaking container's, or the task's where no container gives one, as on Fargate; empty where nobody does.
    package let reason: String
    /// The speaking container's; nil where it never ran.
    package let exitCode: Int?
    /// The speaking container's name.
    package let container: String?

    /// The end of a stopped task that did not succeed.
    ///
    /// Containers that are not in `containers` (injected sidecars) say nothing. Of the others the speaker is the first
    /// essential one with an exit code of its own; 137 and 143 are what the others get when the task is taken down,
    /// and count only where there is no better. Without an exit code it is the first that gives a reason.
    package init(_ task: ECSTask, containers: [ContainerRole]) {
        let known = Dictionary(
            (task.containers ?? []).compactMap { container in container.name.map { ($0, container) } },
            uniquingKeysWith: { first, _ in first })
        let ours = containers.compactMap { known[$0.name] }
        let essential = containers.filter(\.isEssential).compactMap { known[$0.name] }
        let failed = essential.filter { ($0.exitCode ?? 0) != 0 }
        let speaker =
            failed.first { $0.exitCode != 137 && $0.exitCode != 143 || $0.reason?.isEmpty == false } ?? failed.first
            ?? essential.first { $0.exitCode == nil && $0.reason?.isEmpty == false }
            ?? ours.first { $0.exitCode == nil && $0.reason?.isEmpty == false }
            ?? essential.first { $0.exitCode == nil }
        stopCode = task.stopCode?.rawValue ?? ""
        let said = task.stoppedReason ?? ""
        statusReasons = task.stopCode == .taskFailedToStart ? [said, "Task failed to start"] : [said]
        let own = speaker?.reason ?? ""
        let isSilent = ours.allSatisfy { $0.reason?.isEmpty ?? true }
        reason = own.isEmpty && isSilent ? said : own
        exitCode = speaker?.exitCode
        container = speaker?.name
    }

    /// All that a stopped task says about why: its own reason, its containers', and those of its attachments.
    static func words(of task: ECSTask, containers: Set<String>? = nil) -> [String] {
        let own = (task.containers ?? []).filter { container in
            guard let containers, let name = container.name else { return true }
            return containers.contains(name)
        }
        let attached = (task.attachments ?? []).flatMap { $0.details ?? [] }.filter { $0.name == "statusReason" }
        var words: [String] = []
        for text in [task.stoppedReason] + own.map(\.reason) + attached.map(\.value) {
            if let text, !text.isEmpty, !words.contains(text) { words.append(text) }
        }
        return words
    }
}
