/// An Amazon Resource Name, taken apart.
package struct ARN: Hashable, Sendable, CustomStringConvertible {
    package let partition: String
    package let service: String
    package let region: String
    package let account: String
    /// All after the account: `task/batch/0123…`, `task-definition/report:12`.
    package let resource: String

    package init(partition: String, service: String, region: String, account: String, resource: String) {
        self.partition = partition
        self.service = service
        self.region = region
        self.account = account
        self.resource = resource
    }

    /// Takes an ARN apart; nil where the text is none.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", !parts[1].isEmpty, !parts[5].isEmpty else { return nil }
        self.init(partition: parts[1], service: parts[2], region: parts[3], account: parts[4], resource: parts[5])
    }

    package var description: String {
        "arn:\(partition):\(service):\(region):\(account):\(resource)"
    }

    /// The kind of the resource: `cluster`, `task`, `task-definition`.
    package var kind: String {
        String(resource.prefix { $0 != "/" })
    }

    /// The name after the last slash: a cluster's name, a task's id, `family:revision`.
    package var name: String {
        String(resource.split(separator: "/").last ?? "")
    }
}
