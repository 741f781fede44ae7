import ECS
import JSON
import Jobs

/// A run as commands show it: one value for the table and for `--output json`.
struct RunView: Encodable {
    /// A launch of the run.
    struct LaunchView: Encodable {
        let unit: Int
        let attempt: Int
        let placement: Int
        let state: String
        let taskArn: String?
        let taskStatus: String?
        /// Where it ran: the capacity provider, nil where a launch type was asked for.
        let capacityProvider: String?
        let evidence: String?
        let startedAt: String?
        let stoppedAt: String?
        let exitCodes: [String: Int]
        let outcome: String?
        let reason: String?
    }

    let run: String
    let job: String
    let status: String
    let reason: String?
    let runKey: String
    let cluster: String
    let taskDefinition: String
    let units: Int
    /// How the units of an array stand; nil for a run that is none.
    let indexes: [Standing]?
    let createdAt: String
    let endedAt: String?
    let launches: [LaunchView]

    init(_ snapshot: RunSnapshot) {
        let row = snapshot.run
        run = row.id.rawValue
        job = row.job
        status = row.status.rawValue
        reason = row.reason
        runKey = row.runKey.rawValue
        cluster = row.cluster
        taskDefinition = row.taskDefinition
        units = row.units
        indexes = RunView.standings(of: snapshot)
        createdAt = row.createdAt.description
        endedAt = row.endedAt?.description
        launches = snapshot.launches.map { launch in
            LaunchView(
                unit: launch.key.unit, attempt: launch.key.attempt, placement: launch.key.placement,
                state: launch.state.rawValue, taskArn: launch.taskArn, taskStatus: launch.task?.lastStatus?.rawValue,
                capacityProvider: launch.task?.capacityProviderName, evidence: launch.evidence?.rawValue,
                startedAt: launch.task?.startedAt?.description,
                stoppedAt: launch.task?.stoppedAt?.description, exitCodes: launch.outcome?.exitCodes ?? [:],
                outcome: launch.outcome?.class.rawValue, reason: launch.outcome?.summary ?? launch.reason)
        }
    }

    /// One line: the run, how it stands, since when, and its tasks.
    fileprivate var cells: [String] {
        let running = launches.last { $0.state == "launched" }?.taskStatus
        return [run, status, createdAt, endedAt ?? "-", reason ?? running ?? ""]
    }

    /// A line for each launch; of an array how its units stand, and the launches that did not succeed.
    fileprivate var details: [String] {
        guard let indexes else { return lines(launches) }
        let standings = indexes.map { "\($0.count) \($0.standing) (\($0.indexes))" }.joined(separator: ", ")
        let others = launches.filter { $0.outcome != "succeeded" }
        let more = others.count - RunView.shownLaunches
        return ["  \(standings)"] + lines(others.prefix(RunView.shownLaunches))
            + (more > 0 ? ["  and \(more) more; --output json has them all"] : [])
    }

    private func lines(_ launches: some Sequence<LaunchView>) -> [String] {
        launches.map { launch in
            let codes = launch.exitCodes.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            var words = ["  [\(launch.unit)] attempt \(launch.attempt)"]
            if launch.placement > 1 { words.append("try \(launch.placement)") }
            words.append(launch.outcome ?? launch.taskStatus ?? launch.state)
            if !codes.isEmpty { words.append("exit codes \(codes.joined(separator: " "))") }
            if let reason = launch.reason, launch.outcome != "succeeded" { words.append("(\(reason))") }
            if let arn = launch.taskArn { words.append(arn) }
            return words.joined(separator: "  ")
        }
    }
}

extension OutputForm {
    /// Runs as a table, or as a JSON array.
    func render(_ runs: [RunView], details: Bool) -> String {
        switch self {
        case .json: return Rendering.json(runs)
        case .text:
            guard !runs.isEmpty else { return "No runs.\n" }
            let rows = [["RUN", "STATUS", "CREATED", "ENDED", "NOTE"]] + runs.map(\.cells)
            let lines = Rendering.table(rows)
            guard details else { return lines.map { $0 + "\n" }.joined() }
            var text = lines[0] + "\n"
            for (line, run) in zip(lines.dropFirst(), runs) {
                text += ([line] + run.details).map { $0 + "\n" }.joined()
            }
            return text
        }
    }
}

/// Forms that several commands answer in.
enum Rendering {
    /// A value as JSON for programs: sorted, indented, ended by a newline.
    static func json(_ value: some Encodable) -> String {
        do {
            return try JSON(encoding: value).pretty + "\n"
        } catch {
            preconditionFailure("a view holds nothing that JSON cannot say: \(error)")
        }
    }

    /// A value as one line of JSON for programs, without the line feed.
    static func line(_ value: some Encodable) -> String {
        do {
            return try JSON(encoding: value).canonical
        } catch {
            preconditionFailure("a view holds nothing that JSON cannot say: \(error)")
        }
    }

    /// Columns as wide as their widest cell, two spaces apart; no line ends with spaces.
    static func table(_ rows: [[String]]) -> [String] {
        let columns = rows.map(\.count).max() ?? 0
        let widths = (0..<columns).map { column in rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0 }
        return rows.map { row in
            var line = row.enumerated().map { column, cell in
                cell + String(repeating: " ", count: widths[column] - cell.count)
            }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}
