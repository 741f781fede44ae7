import AWS
import Controller
import ECS
import Jobs
import Ledger
import Manifests

/// What a command works with once it is known who is asked and where the books are.
struct Session: Sendable {
    let world: World
    let set: String
    let settings: AWSSettings
    let client: AWSClient
    let ecs: ECSClient
    let ledgerAccess: LedgerAccess
    /// `purser.yaml`, and the folder that it is about.
    let project: Settings
    /// ECS is the sandbox of this folder.
    let isSandbox: Bool
    /// What this command has written into the ledger.
    let started: StartedRuns

    /// AWS's time, and waiting for it.
    var clock: AWSClock { AWSClock(client: client, clock: world.clock) }

    /// Opens the ledger; a file is made where it is missing.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openLedger() async throws(Failure) -> any LedgerStore {
        ledgerAccess.concealing(try await ledgerAccess.open())
    }

    /// Opens the ledger where there is one; else an empty one that stays away from the disk.
    ///
    /// - Throws: `Failure` where it cannot be used; nothing was changed.
    func openExistingLedger() async throws(Failure) -> any LedgerStore { try await ledgerAccess.openExisting() }

    /// Opens the ledger to read: one that does not exist yet is empty, and stays away.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func readLedger() async throws(Failure) -> any LedgerStore { try await ledgerAccess.read() }

    /// Learns AWS's time from one call before anything is decided by the clock: a fast clock would take launches for
    /// older than they are.
    ///
    /// - Throws: `Failure` where AWS cannot be asked.
    func correctClock(by snapshots: [RunSnapshot]) async throws(Failure) {
        try checkRegion(of: snapshots)
        guard let cluster = snapshots.first?.run.cluster else { return }
        do { _ = try await ecs.describeClusters([cluster]) } catch { throw Failure(error) }
    }

    /// Refuses runs of another region: their clusters and tasks are not to be found in this one.
    ///
    /// - Throws: `Failure` where there is such a run.
    func checkRegion(of snapshots: [RunSnapshot]) throws(Failure) {
        for snapshot in snapshots {
            guard let place = RunPlace(ofARN: snapshot.run.cluster), place.region != settings.region else { continue }
            throw Failure(
                .error, "\(snapshot.run.id) runs in \(place.region), and \(settings.region) is asked",
                wayOut: "give --region \(place.region)")
        }
    }

    /// What carries runs to their end, telling what happens on standard error.
    ///
    /// `maxLaunches` is how many launches it begins at the most; nil for what `purser.yaml` says.
    func driver(
        _ ledger: any LedgerStore, _ view: ProgressView, clock: (any WallClock)? = nil, maxLaunches: Int? = nil
    ) -> Driver {
        driver(ledger, clock: clock, maxLaunches: maxLaunches, report: progress(view))
    }

    /// The same, telling what happens to `report`.
    func driver(
        _ ledger: any LedgerStore, clock: (any WallClock)? = nil, maxLaunches: Int? = nil,
        report: @escaping @Sendable (Progress) -> Void
    ) -> Driver {
        Driver(
            ledger: ledger, ecs: ecs, clock: clock ?? self.clock, brake: brake(maxLaunches: maxLaunches),
            rhythm: isSandbox ? .sandbox : .ecs, isInterrupted: { [world] in world.isInterrupted }, report: report)
    }

    /// Tells what happens to runs, and keeps in mind which of them this command started.
    func progress(_ view: ProgressView) -> @Sendable (Progress) -> Void {
        let started = started
        return { event in
            started.note(event)
            view.show(event)
        }
    }

    /// A person has halted all launches of this folder.
    var isHalted: Bool { world.files.exists(project.root + "/" + Session.stopFile) }

    private func brake(maxLaunches: Int?) -> LaunchBrake {
        let (files, path) = (world.files, project.root + "/" + Session.stopFile)
        return LaunchBrake(
            perCommand: maxLaunches ?? project.configuration?.maxLaunches ?? Configuration.standardMaxLaunches,
            perMinute: project.configuration?.maxLaunchesPerMinute ?? Configuration.standardMaxLaunchesPerMinute,
            stopped: { files.exists(path) ? "the file \(Session.stopFile) halts them" : nil })
    }

    /// While this file exists beside `purser.yaml`, nothing is launched from the folder.
    static let stopFile = ".purser/stop"
}

/// The time of AWS, as well as it is known.
struct AWSClock: WallClock {
    let client: AWSClient
    let clock: any WallClock

    func now() -> Timestamp { client.correctedNow }

    func sleep(for duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }
}
