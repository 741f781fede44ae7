/// A service of AWS that speaks AWS JSON.
package struct AWSService: Hashable, Sendable {
    /// The name in the signature's scope, and in the host: `ecs`.
    package let signingName: String
    /// What stands before the dot of `X-Amz-Target`.
    package let targetPrefix: String
    /// `1.0` or `1.1`.
    package let jsonVersion: String
    /// The name in variables: AWS_ENDPOINT_URL_ECS; in lower case the key of a `services` section.
    package let settingsName: String

    package init(signingName: String, targetPrefix: String, jsonVersion: String, settingsName: String) {
        self.signingName = signingName
        self.targetPrefix = targetPrefix
        self.jsonVersion = jsonVersion
        self.settingsName = settingsName
    }

    /// Amazon Elastic Container Service.
    package static let ecs = AWSService(
        signingName: "ecs", targetPrefix: "AmazonEC2ContainerServiceV20141113", jsonVersion: "1.1", settingsName: "ECS")

    /// Amazon CloudWatch Logs.
    package static let logs = AWSService(
        signingName: "logs", targetPrefix: "Logs_20140328", jsonVersion: "1.1", settingsName: "CLOUDWATCH_LOGS")

    /// Amazon DynamoDB.
    package static let dynamoDB = AWSService(
        signingName: "dynamodb", targetPrefix: "DynamoDB_20120810", jsonVersion: "1.0", settingsName: "DYNAMODB")

    /// Amazon Simple Queue Service.
    package static let sqs = AWSService(
        signingName: "sqs", targetPrefix: "AmazonSQS", jsonVersion: "1.0", settingsName: "SQS")

    /// AWS CloudTrail.
    package static let cloudTrail = AWSService(
        signingName: "cloudtrail", targetPrefix: "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101",
        jsonVersion: "1.1", settingsName: "CLOUDTRAIL")
}
