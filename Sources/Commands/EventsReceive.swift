import AWS
import ArgumentParser
import ECS
import Events
import Ledger

struct EventsReceive: FormattedCommand {
    static let configuration = CommandConfiguration(
        commandName: "receive",
        abstract: "Take in the events of the queue that 'events:' in purser.yaml names, until Ctrl-C or SIGTERM.",
        discussion: """
            Any number of consumers may receive from one queue. A message is deleted once what it tells is on the disk. \
            One that is no event of ECS stays in the queue, which moves it to its dead-letter queue after some \
            receives; it is told of each time and counted the first time.
            """)

    @Flag(help: "End when the queue has nothing more to give.") var untilEmpty = false
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func run(in world: World) async throws {
        try await world.takingTerminationForInterruption { try await receive(in: $0) }
    }

    private func receive(in world: World) async throws {
        let settings = try Settings.load(connection, beside: [], world)
        guard let url = try connection.eventsURL(settings, world) else {
            throw Failure(
                .error, "no queue is named",
                wayOut: "write 'events: sqs:URL' into purser.yaml, or give --events sqs:URL")
        }
        let access = try connection.ledgerAccess(world)
        let store = try await access.openEvents()
        let queue = SQSClient(try access.makeClient(), queue: url)
        let consumer = QueueConsumer(world: world, store: store, queue: queue, title: url)
        let tally = try await consumer.run(untilEmpty: untilEmpty)
        let view = IngestView(url, EventIngestion.Outcome(tally: tally, begun: .start))
        world.terminal.write(format.output == .json ? Rendering.json(view) : view.text)
        if tally.problems > 0 { throw Failure(.error) }
    }
}

/// Takes in what a queue brings: what is deleted is on the disk.
private struct QueueConsumer: Sendable {
    /// For how many seconds nobody else receives a message that was received here, counted anew while it is worked on.
    private static let visibility = 60
    /// How many messages are gathered for one transaction at the most.
    private static let largestBatch = 200

    let world: World
    let store: any EventStore
    let queue: SQSClient
    let title: String

    func run(untilEmpty: Bool) async throws(Failure) -> EventTally {
        var tally = EventTally()
        while !world.isInterrupted {
            guard let messages = try await gather(wait: untilEmpty ? 1 : SQSClient.longestWait) else { break }
            if messages.isEmpty {
                if untilEmpty { break }
                continue
            }
            tally.add(try await take(messages))
        }
        return tally
    }

    /// As many messages as the queue has at hand; none where none came in `wait` seconds, nil after Ctrl-C.
    private func gather(wait: Int) async throws(Failure) -> [SQSMessage]? {
        guard var messages = try await receive(wait: wait) else { return nil }
        var isMore = !messages.isEmpty
        while isMore, messages.count < QueueConsumer.largestBatch {
            guard let more = try await receive(wait: 0) else { break }
            messages += more
            isMore = !more.isEmpty
        }
        return messages
    }

    /// One receive; Ctrl-C ends it early, with nil.
    private func receive(wait: Int) async throws(Failure) -> [SQSMessage]? {
        let (queue, clock) = (queue, world.clock)
        let outcome = await withTaskGroup(of: Result<[SQSMessage], AWSError>?.self) { group in
            group.addTask {
                do throws(AWSError) {
                    return .success(try await queue.receive(wait: wait, visibility: QueueConsumer.visibility))
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                // Ends by an error when Ctrl-C is pressed, or when the messages are there.
                while (try? await clock.sleep(for: .seconds(60))) != nil {}
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        do throws(AWSError) { return try outcome?.get() } catch { throw Failure(error) }
    }

    private func take(_ messages: [SQSMessage]) async throws(Failure) -> EventTally {
        var batch = EventBatch(receivedAt: world.steadyClock.now())
        var taken: [SQSMessage] = []
        for message in messages {
            do throws(EventProblem) {
                batch.changes.append(try EventRecord.read(Array(message.body.utf8)))
                taken.append(message)
            } catch {
                // Received again it is the same record.
                if message.receives == 1 { batch.problems[error.kind, default: 0] += 1 }
                world.terminal.note(
                    "purser: warning: message \(message.id): \(error.shown); left to the dead-letter queue "
                        + "(received \(message.receives) \(message.receives == 1 ? "time" : "times"))\n")
            }
        }
        let dispositions = try await whileHidden(taken, take: batch)
        do throws(AWSError) {
            let left = try await queue.delete(taken)
            if left > 0 { world.terminal.note("purser: warning: \(left) messages were not deleted; they come again\n") }
        } catch {
            throw Failure(error)
        }
        var tally = EventTally()
        for (change, disposition) in zip(batch.changes, dispositions) { tally.add(.change(change.kind, disposition)) }
        for (kind, count) in batch.problems { tally.add(.problem(kind), count) }
        return tally
    }

    /// Writes a batch, however long it takes: its messages stay hidden meanwhile.
    private func whileHidden(
        _ messages: [SQSMessage], take batch: EventBatch
    ) async throws(Failure) -> [Disposition] {
        let (queue, store, clock) = (queue, store, world.steadyClock)
        let outcome = await withTaskGroup(of: Result<[Disposition], LedgerError>?.self) { group in
            group.addTask {
                do throws(LedgerError) { return .success(try await store.take(batch)) } catch { return .failure(error) }
            }
            group.addTask {
                while (try? await clock.sleep(for: .seconds(QueueConsumer.visibility / 3))) != nil {
                    // Where it fails the messages come again, and are duplicates then.
                    _ = try? await queue.hide(messages, seconds: QueueConsumer.visibility)
                }
                return nil
            }
            let first = await group.next() ?? nil
            group.cancelAll()
            return first
        }
        guard let outcome else { throw Failure(.interrupted) }
        do throws(LedgerError) { return try outcome.get() } catch { throw Failure(error) }
    }
}
