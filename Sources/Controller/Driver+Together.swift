import Jobs
import Ledger

extension Driver {
    /// How many calls to ECS are under way at once.
    static let width = 8

    /// Does work for all items, `width` at once; the results come in the order of the items.
    static func concurrently<Item: Sendable, Value: Sendable>(
        _ items: [Item], width: Int = Driver.width, _ work: @escaping @Sendable (Item) async -> Value
    ) async -> [Value] {
        await withTaskGroup(of: (Int, Value).self) { group in
            var values = [Value?](repeating: nil, count: items.count)
            for (index, item) in items.enumerated() {
                if index >= width, let (index, value) = await group.next() { values[index] = value }
                group.addTask { (index, await work(item)) }
            }
            for await (index, value) in group { values[index] = value }
            return values.compactMap(\.self)
        }
    }

    /// Does work on several tracks at once, each of them named once, so that their commits are gathered; then tells
    /// what happened, in the order of the items.
    ///
    /// - Returns: For each item what came of it. A track is as its work left it, a failure or not.
    func outcomes<Item: Sendable, Value: Sendable>(
        _ items: [(track: Int, item: Item)], _ tracks: inout [Track],
        _ work: @escaping @Sendable (inout Track, Item) async throws(ControlError) -> Value
    ) async -> [Result<Value, ControlError>] {
        let jobs = items.map { (track: tracks[$0.track], item: $0.item) }
        let done = await Driver.concurrently(jobs, width: ledger.width) {
            job -> (Track, Result<Value, ControlError>) in
            var track = job.track
            do throws(ControlError) {
                let value = try await work(&track, job.item)
                return (track, .success(value))
            } catch {
                return (track, .failure(error))
            }
        }
        for ((index, _), (track, _)) in zip(items, done) {
            tracks[index] = track
            tell(&tracks[index])
        }
        return done.map(\.1)
    }

    /// The same where a failure of one ends it all, once all are done.
    func together<Item: Sendable, Value: Sendable>(
        _ items: [(track: Int, item: Item)], _ tracks: inout [Track],
        _ work: @escaping @Sendable (inout Track, Item) async throws(ControlError) -> Value
    ) async throws(ControlError) -> [Value] {
        var values: [Value] = []
        for outcome in await outcomes(items, &tracks, work) { values.append(try outcome.get()) }
        return values
    }

    /// Reports what is committed and was not told yet.
    func tell(_ track: inout Track) {
        for event in track.news { report(event) }
        track.news = []
    }
}
