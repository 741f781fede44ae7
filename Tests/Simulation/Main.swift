import Dispatch
import ECS
import Glibc
import Synchronization

/// `simulate`: many seeds and what came of them, or one seed and all that happened in it.
///
/// Exit code 0 where every promise was kept, 1 where one was broken, 2 where a fault never happened, 64 for wrong words.
@main struct Main {
    static func main() throws {
        guard let options = Options(CommandLine.arguments.dropFirst()) else {
            print(
                "usage: simulate [--seeds N] [--from SEED] [--workers N] [--until-first] [--twice] [--quiet] | --seed SEED [--trace]"
            )
            exit(64)
        }
        exit(options.seed.map { replay($0, options) } ?? campaign(options))
    }

    private static func replay(_ seed: UInt64, _ options: Options) -> Int32 {
        let verdict = Simulation.run(seed, isTracing: options.isTracing)
        for line in verdict.trace { print(line) }
        print("seed \(seed): \(verdict.steps) steps, \(verdict.tasks) tasks, digest \(verdict.digest)")
        guard !verdict.violations.isEmpty else {
            print("every promise was kept")
            return 0
        }
        print(Shrinking.report(of: verdict))
        return 1
    }

    private static func campaign(_ options: Options) -> Int32 {
        let clock = ContinuousClock()
        let start = clock.now
        let total = Mutex(Tally())
        let next = Atomic<UInt64>(options.from)
        let progress = Mutex(start)
        let end = options.from + options.seeds
        DispatchQueue.concurrentPerform(iterations: options.workers) { _ in
            var tally = Tally()
            while true {
                let seed = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard seed < end else { break }
                var verdict = Simulation.run(seed)
                if options.runsTwice, Simulation.run(seed).digest != verdict.digest {
                    verdict.violations.append(BrokenPromise(invariant: .replay, text: "a second run goes another way"))
                }
                tally.add(verdict)
                if !verdict.violations.isEmpty, options.stopsAtFirst { next.store(end, ordering: .relaxed) }
                let isTime = progress.withLock { shown in
                    let now = clock.now
                    guard now - shown >= .seconds(30) else { return false }
                    shown = now
                    return true
                }
                if isTime { print("… \(seed - options.from + 1) of \(options.seeds) seeds") }
            }
            total.withLock { $0.add(tally) }
        }
        let tally = total.withLock { $0 }
        print(tally.text(after: clock.now - start))
        for verdict in tally.broken.sorted(by: { $0.seed < $1.seed }).prefix(options.stopsAtFirst ? 1 : 5) {
            print(Shrinking.report(of: verdict, looksFurther: !options.isQuiet))
        }
        if !tally.broken.isEmpty { return 1 }
        // Few seeds cannot show everything.
        return options.seeds >= 10_000 && !tally.missing.isEmpty ? 2 : 0
    }
}

/// What the command line says.
private struct Options {
    var seeds: UInt64 = 1000
    var from: UInt64 = 1
    var workers = 2
    var seed: UInt64?
    var isTracing = false
    var stopsAtFirst = false
    /// Each seed is run twice, and must go the same way.
    var runsTwice = false
    /// Broken promises are not looked into.
    var isQuiet = false

    init?(_ arguments: some Collection<String>) {
        var rest = Array(arguments)
        while !rest.isEmpty {
            let word = rest.removeFirst()
            func number() -> UInt64? { rest.isEmpty ? nil : UInt64(rest.removeFirst()) }
            switch word {
            case "--trace": isTracing = true
            case "--until-first": stopsAtFirst = true
            case "--twice": runsTwice = true
            case "--quiet": isQuiet = true
            case "--seeds", "--from", "--workers", "--seed":
                guard let value = number() else { return nil }
                switch word {
                case "--seeds": seeds = value
                case "--from": from = value
                case "--workers": workers = max(Int(value), 1)
                default: seed = value
                }
            default: return nil
            }
        }
    }
}

/// What many seeds came to.
struct Tally: Sendable {
    private(set) var seeds = 0
    private(set) var broken: [Verdict] = []
    private var fired: [Fault: Int] = [:]
    private var marks: [Mark: Int] = [:]
    private var steps = 0
    private var tasks = 0
    private var elapsed = Duration.zero

    mutating func add(_ verdict: Verdict) {
        seeds += 1
        if !verdict.violations.isEmpty { broken.append(verdict) }
        for firing in verdict.fired { fired[firing.fault, default: 0] += 1 }
        marks.merge(verdict.marks, uniquingKeysWith: +)
        steps += verdict.steps
        tasks += verdict.tasks
        elapsed += verdict.elapsed
    }

    mutating func add(_ other: Tally) {
        seeds += other.seeds
        broken += other.broken
        fired.merge(other.fired, uniquingKeysWith: +)
        marks.merge(other.marks, uniquingKeysWith: +)
        steps += other.steps
        tasks += other.tasks
        elapsed += other.elapsed
    }

    /// What never happened, though it can.
    var missing: [String] {
        Fault.allCases.filter { fired[$0] == nil }.map(\.name)
            + Mark.allCases.filter { marks[$0] == nil }.map(\.rawValue)
    }

    func text(after time: Duration) -> String {
        var lines = [
            "\(seeds) seeds in \(Int(time.seconds)) s (\(Int(Double(seeds) / max(time.seconds, 0.001))) a second): "
                + "\(broken.count) with a broken promise",
            "\(tasks) tasks, \(steps) steps, \(Int(elapsed.seconds / 3600)) simulated hours",
            "faults: " + Fault.allCases.map { "\($0.name) \(fired[$0] ?? 0)" }.joined(separator: ", "),
            "seen: " + Mark.allCases.map { "\($0.rawValue) \(marks[$0] ?? 0)" }.joined(separator: ", "),
        ]
        if !missing.isEmpty { lines.append("never happened: " + missing.joined(separator: ", ")) }
        let counts = Dictionary(grouping: broken.compactMap(\.violations.first), by: \.invariant).mapValues(\.count)
        for (invariant, count) in counts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            lines.append("broken: \(invariant) by \(count) seeds")
        }
        return lines.joined(separator: "\n")
    }
}
