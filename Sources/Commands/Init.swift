import AWS
import ArgumentParser
import Diagnostics
import ECS
import Import
import JSON
import Manifests
import Synchronization

struct Init: ConnectedCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Write a first manifest and purser.yaml.",
        discussion: """
            Files that are there already stay as they are. With --from-task-definition or --from-json the manifests \
            are made from what is there: a task definition, a request of RunTask or its skeleton, a job definition \
            of AWS Batch, or a Job or CronJob of Kubernetes. What has no equivalent is told in comments.
            """)

    @Option(help: "A task definition to start from: its ARN, family, or family:revision. Asks AWS.")
    var fromTaskDefinition: String?

    @Option(
        help: ArgumentHelp(
            "A file to start from, JSON or YAML, or - for standard input.",
            discussion:
                "An answer of describe-task-definition or describe-job-definitions, a request of register-task-definition, "
                + "run-task or register-job-definition, or a manifest of Kubernetes.", valueName: "file"))
    var fromJson: String?

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup var format: OutputOptions

    func validate() throws {
        if fromTaskDefinition != nil && fromJson != nil {
            throw ValidationError("--from-task-definition and --from-json exclude each other.")
        }
    }

    func run(in world: World) async throws {
        let set = try ConnectionOptions.checked(
            set: Settings.first(connection.set, world.environment["PURSER_SET"], nil) ?? "jobs")
        let (manifests, place) = try await manifests(set, world)
        let region = region(place, world)
        var written: [Written] = []
        for (path, text) in [("purser.yaml", Init.configurationFile(set, region))] + manifests {
            let isNew = !world.files.exists(world.path(path))
            if isNew {
                do {
                    try world.files.write(Array(text.utf8), to: world.path(path))
                } catch {
                    throw Failure(.error, "cannot write '\(path)': \(error.reason)")
                }
            }
            written.append(Written(path: path, isNew: isNew))
        }
        if let ignored = try Init.ignoreBooks(world) { written.append(ignored) }
        switch format.output {
        case .json: world.terminal.write(Rendering.json(written))
        case .text:
            for file in written {
                world.terminal.write("\(file.path): \(file.text)\n")
            }
            if let configuration = written.first, !configuration.isNew,
                connection.set != nil || connection.region != nil
            {
                world.terminal.note(
                    "\(configuration.path) was there before: the set and the region are what it says\n")
            }
            let isImport = fromJson != nil || fromTaskDefinition != nil
            world.terminal.write(
                isImport
                    ? "\nNext: read the comments in the manifests, then purser validate\n"
                    : "\nNext: purser plan --sandbox, then purser apply --sandbox\n")
        }
    }

    private struct Written: Encodable {
        let path: String
        let isNew: Bool
        /// What became of a file that was there; nil where it stays as it is.
        var change: String?

        var text: String { isNew ? "written" : change ?? "is there already, left as it is" }

        private enum CodingKeys: CodingKey {
            case path, isNew
        }
    }

    /// Keeps the ledger and the sandbox's files out of git: what is committed is restored, and an old ledger is dangerous.
    ///
    /// - Throws: `Failure` where the file cannot be read or written.
    private static func ignoreBooks(_ world: World) throws(Failure) -> Written? {
        let (name, line) = (".gitignore", ".purser/")
        do throws(FileReadingError) {
            let bytes = try world.files.read(world.path(name))
            let text = String(decoding: bytes ?? [], as: UTF8.self)
            let lines = text.split(separator: "\n").map { $0.filter { !$0.isWhitespace } }
            if lines.contains(where: { [line, ".purser", "/.purser/", "/.purser"].contains($0) }) { return nil }
            let start = text.isEmpty || text.hasSuffix("\n") ? text : text + "\n"
            try world.files.write(Array((start + line + "\n").utf8), to: world.path(name))
            return Written(path: name, isNew: bytes == nil, change: "'\(line)' added")
        } catch {
            throw Failure(.error, "cannot write '\(name)': \(error.reason)")
        }
    }

    // MARK: - Manifests

    /// The region to write: what was asked for, that of what is imported, then that of the other tools of AWS; nil
    /// where nothing names one.
    private func region(_ place: String?, _ world: World) -> String? {
        if let asked = Settings.first(connection.region, world.environment["PURSER_REGION"], place) { return asked }
        let flags = AWSSettings.Flags(
            profile: Settings.first(connection.profile, world.environment["PURSER_PROFILE"], nil), region: nil)
        // A profile that is not there is told by the first command that needs it.
        let found = try? AWSSettings.resolve(flags, environment: world.environment) { path throws(FileReadingError) in
            try world.files.read(path)
        }
        return found?.region
    }

    /// The region that the first ARN of ECS or AWS Batch in a file names.
    private static func region(of source: SourceFile) -> String? {
        RawTree(source).documents.lazy.compactMap { $0.place }.first
    }

    /// The manifests to write, by their paths, and the region that their source names.
    private func manifests(_ set: String, _ world: World) async throws -> ([(String, String)], String?) {
        if let path = fromJson {
            let source = try Init.source(path, world)
            return (try Init.imported(from: source, world), Init.region(of: source))
        }
        guard let name = fromTaskDefinition else { return ([("manifests/hello.yaml", Init.manifest)], nil) }
        var connection = connection
        connection.set = set
        let answer = Mutex(JSON.null)
        try await connection.withSession(world) { session in
            let found: DescribedTaskDefinition?
            do throws(AWSError) {
                found = try await session.ecs.describeTaskDefinition(name)
            } catch {
                throw Failure(error)
            }
            guard let found else { throw Failure(.error, "the task definition '\(name)' does not exist") }
            let tags = found.tags.map { JSON.object(["key": .string($0.key), "value": .string($0.value ?? "")]) }
            answer.withLock { $0 = ["taskDefinition": found.definition, "tags": .array(tags)] }
        }
        let source = SourceFile(path: "\(name).json", bytes: Array(answer.withLock { $0 }.canonical.utf8))
        return (try Init.imported(from: source, world), Init.region(of: source))
    }

    private static func source(_ path: String, _ world: World) throws(Failure) -> SourceFile {
        do throws(FileReadingError) {
            if path == "-" {
                let bytes = try world.files.standardInput(atMost: ManifestLoader.mostBytes)
                return SourceFile(path: "<stdin>.json", bytes: bytes)
            }
            guard let bytes = try world.files.read(world.path(path), atMost: ManifestLoader.mostBytes) else {
                throw FileReadingError("there is no such file")
            }
            return SourceFile(path: path, bytes: bytes)
        } catch {
            throw Failure(.error, "cannot read '\(path)': \(error.reason)")
        }
    }

    /// A manifest for each job in a file; what is wrong with the file is printed.
    private static func imported(from source: SourceFile, _ world: World) throws(Failure) -> [(String, String)] {
        let (jobs, diagnostics) = Importer.jobs(in: source)
        ManifestInput(world: world).report(diagnostics)
        guard !jobs.isEmpty else { throw Failure(.error, "there is no job in '\(source.path)'") }
        var names: [String: Int] = [:]
        return jobs.map { job in
            // Two jobs of one name would be one file; validate will ask for another name.
            let count = names[job.name, default: 0] + 1
            names[job.name] = count
            return ("manifests/\(job.name)\(count > 1 ? "-\(count)" : "").yaml", job.text)
        }
    }

    private static func configurationFile(_ set: String, _ region: String?) -> String {
        """
        # Who owns the jobs of this repository. Each value has a flag and an environment variable that override it.
        set: \(set)
        region: \(region ?? "us-east-1  # nothing named one: put yours here")
        # The book of runs and launches; keep it out of git.
        # ledger: sqlite:.purser/ledger.db
        # Values for ${{ vars.NAME }} in manifests; a secret one is never printed.
        # variables: {image: "app:1.0", password: {secret: true}}

        """
    }

    private static let manifest = """
        # A job that runs once for each change of what it runs. purser plan shows what an apply would do.
        apiVersion: purser/v1
        kind: Job
        metadata:
          name: hello
        spec:
          cluster: default
          # family, family:revision, an ARN, {file: task-definition.json}, or the body of RegisterTaskDefinition:
          taskDefinition:
            family: hello
            requiresCompatibilities: [FARGATE]
            networkMode: awsvpc
            cpu: "256"
            memory: "512"
            containerDefinitions:
              - name: main
                image: public.ecr.aws/docker/library/busybox:1.36
                command: [sh, -c, 'echo "hello from $PURSER_RUN"']
          launchType: FARGATE
          networkConfiguration:
            awsvpcConfiguration:
              subnets: [subnet-0123456789abcdef0]
          # Attempts in total; a task that fails is run again while there are any left.
          retryStrategy:
            attempts: 2
          # Required: no task runs for ever.
          timeout:
            attemptDurationSeconds: 600

        """
}

extension JSON {
    /// The region of the first ARN of ECS or AWS Batch, in the order of names and items.
    fileprivate var place: String? {
        switch self {
        case .null, .bool, .int, .number: return nil
        case .string(let text):
            guard let arn = ARN(text), ["ecs", "batch"].contains(arn.service), !arn.region.isEmpty else { return nil }
            return arn.region
        case .array(let items): return items.lazy.compactMap(\.place).first
        case .object(let members):
            return members.sorted { $0.key < $1.key }.lazy.compactMap(\.value.place).first
        }
    }
}
