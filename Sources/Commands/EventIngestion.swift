import AWS
import ECS
import Events
import Ledger

/// Takes a source in, batch by batch, and says what became of it.
///
/// While one batch is written, the next one is read; no more of the source is ever held.
struct EventIngestion: Sendable {
    /// The most problems that are told one by one.
    static let mostTold = 10

    let world: World
    let store: any EventStore
    /// What the source is called to people.
    let title: String
    /// The name that its place is kept by; nil where none is kept.
    let name: String?

    /// What was taken in of it.
    struct Outcome: Sendable {
        var tally = EventTally()
        var isCut = false
        /// Where the source was read on from.
        var begun: SourcePosition
    }

    /// Takes all of a source in that stands behind `begun`; `known` is what the store has of its place.
    ///
    /// - Throws: `Failure`; what was taken in until then stays.
    func run(
        _ source: EventSource, from begun: SourcePosition, known: SourcePosition?
    ) async throws(Failure) -> Outcome {
        var outcome = Outcome(begun: begun)
        var place = known
        var told = 0
        var progress = Progress(world)
        var (reading, rest) = await EventIngestion.read(source)
        while true {
            let batch: EventSource.Batch
            do throws(FileReadingError) { batch = try reading.get() } catch {
                throw Failure(.error, "cannot read '\(title)': \(error.reason)")
            }
            let source = rest
            async let ahead = batch.isLast ? nil : EventIngestion.read(source)
            if !batch.isEmpty {
                let dispositions = try await take(batch, from: place)
                place = batch.position
                for (change, disposition) in zip(batch.changes, dispositions) {
                    outcome.tally.add(.change(change.kind, disposition))
                }
                for (record, problem) in batch.problems {
                    outcome.tally.add(.problem(problem.kind))
                    told += 1
                    guard told <= EventIngestion.mostTold else { continue }
                    progress.clear()
                    world.terminal.note(
                        "purser: warning: \(title), record \(record): \(problem.shown)\n")
                }
                progress.show(outcome.tally.records)
            }
            outcome.isCut = batch.isCut
            guard let next = await ahead else { break }
            (reading, rest) = next
        }
        progress.clear()
        if told > EventIngestion.mostTold {
            world.terminal.note("purser: warning: \(title): \(told - EventIngestion.mostTold) more are no events\n")
        }
        return outcome
    }

    private func take(_ batch: EventSource.Batch, from place: SourcePosition?) async throws(Failure) -> [Disposition] {
        var problems: [EventProblem.Kind: Int] = [:]
        for (_, problem) in batch.problems { problems[problem.kind, default: 0] += 1 }
        let move = name.map { SourceMove(source: $0, from: place, to: batch.position) }
        do throws(LedgerError) {
            return try await store.take(
                EventBatch(
                    changes: batch.changes, problems: problems, receivedAt: world.steadyClock.now(), move: move))
        } catch {
            throw Failure(error)
        }
    }

    /// Reads a batch away from whoever writes the one before.
    @concurrent
    private static func read(
        _ source: EventSource
    ) async -> (Result<EventSource.Batch, FileReadingError>, EventSource) {
        var source = source
        do throws(FileReadingError) {
            return (.success(try source.next()), source)
        } catch {
            return (.failure(error), source)
        }
    }
}

/// One line on a terminal that says how far it is, written over and over.
private struct Progress {
    private let world: World
    private var shownAt: Timestamp
    private var isShown = false

    init(_ world: World) {
        self.world = world
        shownAt = world.steadyClock.now()
    }

    mutating func show(_ records: Int) {
        let now = world.steadyClock.now()
        guard world.terminal.isColoured, now - shownAt >= .milliseconds(500) else { return }
        shownAt = now
        isShown = true
        world.terminal.note("\r\(records) records taken in")
    }

    mutating func clear() {
        guard isShown else { return }
        isShown = false
        world.terminal.note("\r\u{1B}[K")
    }
}
