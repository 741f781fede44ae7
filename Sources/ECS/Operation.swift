/// The calls of the ECS API that Purser makes or its sandbox answers, by the names that AWS gives them.
package enum Operation: String, CaseIterable, Sendable {
    case createCluster = "CreateCluster"
    case deleteCluster = "DeleteCluster"
    case describeClusters = "DescribeClusters"
    case listClusters = "ListClusters"
    case registerTaskDefinition = "RegisterTaskDefinition"
    case deregisterTaskDefinition = "DeregisterTaskDefinition"
    case deleteTaskDefinitions = "DeleteTaskDefinitions"
    case describeTaskDefinition = "DescribeTaskDefinition"
    case listTaskDefinitions = "ListTaskDefinitions"
    case listTaskDefinitionFamilies = "ListTaskDefinitionFamilies"
    case runTask = "RunTask"
    case startTask = "StartTask"
    case stopTask = "StopTask"
    case describeTasks = "DescribeTasks"
    case listTasks = "ListTasks"
    case tagResource = "TagResource"
    case untagResource = "UntagResource"
    case listTagsForResource = "ListTagsForResource"
    case describeContainerInstances = "DescribeContainerInstances"
    case listContainerInstances = "ListContainerInstances"

    /// The value of the `X-Amz-Target` header.
    package var target: String { Operation.targetPrefix + rawValue }

    /// The version of the API, as the header carries it.
    package static let targetPrefix = "AmazonEC2ContainerServiceV20141113."

    /// The call changes something: a plan makes none of these.
    package var isMutating: Bool {
        !(rawValue.hasPrefix("Describe") || rawValue.hasPrefix("List"))
    }
}
