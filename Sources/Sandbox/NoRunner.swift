/// The runner of a sandbox that simulates: nothing runs, so there is nothing to report.
package struct NoRunner: ContainerRunner {
    package let reports: AsyncStream<RunnerReport>

    package init() {
        reports = AsyncStream { $0.finish() }
    }

    package func carryOut(_ order: RunnerOrder) async {}

    package func run() async {}

    package func shutdown() async {}
}
