package import ECS
package import JSON

/// The calls of Amazon ECS that Purser makes, with their answers as values.
///
/// All but `runTask` and `startTask` are repeated by themselves where that may help. Each throws `AWSError` of the last
/// send, and has then changed nothing unless its documentation says otherwise.
package protocol ECSCalls: LogsCalls {
    /// The tasks of these ARNs or ids, with their tags; what is not found is among the failures as `MISSING`.
    ///
    /// Any number is asked for, a hundred a call. A task that was started a moment ago may be missing still.
    func describeTasks(
        cluster: String, arns: [String]
    ) async throws(AWSError) -> (tasks: [ECSTask], failures: [Failure])

    /// The ARNs of all tasks that a filter lets through, from all pages.
    ///
    /// ECS shows tasks whose desired status is RUNNING where `desiredStatus` is nil, and takes `startedBy` only without
    /// `family`. That a task is not listed does not prove that it was never started: lists lag and forget.
    func listTasks(
        cluster: String, family: String?, startedBy: String?, desiredStatus: TaskStatus?
    ) async throws(AWSError) -> [String]

    /// Asks ECS to stop a task. A task that has stopped already is answered as it is.
    func stopTask(cluster: String, task: String, reason: String) async throws(AWSError) -> ECSTask

    /// Registers a revision and gives it as ECS stored it.
    ///
    /// - Throws: `AWSError` with the code `outcomeUnknown` where the answer was lost: ECS has no token for this call,
    ///   so a revision may exist. Look at the newest one before registering again.
    func registerTaskDefinition(_ definition: JSON) async throws(AWSError) -> JSON

    /// A task definition by family (its newest active revision), `family:revision` or ARN; nil where there is none.
    func describeTaskDefinition(_ name: String) async throws(AWSError) -> DescribedTaskDefinition?

    /// The ARNs of all revisions whose family is `familyPrefix` or begins with it, the newest first.
    ///
    /// `status` is ACTIVE or INACTIVE; nil for ACTIVE.
    func listTaskDefinitions(familyPrefix: String, status: String?) async throws(AWSError) -> [String]

    /// Clusters by name or ARN; what is not found is among the failures as `MISSING`.
    func describeClusters(_ names: [String]) async throws(AWSError) -> (clusters: [JSON], failures: [Failure])

    /// Creates a cluster with the capacity providers that it may use, or gives the one that has the name already.
    func createCluster(name: String, capacityProviders: [String], tags: [Tag]) async throws(AWSError) -> JSON

    /// Sets tags of a resource and leaves its other tags alone.
    func tagResource(arn: String, tags: [Tag]) async throws(AWSError)

    /// The tags of a resource.
    func listTagsForResource(arn: String) async throws(AWSError) -> [Tag]

    /// Sends RunTask once; see `AWSClient.exchange`.
    func runTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange

    /// Sends StartTask once; see `AWSClient.exchange`. ECS has no token for it: it must never be sent again.
    func startTask(body: [UInt8], mayBeSent: @Sendable (Timestamp) -> Bool) async -> Exchange
}

/// The calls of CloudWatch Logs that Purser makes.
package protocol LogsCalls: Sendable {
    /// One page of a stream, from its head or from where `nextToken` of the page before points.
    ///
    /// An empty page is not the end: the end is a page whose token is the one that was sent.
    ///
    /// - Returns: Nil where there is no such group or stream, as is so before a container has written its first line.
    func getLogEvents(group: String, stream: String, nextToken: String?) async throws(AWSError) -> LogPage?

    /// The names of all streams of a group that begin with `prefix`; nil where there is no such group.
    func describeLogStreams(group: String, prefix: String) async throws(AWSError) -> [String]?
}

/// A page of a stream of logs.
package struct LogPage: Hashable, Sendable {
    /// In the order of their time.
    package let events: [LogEvent]
    /// Where to go on; equal to the token that was sent at the end of the stream.
    package let nextToken: String?

    package init(events: [LogEvent], nextToken: String?) {
        self.events = events
        self.nextToken = nextToken
    }
}

/// A line of a log.
package struct LogEvent: Hashable, Sendable {
    /// When the container wrote it.
    package let time: Timestamp
    /// As it was written: it may hold anything.
    package let message: String

    package init(time: Timestamp, message: String) {
        self.time = time
        self.message = message
    }
}
