extension Limits {
    /// A size of CPU on Fargate and the sizes of memory that go with it.
    package struct FargateSize: Hashable, Sendable {
        /// CPU units; 1024 are one vCPU.
        package let cpu: Int
        /// MiB, ascending.
        package let memory: [Int]
        /// Windows containers may have it too.
        package let servesWindows: Bool

        init(_ cpu: Int, _ memory: [Int], windows: Bool = false) {
            self.cpu = cpu
            self.memory = memory
            servesWindows = windows
        }
    }

    /// The sizes of Fargate, ascending.
    ///
    /// Source: Amazon ECS Developer Guide, "Task definition differences for Fargate", 2026.
    package static let fargateSizes: [FargateSize] = [
        FargateSize(256, [512, 1024, 2048]),
        FargateSize(512, gib(1...4)),
        FargateSize(1024, gib(2...8), windows: true),
        FargateSize(2048, gib(4...16), windows: true),
        FargateSize(4096, gib(8...30), windows: true),
        FargateSize(8192, gib(16...60, by: 4)),
        FargateSize(16_384, gib(32...120, by: 8)),
        FargateSize(32_768, [60 * 1024, 120 * 1024, 244 * 1024]),
    ]

    /// The log drivers of Fargate.
    ///
    /// Source: as `fargateSizes`.
    package static let fargateLogDrivers = ["awslogs", "splunk", "awsfirelens"]

    /// The members of a container definition that Fargate refuses.
    ///
    /// Source: as `fargateSizes`.
    package static let fargateRefusesInContainer = [
        "disableNetworking", "dnsSearchDomains", "dnsServers", "dockerSecurityOptions", "extraHosts", "links",
        "privileged",
    ]

    /// The members of `linuxParameters` that Fargate refuses.
    ///
    /// Source: as `fargateSizes`.
    package static let fargateRefusesInLinux = ["devices", "maxSwap", "sharedMemorySize", "swappiness", "tmpfs"]

    /// The members of a task definition that Fargate refuses.
    ///
    /// Source: as `fargateSizes`.
    package static let fargateRefusesInTask = ["inferenceAccelerators", "ipcMode", "placementConstraints"]

    private static func gib(_ range: ClosedRange<Int>, by step: Int = 1) -> [Int] {
        stride(from: range.lowerBound, through: range.upperBound, by: step).map { $0 * 1024 }
    }
}
