extension Array where Element: Sendable {
    /// The results of a function for all elements, in their order, worked out on all processors.
    ///
    /// Neighbours are worked on together, in as many shares as keep the processors busy to the end.
    package func concurrentMap<Result: Sendable>(_ body: @escaping @Sendable (Element) -> Result) async -> [Result] {
        let share = Swift.max(1, Swift.min(64, count / 32))
        guard count > share else { return map(body) }
        let starts = [Int](stride(from: 0, to: count, by: share))
        return await withTaskGroup(of: (Int, [Result]).self) { group in
            for start in starts {
                let part = self[start..<Swift.min(start + share, count)]
                group.addTask { (start, part.map(body)) }
            }
            var parts: [Int: [Result]] = [:]
            for await (start, results) in group { parts[start] = results }
            return starts.flatMap { parts[$0] ?? [] }
        }
    }
}
