package import JSON

/// A task definition as DescribeTaskDefinition answers it, with the tags that ECS keeps beside it.
package struct DescribedTaskDefinition: Hashable, Sendable {
    /// The member `taskDefinition` of the answer.
    package let definition: JSON
    package let tags: [Tag]

    package init(definition: JSON, tags: [Tag]) {
        self.definition = definition
        self.tags = tags
    }

    /// The ARN with the revision.
    package var arn: String { definition["taskDefinitionArn"]?.string ?? "" }

    /// Runs may be started from it: neither deregistered nor about to be deleted.
    package var isActive: Bool { definition["status"]?.string == "ACTIVE" }
}
