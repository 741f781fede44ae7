import Diagnostics
import Jobs
import Ledger

/// Finds the run that a user names.
enum RunChoice {
    /// The run of an id or of the beginning of one, or the newest run of a job.
    ///
    /// - Throws: `Failure` where there is none, or more than one.
    static func find(_ name: String, in ledger: any LedgerStore) async throws -> RunSnapshot {
        do {
            if let snapshot = try await ledger.snapshot(RunID(rawValue: name)) { return snapshot }
            if let run = try await ledger.runs(matching: RunQuery(job: name, limit: 1)).first {
                return try await whole(run, ledger)
            }
            let runs = try await ledger.runs(matching: RunQuery(idPrefix: name, limit: 2))
            if runs.count == 1 { return try await whole(runs[0], ledger) }
            if runs.isEmpty {
                throw try await unknown(
                    name, "the ledger has no run of the name '\(name)', and none of a job of that name", ledger)
            }
            throw Failure(
                .error, "'\(name)' is the beginning of several runs", wayOut: "purser history lists all runs")
        } catch let error as LedgerError {
            throw Failure(error)
        }
    }

    /// That a name is of no run, with the job that may have been meant.
    ///
    /// - Throws: `LedgerError` where the ledger cannot be read.
    static func unknown(_ name: String, _ message: String, _ ledger: any LedgerStore) async throws(LedgerError)
        -> Failure
    {
        let close = Suggestion.closest(to: name, among: try await ledger.jobs().keys.sorted())
        return Failure(
            .error, message, wayOut: close.map { "did you mean '\($0)'?" } ?? "purser history lists all runs")
    }

    /// The runs that names stand for; without names, the newest run of each job.
    static func find(_ names: [String], in ledger: any LedgerStore) async throws -> [RunSnapshot] {
        var found: [RunSnapshot] = []
        if names.isEmpty {
            var jobs: Set<String> = []
            do {
                for run in try await ledger.runs(matching: RunQuery()) where jobs.insert(run.job).inserted {
                    found.append(try await whole(run, ledger))
                }
            } catch let error as LedgerError {
                throw Failure(error)
            }
            return found.sorted { $0.run.job < $1.run.job }
        }
        for name in names { found.append(try await find(name, in: ledger)) }
        return found
    }

    private static func whole(_ run: Run, _ ledger: any LedgerStore) async throws -> RunSnapshot {
        guard let snapshot = try await ledger.snapshot(run.id) else {
            throw Failure(.error, "run \(run.id) has gone from the ledger")
        }
        return snapshot
    }
}
