extension Limits {
    /// A type of EBS volume and what may be asked of it.
    ///
    /// Sizes are GiB, throughput MiB a second.
    package struct EBSVolumeType: Hashable, Sendable {
        package let name: String
        package let size: ClosedRange<Int>
        /// The sizes that EBS by itself takes where that is more than the page of ECS says.
        package let sizeOfEBS: ClosedRange<Int>
        /// What may be asked for; nil where IOPS cannot be set.
        package var iops: ClosedRange<Int>?
        /// What EBS by itself takes where that is more.
        package var iopsOfEBS: ClosedRange<Int>?
        package var needsIOPS = false
        /// IOPS that go with each GiB; what is in the base range comes with any size.
        package var iopsPerGiB: Int?
        package var throughput: ClosedRange<Int>?
        package var throughputOfEBS: ClosedRange<Int>?

        init(_ name: String, size: ClosedRange<Int>, sizeOfEBS: ClosedRange<Int>? = nil) {
            self.name = name
            self.size = size
            self.sizeOfEBS = sizeOfEBS ?? size
        }
    }

    /// The types of volumes.
    ///
    /// Sources: Amazon ECS API Reference, TaskManagedEBSVolumeConfiguration; for ratios and for what EBS takes beyond
    /// it the Amazon EBS User Guide, "General Purpose SSD volumes" and "Provisioned IOPS SSD volumes". The two
    /// disagree on the upper ends of gp3 and io2: between them a value is a warning.
    package static let ebsVolumeTypes: [EBSVolumeType] = {
        var gp3 = EBSVolumeType("gp3", size: 1...16_384, sizeOfEBS: 1...65_536)
        gp3.iops = 3000...16_000
        gp3.iopsOfEBS = 3000...80_000
        gp3.iopsPerGiB = 500
        gp3.throughput = 125...1000
        gp3.throughputOfEBS = 125...2000
        var io1 = EBSVolumeType("io1", size: 4...16_384)
        io1.iops = 100...64_000
        io1.needsIOPS = true
        io1.iopsPerGiB = 50
        var io2 = EBSVolumeType("io2", size: 4...16_384, sizeOfEBS: 4...65_536)
        io2.iops = 100...256_000
        io2.needsIOPS = true
        io2.iopsPerGiB = 1000
        return [
            EBSVolumeType("gp2", size: 1...16_384), gp3, io1, io2, EBSVolumeType("st1", size: 125...16_384),
            EBSVolumeType("sc1", size: 125...16_384), EBSVolumeType("standard", size: 1...1024),
        ]
    }()

    /// Provisioned IOPS of gp3 that go with one MiB a second of throughput.
    ///
    /// Source: Amazon EBS User Guide, "General Purpose SSD volumes": 0.25 MiB a second for each.
    package static let gp3IOPSPerMiB = 4

    /// IOPS of gp3 that come with any size and need no asking.
    ///
    /// Source: as `gp3IOPSPerMiB`.
    package static let gp3BaseIOPS = 3000

    /// MiB a second at which a volume may be filled from its snapshot.
    ///
    /// Source: Amazon EBS User Guide, "Initialize Amazon EBS volumes".
    package static let initializationRate = 100...300
}
