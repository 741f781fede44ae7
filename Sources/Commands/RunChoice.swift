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
            throw Failure(
                .error,
                runs.isEmpty ? "no run and no job is called '\(name)'" : "'\(name)' is the beginning of several runs",
                wayOut: "purser history lists all runs")
        } catch let error as LedgerError {
            throw Failure(error)
        }
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
