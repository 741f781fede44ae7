/// Jobs in the order in which they may run: each wave waits for jobs of the waves before it.
package struct JobWaves: Hashable, Sendable {
    /// The names of the jobs of each wave, sorted; the first wave waits for nothing.
    package let waves: [[String]]

    /// Puts jobs into waves, each as early as may be.
    ///
    /// A job that is waited for and is not among these makes no difference.
    ///
    /// - Parameter jobs: Jobs that do not wait for each other in a ring, each name once.
    package init(_ jobs: [Job]) {
        let names = Set(jobs.map(\.name))
        var open = jobs.map { job in (name: job.name, before: Set(job.predecessors).intersection(names)) }
        var done: Set<String> = []
        var waves: [[String]] = []
        while !open.isEmpty {
            let wave = open.filter { $0.before.isSubset(of: done) }.map(\.name)
            precondition(!wave.isEmpty, "manifests in which jobs wait for each other are refused")
            waves.append(wave.sorted())
            done.formUnion(wave)
            open.removeAll { done.contains($0.name) }
        }
        self.waves = waves
    }
}

extension Job {
    /// The jobs that this one waits for, in the order of the manifest.
    package var predecessors: [String] { policy.dependsOn.compactMap(\.job) }
}
