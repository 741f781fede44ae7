import ECS
import Jobs
import Ledger

/// A process's connection to the one ledger of the world.
///
/// What a store guarantees is kept: a commit is whole or nothing, conditional, and there for good once it was made.
/// Everything else goes wrong: it is refused, its answer is lost, the process dies just before or just after it.
struct SimulatedLedger: LedgerStore {
    let process: SimulatedProcess

    private var world: World { process.world }
    private var disk: MemoryLedger { world.disk }

    var id: String { disk.id }

    func commit(before: RunSnapshot?, after: RunSnapshot) async throws(LedgerError) -> RunSnapshot {
        try await approach()
        process.mayDie(of: .killedBeforeCommit)
        try checkLife()
        if world.fire(.ledgerRefused) != nil { throw refusal(.busy, "the ledger is held by another process") }
        if world.fire(.ledgerFull) != nil { throw refusal(.full, "the disk is full") }
        let written: RunSnapshot
        do {
            written = try await disk.commit(before: before, after: after)
        } catch {
            world.scheduler.note(process.number, "lost".utf8, "p\(process.number) COMMIT refused: \(error)")
            if error.code == .conflict { world.mark(.lostCommit) }
            await process.pass(.milliseconds(2))
            throw error
        }
        world.committed(written, read: before, by: process)
        process.mayDie(of: .killedAfterCommit)
        process.mayStumble()
        await process.pass(.milliseconds(2))
        try checkLife()
        if world.fire(.ledgerAnswerLost) != nil { throw refusal(.storage, "the answer of the disk was lost") }
        return written
    }

    func snapshot(_ id: RunID) async throws(LedgerError) -> RunSnapshot? {
        try await reading { () async throws(LedgerError) in try await disk.snapshot(id) }
    }

    func runs(matching query: RunQuery) async throws(LedgerError) -> [Run] {
        try await reading { () async throws(LedgerError) in try await disk.runs(matching: query) }
    }

    func holders(of subject: RunLock.Subject) async throws(LedgerError) -> [Run] {
        try await reading { () async throws(LedgerError) in try await disk.holders(of: subject) }
    }

    func launch(startedBy: String) async throws(LedgerError) -> Launch? {
        try await reading { () async throws(LedgerError) in try await disk.launch(startedBy: startedBy) }
    }

    func jobs() async throws(LedgerError) -> [String: JobRecord] {
        try await reading { () async throws(LedgerError) in try await disk.jobs() }
    }

    func put(_ job: JobRecord) async throws(LedgerError) {
        try await approach()
        try await disk.put(job)
        await process.pass(.milliseconds(2))
        try checkLife()
    }

    func activeRuns() async throws(LedgerError) -> [ActiveRun] {
        try await reading { () async throws(LedgerError) in try await disk.activeRuns() }
    }

    func replicas() async throws(LedgerError) -> [Replica] {
        try await reading { () async throws(LedgerError) in try await disk.replicas() }
    }

    func put(_ replica: Replica) async throws(LedgerError) {
        try await approach()
        try await disk.put(replica)
        await process.pass(.milliseconds(2))
        try checkLife()
    }

    func removeReplica(_ id: String) async throws(LedgerError) {
        try await approach()
        try await disk.removeReplica(id)
        await process.pass(.milliseconds(2))
        try checkLife()
    }

    /// What is read is true when it is read, and may be old when the reader goes on.
    private func reading<Value>(
        _ read: () async throws(LedgerError) -> Value
    ) async throws(LedgerError) -> Value {
        try await approach()
        let value = try await read()
        await process.pass(.milliseconds(1))
        try checkLife()
        return value
    }

    /// The way to the ledger takes time, in which others may write.
    private func approach() async throws(LedgerError) {
        try checkLife()
        var delay = Duration.milliseconds(2)
        if var generator = world.fire(.ledgerSlow) { delay = generator.duration(.milliseconds(10)...(.seconds(5))) }
        await process.pass(delay)
        try checkLife()
    }

    private func checkLife() throws(LedgerError) {
        if process.isDead { throw refusal(.storage, "the process is dead") }
    }

    private func refusal(_ code: LedgerError.Code, _ message: String) -> LedgerError {
        world.scheduler.note(process.number, message.utf8, "p\(process.number) LEDGER \(message)")
        return LedgerError(code, "ledger", message)
    }
}
