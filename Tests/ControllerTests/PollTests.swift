// How often ECS is asked about a task.
import ECS
import Testing

@testable import Controller

@Suite struct PollTests {
    @Test func `questions come after two seconds, then twice as late each time, up to five minutes`() {
        var now = Timestamp(milliseconds: 0)
        var poll = Poll(at: now)
        var waits: [Double] = []
        for _ in 0..<10 {
            poll.backOff(now: now)
            waits.append((poll.due - now).seconds)
            now = poll.due
        }
        #expect(waits == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300])
        poll.restart(now: now)
        #expect((poll.due - now).seconds == 2)
    }
}
