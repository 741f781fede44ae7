/// Finds out which faults a broken promise needs.
enum Shrinking {
    /// The faults without which the seed keeps the same promise: first whole kinds are left out, then single times.
    static func shrink(_ verdict: Verdict) -> [Firing] {
        guard let broken = verdict.violations.first?.invariant else { return [] }
        func breaks(_ suppression: Suppression) -> Verdict? {
            let again = Simulation.run(verdict.seed, suppression: suppression)
            return again.violations.first?.invariant == broken ? again : nil
        }
        var suppression = Suppression()
        var fired = verdict.fired
        for fault in Fault.allCases where fired.contains(where: { $0.fault == fault }) {
            var less = suppression
            less.faults.insert(fault)
            if let again = breaks(less) {
                suppression = less
                fired = again.fired
            }
        }
        var size = max(fired.count / 2, 1)
        while true {
            var start = 0
            while start < fired.count {
                var rest = fired
                rest.removeSubrange(start..<min(start + size, rest.count))
                if let again = breaks(Suppression(only: Set(rest))) { fired = again.fired } else { start += size }
            }
            if size == 1 { return fired }
            size /= 2
        }
    }

    /// A broken promise, the fewest faults that break it where these are looked for, and how to see it happen.
    static func report(of verdict: Verdict, looksFurther: Bool = true) -> String {
        var lines = ["seed \(verdict.seed) breaks a promise:"]
        lines += verdict.violations.map { "  \($0)" }
        if looksFurther {
            let faults = shrink(verdict).map { "\($0.fault.name) (occasion \($0.number))" }
            lines.append("  the faults it takes: " + (faults.isEmpty ? "none" : faults.joined(separator: ", ")))
        }
        lines.append("  to see it happen: make simulate SEED=\(verdict.seed) TRACE=1")
        return lines.joined(separator: "\n")
    }
}
