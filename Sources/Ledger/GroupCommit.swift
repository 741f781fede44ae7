import GRDB
import Synchronization

/// Gathers the changes of callers that write at the same time into one transaction, so that they share its flush.
///
/// A flush costs milliseconds, whatever is flushed. The first caller's transaction begins at once; whoever comes while
/// it is being flushed goes into the next one. Each caller hears of its own change alone, and only after the flush: a
/// change that loses by a conflict is taken back to its savepoint, and the others go on. Where the disk fails, the
/// whole transaction is taken back, and all of its callers hear why.
final class GroupCommit: Sendable {
    /// A change of the database; throws `LedgerError` where it is refused, anything else where the disk failed.
    typealias Change = @Sendable (Database) throws -> Void

    private struct Waiting: Sendable {
        let change: Change
        let caller: CheckedContinuation<Result<Void, any Error>, Never>
    }

    private struct State {
        var waiting: [Waiting] = []
        /// A transaction is under way, and another one follows it where somebody waits.
        var isRunning = false
    }

    /// How many changes go into one transaction: other processes wait for it.
    static let largest = 256

    private let queue: DatabaseQueue
    private let state = Mutex(State())

    init(_ queue: DatabaseQueue) {
        self.queue = queue
    }

    /// How many callers wait whose transaction has not begun.
    var waiting: Int { state.withLock { $0.waiting.count } }

    /// Carries a change out, with others that come at the same time, and waits for the flush.
    func perform(_ change: @escaping Change) async -> Result<Void, any Error> {
        await withCheckedContinuation { caller in
            let isFirst = state.withLock { state in
                state.waiting.append(Waiting(change: change, caller: caller))
                if state.isRunning { return false }
                state.isRunning = true
                return true
            }
            if isFirst { runNext() }
        }
    }

    /// Not through GRDB's `async` calls: they give up where the caller's task is cancelled, and a commit must not.
    private func runNext() {
        queue.asyncWriteWithoutTransaction { [self] database in
            let group = state.withLock { state in
                let group = state.waiting.prefix(GroupCommit.largest)
                state.waiting.removeFirst(group.count)
                return Array(group)
            }
            let outcomes = GroupCommit.commit(group.map(\.change), to: database)
            for (waiting, outcome) in zip(group, outcomes) { waiting.caller.resume(returning: outcome) }
            let isMore = state.withLock { state in
                state.isRunning = !state.waiting.isEmpty
                return state.isRunning
            }
            // A turn of its own, so that whoever reads comes in between.
            if isMore { runNext() }
        }
    }

    /// One transaction of several changes; the outcomes come in their order.
    static func commit(_ changes: [Change], to database: Database) -> [Result<Void, any Error>] {
        var outcomes: [Result<Void, any Error>] = []
        do {
            try database.inTransaction(.immediate) {
                for change in changes { outcomes.append(try outcome(of: change, on: database)) }
                return .commit
            }
            return outcomes
        } catch {
            return changes.map { _ in .failure(error) }
        }
    }

    private static func outcome(of change: Change, on database: Database) throws -> Result<Void, any Error> {
        do {
            try database.inSavepoint {
                try change(database)
                return .commit
            }
            return .success(())
        } catch let refusal as LedgerError {
            return .failure(refusal)
        }
    }
}
