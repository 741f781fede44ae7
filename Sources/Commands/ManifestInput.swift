import AWS
import Diagnostics
import Jobs
import Manifests
import Schedules

/// The manifests that a command was given.
struct ManifestInput {
    let world: World

    /// Loads manifests: their jobs, and what is wrong with them.
    ///
    /// What is secret in them is not printed from then on. Without `makesJobs` they are checked and counted only.
    ///
    /// - Throws: `Failure` where a path is not there or cannot be read, where no manifest is found, or where a file of
    ///   variables has errors, which are printed.
    func load(
        _ options: ManifestOptions, _ settings: Settings, isExplaining: Bool = false, makesJobs: Bool = true
    ) async throws(Failure) -> Loading {
        let sources = try await sources(options, settings)
        return try await load(sources, options, settings, isExplaining: isExplaining, makesJobs: makesJobs)
    }

    /// The same for files that have been read.
    func load(
        _ sources: ManifestSources, _ options: ManifestOptions, _ settings: Settings, isExplaining: Bool = false,
        makesJobs: Bool = true
    ) async throws(Failure) -> Loading {
        let variables = try variables(options, settings)
        let world = world
        let loading = await ManifestLoader.loadConcurrently(
            sources, variables: variables, environment: world.environment, zones: world.zones,
            isExplaining: isExplaining, makesJobs: makesJobs
        ) { path in
            (try? world.files.read(world.path(path), atMost: ManifestLoader.mostBytes)).flatMap { $0 }
                .map { SourceFile(path: path, bytes: $0) }
        }
        world.terminal.conceal(loading.secrets)
        return loading.adding(try strangers(among: options, settings, loading))
    }

    /// What is said of each `--var` that no file declares and no manifest asks for: a slip of the pen would be silent.
    private func strangers(
        among options: ManifestOptions, _ settings: Settings, _ loading: Loading
    ) throws(Failure) -> [Diagnostic] {
        if options.assignments.isEmpty { return [] }
        var known = loading.usedVariables.union(settings.configuration?.variables.declared ?? [])
        for path in options.vars {
            known.formUnion(VariableReading(try read(path), environment: world.environment).variables.declared)
        }
        let names = options.assignments.map(\.name)
        return Set(names).subtracting(known).sorted().map { name in
            let close = Suggestion.closest(to: name, among: known.sorted())
            return Diagnostic(
                ManifestCode.undefinedVariable.rawValue, .error,
                "the variable '\(name)' of --var is declared by no file, and no manifest asks for it", at: nil,
                hint: close.map { "did you mean '\($0)'?" } ?? "leave it out, or declare it in purser.yaml")
        }
    }

    /// The jobs of manifests that are free of errors; what is wrong is printed.
    ///
    /// - Throws: `Failure` where there is any error, or where a job that is chosen is not there.
    func jobs(
        _ options: ManifestOptions, _ settings: Settings, _ choice: JobChoice, isExplaining: Bool = false
    ) async throws(Failure) -> Loading {
        let loading = try await load(options, settings, isExplaining: isExplaining)
        report(loading.diagnostics)
        if loading.hasErrors { throw Failure(.error) }
        let chosen = try choice.jobs(of: loading.jobs)
        let names = Set(chosen.map(\.job.name))
        let awaited = Set(chosen.flatMap(\.job.predecessors)).subtracting(names)
        return Loading(
            jobs: chosen, beside: loading.jobs.filter { awaited.contains($0.job.name) },
            diagnostics: loading.diagnostics, secrets: loading.secrets)
    }

    /// The same, all of which this version runs.
    ///
    /// - Throws: `Failure` where there is any error, or a job that asks for what this version does not run; each is
    ///   printed.
    func servedJobs(
        _ options: ManifestOptions, _ settings: Settings, _ choice: JobChoice
    ) async throws(Failure) -> Loading {
        let loading = try await jobs(options, settings, choice)
        let refusals = loading.jobs.compactMap(\.refusal)
        report(refusals)
        if !refusals.isEmpty { throw Failure(.error) }
        return loading
    }

    /// Prints diagnostics to standard error.
    func report(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        world.terminal.note(DiagnosticReport(diagnostics))
    }

    // MARK: - Variables

    /// The variables, later over earlier: `purser.yaml`, the environment, files of `--vars`, `--var`.
    private func variables(_ options: ManifestOptions, _ settings: Settings) throws(Failure) -> Variables {
        var variables = settings.configuration?.variables ?? Variables()
        variables.add(Variables(environment: world.environment))
        var hasErrors = false
        for path in options.vars {
            guard world.files.exists(world.path(path)) else { throw Failure(.error, "no such file: '\(path)'") }
            let reading = VariableReading(try read(path), environment: world.environment)
            report(reading.diagnostics)
            hasErrors = hasErrors || reading.hasErrors
            variables.add(reading.variables)
        }
        for given in options.assignments { variables.set(given.name, to: given.value, from: .option) }
        world.terminal.conceal(variables.secrets)
        if hasErrors { throw Failure(.error) }
        return variables
    }

    // MARK: - Files

    /// All files of the paths: sorted, each once, and beside them those above that may hold defaults.
    func sources(_ options: ManifestOptions, _ settings: Settings) async throws(Failure) -> ManifestSources {
        let given = options.paths
        let paths = given.isEmpty ? [world.files.isFolder(world.path("manifests")) ? "manifests" : "."] : given
        guard paths.count(where: { $0 == "-" }) < 2 else {
            throw Failure(.error, "'-' is given twice", wayOut: "standard input can be read only once")
        }
        let others = Set(
            ([settings.path] + options.vars).compactMap { $0.map { ManifestPath.normalized(world.path($0)) } })
        var files: [SourceFile] = []
        // Files are read together, all that stand between two readings of standard input.
        var unread: [String] = []
        var found: Set<String> = []
        var seen: Set<String> = []
        for path in paths {
            if path == "-" {
                files += try await read(all: unread)
                unread = []
                files.append(try standardInput())
                continue
            }
            let whole = world.path(path)
            guard world.files.exists(whole) else {
                throw Failure(
                    .error, "no such file or folder: '\(path)'",
                    wayOut: path.hasPrefix("/") ? nil : "the path starts at \(world.folder)")
            }
            guard world.files.isFolder(whole) else {
                found.remove(path)
                if seen.insert(ManifestPath.normalized(whole)).inserted { unread.append(path) }
                continue
            }
            for file in manifests(in: world.files.filesBelow(path == "." ? world.folder : whole), without: others) {
                guard seen.insert(file).inserted else { continue }
                let shown = world.shown(file)
                found.insert(shown)
                unread.append(shown)
            }
        }
        files += try await read(all: unread)
        guard !files.isEmpty else {
            throw Failure(
                .error, "no manifests in \(paths.map { "'\($0)'" }.joined(separator: ", "))",
                wayOut: "name files or folders with *.yaml, or write a first one: purser init")
        }
        let above = try filesAbove(paths, settings, without: others.union(seen))
        return ManifestSources(files, found: found, above: above, folder: world.folder)
    }

    /// The files in the folders of the paths and above, up to the folder of `purser.yaml`, that speak of defaults.
    private func filesAbove(
        _ paths: [String], _ settings: Settings, without others: Set<String>
    ) throws(Failure) -> [SourceFile] {
        var folders: Set<String> = []
        for path in paths {
            let whole = path == "-" ? world.folder + "/-" : ManifestPath.normalized(world.path(path))
            for folder in ManifestPath.foldersUpwards(from: whole) {
                folders.insert(folder)
                if folder == settings.root || !folder.hasPrefix(settings.root + "/") { break }
            }
        }
        var files: [SourceFile] = []
        for folder in folders.sorted() {
            for path in manifests(in: world.files.filesIn(folder), without: others) {
                let file = try read(world.shown(path))
                if file.bytes.contains(word: "Defaults") { files.append(file) }
            }
        }
        return files
    }

    private func standardInput() throws(Failure) -> SourceFile {
        do {
            let bytes = try world.files.standardInput(atMost: ManifestLoader.mostBytes)
            return SourceFile(path: "<stdin>", bytes: bytes)
        } catch {
            throw Failure(.error, "cannot read standard input: \(error.reason)")
        }
    }

    /// Those of some files that may be manifests, their paths without detours.
    private func manifests(in paths: [String], without others: Set<String>) -> [String] {
        paths.map { ManifestPath.normalized($0) }.filter { path in
            guard [".yaml", ".yml", ".json"].contains(where: path.hasSuffix), !others.contains(path) else {
                return false
            }
            return !path.hasSuffix("/purser.yaml")
        }
    }

    /// Several files, in their order.
    ///
    /// - Throws: `Failure` where one cannot be read, of the first such one.
    private func read(all paths: [String]) async throws(Failure) -> [SourceFile] {
        let input = self
        let readings = await paths.concurrentMap { path -> Result<SourceFile, Failure> in
            do throws(Failure) { return .success(try input.read(path)) } catch { return .failure(error) }
        }
        var files: [SourceFile] = []
        for reading in readings { files.append(try reading.get()) }
        return files
    }

    /// The bytes of a file that the user named.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func read(_ path: String) throws(Failure) -> SourceFile {
        let bytes: [UInt8]?
        do {
            bytes = try world.files.read(world.path(path), atMost: ManifestLoader.mostBytes)
        } catch {
            throw Failure(.error, "cannot read '\(path)': \(error.reason)")
        }
        guard let bytes else { throw Failure(.error, "no such file: '\(path)'") }
        return SourceFile(path: path, bytes: bytes)
    }
}

extension World {
    /// The time zones of this machine, from the tz database where TZDIR or the system has it.
    var zones: ZoneCatalog {
        let folder = environment["TZDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/usr/share/zoneinfo"
        let files = files
        return ZoneCatalog { name in (try? files.read("\(folder)/\(name)")).flatMap { $0 } }
    }

    /// A path as the disk wants it: relative ones start from the command's folder.
    func path(_ path: String) -> String {
        path.hasPrefix("/") ? path : folder + "/" + path
    }

    /// A path as the user knows it: relative where it is below the command's folder.
    func shown(_ path: String) -> String {
        path.hasPrefix(folder + "/") ? String(path.dropFirst(folder.count + 1)) : path
    }
}
