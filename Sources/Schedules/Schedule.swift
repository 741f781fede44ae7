package import ECS

/// An expression with all that it takes to name instants.
package struct Schedule: Sendable {
    package let expression: ScheduleExpression
    package let zone: Zone
    /// Nothing happens before it, and a `rate` begins with it.
    ///
    /// Without effect on `at`.
    package let start: Timestamp?
    /// Nothing happens after it.
    ///
    /// Without effect on `at`.
    package let end: Timestamp?

    package init(
        _ expression: ScheduleExpression, in zone: Zone, from start: Timestamp? = nil, to end: Timestamp? = nil
    ) {
        self.expression = expression
        self.zone = zone
        self.start = start
        self.end = end
    }

    /// The first occurrence after an instant, nil where none follows.
    ///
    /// A `rate` without a start begins at `origin`, when the schedule came to be.
    package func next(after instant: Timestamp, origin: Timestamp) -> Timestamp? {
        if case .at = expression { return expression.next(after: instant, in: zone, origin: origin) }
        // The start itself may be an occurrence.
        let before = start.map { max(instant, Timestamp(milliseconds: $0.milliseconds - 1)) } ?? instant
        guard let next = expression.next(after: before, in: zone, origin: start ?? origin) else { return nil }
        return end.map { next <= $0 } ?? true ? next : nil
    }

    /// The occurrences after one instant up to another, that one included, rising; no more than `limit`.
    package func occurrences(
        after first: Timestamp, through last: Timestamp, origin: Timestamp, limit: Int
    ) -> [Timestamp] {
        var found: [Timestamp] = []
        var from = first
        while found.count < limit, let next = next(after: from, origin: origin), next <= last {
            found.append(next)
            from = next
        }
        return found
    }
}
