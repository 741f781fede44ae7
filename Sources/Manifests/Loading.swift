package import Diagnostics
package import ECS
package import Jobs

/// What a set of files says: the jobs that can be run, and everything that is to be said about the files.
package struct Loading: Sendable {
    /// In the order of the files; those with an error are left out.
    package let jobs: [LoadedJob]
    /// Jobs that some of `jobs` wait for and that were not chosen.
    package let beside: [LoadedJob]
    /// How many documents are sound jobs; `jobs` is empty where only a check was asked for.
    package let count: Int
    /// Those of them that this version does not run.
    package let unserved: [UnservedJob]
    /// Of all files, in the order in which they were given, each problem once.
    package let diagnostics: [Diagnostic]
    /// What is in the jobs and not to be printed.
    package let secrets: Secrets
    /// The names of the variables that the files ask for.
    package let usedVariables: Set<String>

    /// `count` is that of `jobs` where it is left out.
    package init(
        jobs: [LoadedJob], beside: [LoadedJob] = [], count: Int? = nil, unserved: [UnservedJob] = [],
        diagnostics: [Diagnostic],
        secrets: Secrets = Secrets(), usedVariables: Set<String> = []
    ) {
        self.jobs = jobs
        self.beside = beside
        self.unserved = unserved
        self.count = count ?? jobs.count
        self.diagnostics = diagnostics
        self.secrets = secrets
        self.usedVariables = usedVariables
    }

    /// The same with more to be said.
    package func adding(_ more: [Diagnostic]) -> Loading {
        Loading(
            jobs: jobs, beside: beside, count: count, unserved: unserved, diagnostics: diagnostics + more,
            secrets: secrets, usedVariables: usedVariables)
    }

    /// Whether anything stands in the way of running all jobs.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A sound job that asks for what this version does not run.
package struct UnservedJob: Hashable, Sendable {
    package let name: String
    /// At least one.
    package let features: [UnservedFeature]
}

/// A job with its place.
package struct LoadedJob: Sendable {
    package let job: Job
    /// Where its name is written.
    package let nameSpan: SourceSpan
    /// The file, as the user named it.
    package let path: String
    /// Of each value below `metadata` and `spec` where it comes from; empty where nobody asked for it.
    package let origins: [JSONPath: Origin]
    /// Why an apply refuses the job: it asks for what this version does not run; nil where it does not.
    package internal(set) var refusal: Diagnostic?

    package init(
        job: Job, nameSpan: SourceSpan, path: String, origins: [JSONPath: Origin] = [:], refusal: Diagnostic? = nil
    ) {
        self.job = job
        self.nameSpan = nameSpan
        self.path = path
        self.origins = origins
        self.refusal = refusal
    }
}
