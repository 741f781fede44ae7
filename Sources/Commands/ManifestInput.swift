import AWS
import Diagnostics
import Jobs
import Manifests
import Schedules

/// The manifests that a command was given.
struct ManifestInput {
    let world: World

    /// Reads all files of the paths: sorted, each once, `purser.yaml` left out.
    ///
    /// - Throws: `Failure` where a path is not there or cannot be read, or where no manifest is found.
    func files(_ given: [String]) throws(Failure) -> [SourceFile] {
        let paths = given.isEmpty ? [world.files.isFolder(world.path("manifests")) ? "manifests" : "."] : given
        guard paths.count(where: { $0 == "-" }) < 2 else {
            throw Failure(.error, "'-' is given twice", wayOut: "standard input can be read only once")
        }
        var files: [SourceFile] = []
        var seen: Set<String> = []
        for path in paths {
            if path == "-" {
                files.append(try standardInput())
                continue
            }
            for file in try expand(path) where seen.insert(file).inserted {
                files.append(try read(file))
            }
        }
        guard !files.isEmpty else {
            throw Failure(
                .error, "no manifests in \(paths.map { "'\($0)'" }.joined(separator: ", "))",
                wayOut: "name files or folders with *.yaml, or write a first one: purser init")
        }
        return files
    }

    private func standardInput() throws(Failure) -> SourceFile {
        do {
            return SourceFile(path: "<stdin>", bytes: try world.files.standardInput())
        } catch {
            throw Failure(.error, "cannot read standard input: \(error.reason)")
        }
    }

    private func expand(_ path: String) throws(Failure) -> [String] {
        let whole = world.path(path)
        guard world.files.exists(whole) else {
            throw Failure(
                .error, "no such file or folder: '\(path)'",
                wayOut: path.hasPrefix("/") ? nil : "the path starts at \(world.folder)")
        }
        guard world.files.isFolder(whole) else { return [path] }
        return world.files.filesBelow(path == "." ? world.folder : whole).filter { file in
            let name = file.split(separator: "/").last ?? ""
            return name != "purser.yaml" && [".yaml", ".yml", ".json"].contains { name.hasSuffix($0) }
        }.map { world.shown($0) }
    }

    /// The bytes of a file that the user named.
    ///
    /// - Throws: `Failure` where it cannot be read.
    func read(_ path: String) throws(Failure) -> SourceFile {
        do {
            return SourceFile(
                path: path, bytes: try world.files.read(world.path(path), atMost: ManifestLoader.mostBytes) ?? [])
        } catch {
            throw Failure(.error, "cannot read '\(path)': \(error.reason)")
        }
    }

    /// Loads manifests: their jobs, and what is wrong with them.
    func load(_ paths: [String]) throws(Failure) -> Loading {
        load(try files(paths))
    }

    /// Loads manifests that have been read.
    func load(_ files: [SourceFile]) -> Loading {
        ManifestLoader.load(files, zones: world.zones) { path in
            (try? world.files.read(world.path(path), atMost: ManifestLoader.mostBytes)).flatMap { $0 }
                .map { SourceFile(path: path, bytes: $0) }
        }
    }

    /// The jobs of manifests that are free of errors; what is wrong is printed.
    ///
    /// - Throws: `Failure` where there is any error.
    func jobs(_ paths: [String]) throws(Failure) -> [Job] {
        try loadedJobs(paths).map(\.job)
    }

    /// The same, all of which this version runs.
    ///
    /// - Throws: `Failure` where there is any error, or a job that asks for what this version does not run; each is
    ///   printed.
    func servedJobs(_ paths: [String]) throws(Failure) -> [Job] {
        let jobs = try loadedJobs(paths)
        let refusals = jobs.compactMap(\.refusal)
        report(refusals)
        if !refusals.isEmpty { throw Failure(.error) }
        return jobs.map(\.job)
    }

    private func loadedJobs(_ paths: [String]) throws(Failure) -> [LoadedJob] {
        let loading = try load(paths)
        report(loading.diagnostics)
        if loading.hasErrors { throw Failure(.error) }
        return loading.jobs
    }

    /// Prints diagnostics to standard error.
    func report(_ diagnostics: [Diagnostic]) {
        guard !diagnostics.isEmpty else { return }
        let report = DiagnosticReport(diagnostics)
        let text = report.text(DiagnosticRenderer(world.terminal.isColoured ? .ansi : .plain))
        world.terminal.note(([text] + (report.pointer.map { [$0] } ?? [])).joined(separator: "\n") + "\n")
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
