import ECS

/// A clock whose waits end with an error once Ctrl-C was pressed more often than it has patience for.
struct InterruptibleClock: WallClock {
    let base: any WallClock
    let patience: Int
    let interruptions: @Sendable () -> Int

    /// How soon Ctrl-C is heard.
    private static let slice = Duration.milliseconds(100)

    func now() -> Timestamp { base.now() }

    func sleep(for duration: Duration) async throws {
        var left = duration
        while left > .zero {
            if interruptions() > patience { throw CancellationError() }
            try await base.sleep(for: min(left, Self.slice))
            left -= Self.slice
        }
    }
}
