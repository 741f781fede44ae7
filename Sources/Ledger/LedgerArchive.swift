import JSON
package import Jobs

/// All that a ledger holds, as a value: what an export writes and an import reads.
///
/// As text it is JSON lines: a header, one line for each job, run and launch (a launch behind its run), and last a line
/// with the number of lines before it and the SHA-256 over their bytes. docs/ledger.md describes each.
package struct LedgerArchive: Hashable, Sendable {
    /// The version of the text.
    package static let version = 1

    /// The id of the ledger that it was read from.
    package let ledger: String
    package let set: String
    /// Sorted by name.
    package let jobs: [JobRecord]
    /// Oldest first, then by id.
    package let snapshots: [RunSnapshot]

    package init(ledger: String, set: String, jobs: [JobRecord], snapshots: [RunSnapshot]) {
        self.ledger = ledger
        self.set = set
        self.jobs = jobs.sorted { $0.name < $1.name }
        self.snapshots = snapshots.sorted { Run.isNewer($1.run, $0.run) }
    }

    /// Reads a ledger, run by run: what is written meanwhile may or may not be in it, and each run is whole.
    ///
    /// - Throws: `LedgerError` where it cannot be read.
    package init(of store: any LedgerStore, set: String) async throws(LedgerError) {
        var snapshots: [RunSnapshot] = []
        for run in try await store.runs(matching: RunQuery(limit: .max)) {
            guard let snapshot = try await store.snapshot(run.id) else {
                throw .damaged(run.id.rawValue, "the run is listed and not there")
            }
            snapshots.append(snapshot)
        }
        self.init(ledger: store.id, set: set, jobs: Array(try await store.jobs().values), snapshots: snapshots)
    }

    /// The same jobs and runs, whichever ledger they are in.
    package func hasSameContent(as other: LedgerArchive) -> Bool {
        jobs == other.jobs && snapshots == other.snapshots
    }
}

// MARK: - Text

private struct ArchiveHeader: Codable {
    var format = "purser-ledger"
    var version = LedgerArchive.version
    let ledger: String
    let set: String
}

private struct ArchiveEnd: Codable {
    let lines: Int
    let sha256: String
}

private struct ArchiveLine: Codable {
    var job: JobRecord?
    var run: Run?
    var launch: Launch?
}

extension LedgerArchive {
    /// The text, from the header to the checksum.
    ///
    /// - Throws: `LedgerError` where a value cannot be said in JSON.
    package func text() throws(LedgerError) -> String {
        do {
            var lines = [try RowJSON.text(ArchiveHeader(ledger: ledger, set: set))]
            for job in jobs { lines.append(try RowJSON.text(ArchiveLine(job: job))) }
            for snapshot in snapshots {
                lines.append(try RowJSON.text(ArchiveLine(run: snapshot.run)))
                for launch in snapshot.launches { lines.append(try RowJSON.text(ArchiveLine(launch: launch))) }
            }
            let body = lines.map { $0 + "\n" }.joined()
            return body + (try RowJSON.text(ArchiveEnd(lines: lines.count, sha256: Digest.hex(body)))) + "\n"
        } catch {
            throw LedgerError(.storage, set, "the ledger cannot be written as JSON: \(error)")
        }
    }

    /// Reads the text of an export; `name` is that of its file.
    ///
    /// - Throws: `LedgerError`: `corrupt` where it is cut, changed or none, `newer` where its version is not known here.
    package init(parsing bytes: [UInt8], name: String) throws(LedgerError) {
        func broken(_ finding: String) -> LedgerError {
            LedgerError(.corrupt, name, "the export is damaged: \(finding)", wayOut: "export the ledger again")
        }
        func value<Value: Decodable>(_ type: Value.Type, _ line: ArraySlice<UInt8>, _ number: Int) throws(LedgerError)
            -> Value
        {
            do { return try JSON.decode(type, from: Array(line)) } catch { throw broken("line \(number): \(error)") }
        }
        guard bytes.last == UInt8(ascii: "\n") else { throw broken("its last line is cut") }
        let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count >= 2, let last = lines.last, let first = lines.first else { throw broken("it is too short") }
        let header = try value(ArchiveHeader.self, first, 1)
        guard header.format == "purser-ledger" else { throw broken("its format is '\(header.format)'") }
        guard header.version <= LedgerArchive.version else {
            throw LedgerError(
                .newer, name,
                "the export is of version \(header.version), and this Purser knows up to \(LedgerArchive.version)",
                wayOut: "use the version of Purser that wrote it, or a newer one")
        }
        let end = try value(ArchiveEnd.self, last, lines.count)
        let body = Array(bytes[..<last.startIndex])
        guard end.lines == lines.count - 1 else { throw broken("\(lines.count - 1) lines instead of \(end.lines)") }
        guard end.sha256 == Digest.hex(body) else { throw broken("the checksum does not match") }
        var jobs: [JobRecord] = []
        var snapshots: [RunSnapshot] = []
        for (index, line) in lines.dropFirst().dropLast().enumerated() {
            let entry = try value(ArchiveLine.self, line, index + 2)
            if let job = entry.job {
                jobs.append(job)
            } else if let run = entry.run {
                snapshots.append(RunSnapshot(run: run, launches: []))
            } else if let launch = entry.launch, launch.key.run == snapshots.last?.run.id {
                snapshots[snapshots.count - 1].launches.append(launch)
            } else {
                throw broken("line \(index + 2) is neither a job, nor a run, nor a launch of the run before it")
            }
        }
        self.init(ledger: header.ledger, set: header.set, jobs: jobs, snapshots: snapshots)
    }
}

// MARK: - Import

extension LedgerArchive {
    /// Fills an empty ledger, and looks that all is in it; begun again after a crash, it goes on.
    ///
    /// A ledger that holds exactly this already is left as it is.
    ///
    /// - Throws: `LedgerError`: `notEmpty` where the ledger holds anything else, `otherSet` where it is another set's.
    ///   A ledger that is left half filled is marked, and takes no writes but those of the same import.
    package func fill(_ target: any MovableLedger) async throws(LedgerError) {
        guard target.set == set else {
            throw LedgerError(.otherSet, target.id, "the ledger belongs to set '\(target.set)', the export to '\(set)'")
        }
        let mark = LedgerMark.importing(digest: Digest.hex(try text()))
        let found = try await target.mark()
        if found == nil {
            let there = try await LedgerArchive(of: target, set: set)
            if hasSameContent(as: there) { return }
            guard there.isEmpty else { throw there.notEmpty(target) }
            try await target.setMark(mark, insteadOf: nil)
        } else if let found, found != mark {
            throw found.refusal(target.id)
        }
        let begun = try await LedgerArchive(of: target, set: set)
        if !contains(begun), isForeign(begun) {
            // Somebody wrote between the look and the mark: theirs is a ledger in use, and stays one.
            try await target.setMark(nil, insteadOf: mark)
            throw begun.notEmpty(target)
        }
        do throws(LedgerError) {
            try await write(to: target.accepting(mark))
            guard hasSameContent(as: try await LedgerArchive(of: target, set: set)) else {
                throw LedgerError(
                    .corrupt, target.id, "the ledger holds something else than what was written into it",
                    wayOut: "name a ledger that does not exist yet")
            }
            try await target.setMark(nil, insteadOf: mark)
        } catch {
            // The same import in another process has ended: what it wrote was whole, and may be in use by now.
            guard try await target.mark() == nil else { throw error }
        }
    }

    private var isEmpty: Bool { jobs.isEmpty && snapshots.isEmpty }

    private func notEmpty(_ target: any MovableLedger) -> LedgerError {
        LedgerError(
            .notEmpty, target.id,
            "the ledger holds \(snapshots.count) \(snapshots.count == 1 ? "run" : "runs") already: an import goes into an empty one",
            wayOut: "name a ledger that does not exist yet")
    }

    /// Nothing is in the other one that is not here.
    private func contains(_ other: LedgerArchive) -> Bool {
        Set(jobs).isSuperset(of: other.jobs) && Set(snapshots).isSuperset(of: other.snapshots)
    }

    /// No run of the other one is here.
    private func isForeign(_ other: LedgerArchive) -> Bool {
        Set(snapshots).isDisjoint(with: other.snapshots)
    }

    private func write(to store: any MovableLedger) async throws(LedgerError) {
        let outcomes = await withTaskGroup(of: LedgerError?.self) { group in
            var failures: [LedgerError] = []
            for (index, snapshot) in snapshots.enumerated() {
                if index >= store.width, let failure = await group.next(), let failure { failures.append(failure) }
                group.addTask { await LedgerArchive.insert(snapshot, into: store) }
            }
            for await failure in group { if let failure { failures.append(failure) } }
            return failures
        }
        if let failure = outcomes.first { throw failure }
        for job in jobs { try await store.put(job) }
    }

    /// Writes a run that may be there already, from an import that was cut short.
    private static func insert(_ snapshot: RunSnapshot, into store: any MovableLedger) async -> LedgerError? {
        do throws(LedgerError) {
            _ = try await store.commit(before: nil, after: snapshot)
            return nil
        } catch {
            guard error.code == .conflict else { return error }
            let there = try? await store.snapshot(snapshot.run.id)
            return there == snapshot ? nil : error
        }
    }
}
