package import Diagnostics
package import Jobs

/// What a set of files says: the jobs that can be run, and everything that is to be said about the files.
package struct Loading: Sendable {
    /// In the order of the files; those with an error are left out.
    package let jobs: [LoadedJob]
    /// Of all files, in the order in which they were given, each problem once.
    package let diagnostics: [Diagnostic]

    package init(jobs: [LoadedJob], diagnostics: [Diagnostic]) {
        self.jobs = jobs
        self.diagnostics = diagnostics
    }

    /// Whether anything stands in the way of running all jobs.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}

/// A job with its place.
package struct LoadedJob: Sendable {
    package let job: Job
    /// Where its name is written.
    package let nameSpan: SourceSpan
    /// The file, as the user named it.
    package let path: String
    /// Why an apply refuses the job: it asks for what this version does not run; nil where it does not.
    package let refusal: Diagnostic?

    package init(job: Job, nameSpan: SourceSpan, path: String, refusal: Diagnostic? = nil) {
        self.job = job
        self.nameSpan = nameSpan
        self.path = path
        self.refusal = refusal
    }
}
