/// The buckets of tokens from which ECS lets calls and launches through; each account has one of each in each region.
///
/// Sources: Amazon ECS API Reference, "Request throttling"; Amazon ECS Developer Guide, "AWS Fargate throttling quotas".
package enum RequestBucket: Int, CaseIterable, Sendable {
    case clusterModify
    case clusterRead
    case taskDefinitionModify
    case taskDefinitionRead
    case taskDefinitionDelete
    case tagModify
    case tagRead
    /// RunTask, StartTask, StopTask.
    case clusterResourceModify
    /// DescribeTasks, ListTasks, and the same for container instances.
    case clusterResourceRead
    /// Calls of RunTask for Fargate, whatever their count.
    case fargateCalls
    /// Tasks on Fargate.
    case fargateTasks
    /// Tasks on Fargate Spot.
    case fargateSpotTasks

    /// How large the bucket is and how fast it fills, in a region.
    package func rate(in region: String) -> TokenBucket.Rate {
        switch self {
        case .clusterModify, .taskDefinitionModify: .init(burst: 20, perSecond: 1)
        case .clusterRead, .taskDefinitionRead, .tagRead: .init(burst: 50, perSecond: 20)
        case .taskDefinitionDelete: .init(burst: 5, perSecond: 1)
        case .tagModify: .init(burst: 20, perSecond: 10)
        case .clusterResourceModify: .init(burst: 100, perSecond: 40)
        case .clusterResourceRead: .init(burst: 100, perSecond: 20)
        case .fargateCalls: .init(burst: 20, perSecond: 20)
        case .fargateTasks, .fargateSpotTasks:
            RequestBucket.largeRegions.contains(region)
                ? .init(burst: 100, perSecond: 20) : .init(burst: 25, perSecond: 5)
        }
    }

    /// The regions in which Fargate starts tasks at the higher of its two rates.
    ///
    /// Source: Amazon ECS Developer Guide, "AWS Fargate throttling quotas".
    private static let largeRegions: Set<String> = [
        "us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-2", "ap-south-1",
        "ap-southeast-1", "ap-southeast-2", "ca-central-1", "eu-central-1", "eu-north-1", "eu-west-1", "eu-west-2",
        "eu-west-3", "sa-east-1",
    ]
}

extension Operation {
    /// The bucket that every call of this operation takes a token from.
    package var bucket: RequestBucket {
        switch self {
        case .createCluster, .deleteCluster: .clusterModify
        case .describeClusters, .listClusters: .clusterRead
        case .registerTaskDefinition, .deregisterTaskDefinition: .taskDefinitionModify
        case .deleteTaskDefinitions: .taskDefinitionDelete
        case .describeTaskDefinition, .listTaskDefinitions, .listTaskDefinitionFamilies: .taskDefinitionRead
        case .runTask, .startTask, .stopTask: .clusterResourceModify
        case .describeTasks, .listTasks, .describeContainerInstances, .listContainerInstances: .clusterResourceRead
        case .tagResource, .untagResource: .tagModify
        case .listTagsForResource: .tagRead
        }
    }
}
