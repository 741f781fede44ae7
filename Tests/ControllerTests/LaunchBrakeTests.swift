import ECS
import Synchronization
import Testing

@testable import Controller

/// What bounds and halts launches.
@Suite struct LaunchBrakeTests {
    private let start = Timestamp(seconds: 1_767_225_600)

    @Test func `a brake without bounds lets everything go`() {
        #expect(LaunchBrake().verdict(isFirst: true, now: start) == .room(.max))
    }

    @Test func `a command begins so many launches and no more, and finishes those`() {
        let brake = LaunchBrake(perCommand: 3)
        brake.took(2, now: start)
        #expect(brake.verdict(isFirst: true, now: start) == .room(1))
        brake.took(1, now: start)
        let later = start + .seconds(86_400)
        #expect(
            brake.verdict(isFirst: true, now: later)
                == .halted("3 launches are as many as one command may begin"))
        #expect(brake.verdict(isFirst: false, now: later) == .room(.max))
    }

    @Test func `within any minute no more begin than are allowed`() {
        let brake = LaunchBrake(perMinute: 5)
        brake.took(4, now: start)
        brake.took(1, now: start + .seconds(30))
        let end = start + .seconds(60)
        #expect(brake.verdict(isFirst: true, now: start + .seconds(59)) == .wait(until: end))
        #expect(brake.verdict(isFirst: false, now: start + .seconds(59)) == .room(.max))
        #expect(brake.verdict(isFirst: true, now: end) == .room(4))
    }

    @Test func `who is told to stop sends nothing, not even again`() {
        let isStopped = Mutex(true)
        let brake = LaunchBrake { isStopped.withLock { $0 ? "somebody said so" : nil } }
        for isFirst in [true, false] {
            #expect(brake.verdict(isFirst: isFirst, now: start) == .halted("somebody said so"))
        }
        isStopped.withLock { $0 = false }
        #expect(brake.verdict(isFirst: true, now: start) == .room(.max))
    }
}
