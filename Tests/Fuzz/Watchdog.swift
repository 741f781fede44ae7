import Foundation
import Synchronization

/// Ends the process when one input takes too long or too much.
///
/// Time is the processor's, so that a busy machine makes no finding. What ends the process leaves its input on the disk.
final class Watchdog: Sendable {
    /// The most processor time that an input may take for each MiB begun: time is to be linear in the file.
    static let seconds = 1.0
    /// The most by which an input may let the memory grow.
    static let bytes = 200 << 20

    private struct Watch {
        var started: Double?
        var seconds = Watchdog.seconds
        var resident = 0
        var peak = 0
        var slowest = 0.0
    }

    private let watch = Mutex(Watch())
    private let complain: @Sendable (String) -> Void

    init(complain: @escaping @Sendable (String) -> Void) {
        self.complain = complain
    }

    /// Looks every few milliseconds, on a thread of its own.
    func start() {
        Thread.detachNewThread { [self] in
            while true {
                usleep(2000)
                look()
            }
        }
    }

    /// Begins to watch an input of so many bytes.
    func begin(_ count: Int) {
        let resident = Watchdog.residentBytes
        watch.withLock { watch in
            watch.seconds = Watchdog.seconds * Double(1 + count >> 20)
            (watch.started, watch.resident) = (Watchdog.processorSeconds, resident)
        }
    }

    func end() {
        look()
        watch.withLock { $0.started = nil }
    }

    /// The longest time and the largest growth of one input so far.
    var records: (seconds: Double, bytes: Int) { watch.withLock { ($0.slowest, $0.peak) } }

    private func look() {
        let now = Watchdog.processorSeconds
        let resident = Watchdog.residentBytes
        let complaint = watch.withLock { watch -> String? in
            guard let started = watch.started else { return nil }
            let (seconds, growth) = (now - started, resident - watch.resident)
            watch.slowest = max(watch.slowest, seconds)
            watch.peak = max(watch.peak, growth)
            if seconds > watch.seconds { return "took more than \(watch.seconds) s" }
            if growth > Watchdog.bytes { return "took \(growth >> 20) MiB" }
            return nil
        }
        if let complaint { complain(complaint) }
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static var residentBytes: Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
        return pages * 4096
    }
}
