import ArgumentParser
import Diagnostics
import Jobs
import Manifests

/// Which of the jobs in the manifests a command is about.
struct JobChoice: ParsableArguments {
    @Option(name: .customLong("job"), help: "Only this job; may be given again.") var names: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only jobs whose labels fit: team=data,env!=test,nightly,!draft.", valueName: "labels"))
    var selector: String?

    func validate() throws {
        if let selector, LabelSelector(selector) == nil {
            throw ValidationError("--selector takes conditions such as team=data,env!=test,nightly,!draft.")
        }
    }

    /// The jobs that are chosen, in their order.
    ///
    /// - Throws: `Failure` where a name is of no job, or where no labels fit.
    func jobs(of all: [LoadedJob]) throws(Failure) -> [LoadedJob] {
        let known = Set(all.map(\.job.name))
        if let stranger = names.first(where: { !known.contains($0) }) {
            throw Failure(
                .error, "no manifest declares a job '\(stranger)'",
                wayOut: Suggestion.closest(to: stranger, among: known.sorted()).map { "did you mean '\($0)'?" })
        }
        var chosen = all
        if !names.isEmpty { chosen = chosen.filter { names.contains($0.job.name) } }
        if let text = selector, let selector = LabelSelector(text) {
            chosen = chosen.filter { selector.accepts($0.job.labels) }
            if chosen.isEmpty { throw Failure(.error, "no job has labels that fit '\(text)'") }
        }
        return chosen
    }
}
