import AWS
import Diagnostics
import Manifests

/// `purser.yaml` and where it lies.
struct Settings: Sendable {
    let configuration: Configuration?
    /// The folder of `purser.yaml`, absolute; the command's folder where there is none.
    let root: String
    /// `purser.yaml`, absolute; nil where there is none.
    let path: String?

    /// Finds and reads `purser.yaml`: the file that a flag names, or the nearest from the command's folder upwards, or
    /// the one beside the manifests.
    ///
    /// - Throws: `Failure` where it is named and missing, or has errors, which are printed.
    static func load(_ options: ConnectionOptions, beside paths: [String], _ world: World) throws(Failure) -> Settings {
        try load(options.file, beside: paths, world)
    }

    /// The same for a command that does not ask AWS.
    static func load(
        _ options: ConfigurationOptions, beside paths: [String], _ world: World
    ) throws(Failure) -> Settings {
        guard let path = try find(options, beside: paths, world) else {
            return Settings(configuration: nil, root: world.folder, path: nil)
        }
        let file: SourceFile
        do {
            let bytes = try world.files.read(path, atMost: ManifestLoader.mostBytes) ?? []
            file = SourceFile(path: world.shown(path), bytes: bytes)
        } catch {
            throw Failure(.error, "cannot read '\(world.shown(path))': \(error.reason)")
        }
        let (configuration, diagnostics) = ConfigurationLoader.load(file, environment: world.environment)
        ManifestInput(world: world).report(diagnostics)
        guard let configuration else { throw Failure(.error) }
        world.terminal.conceal(configuration.variables.secrets)
        return Settings(configuration: configuration, root: folder(of: path), path: path)
    }

    private static func find(
        _ options: ConfigurationOptions, beside paths: [String], _ world: World
    ) throws(Failure) -> String? {
        if let named = first(options.config, world.environment["PURSER_CONFIG"], nil) {
            let path = ManifestPath.normalized(world.path(named))
            guard world.files.exists(path) else { throw Failure(.error, "no such file: '\(named)'") }
            return path
        }
        var folder = world.folder
        while true {
            let path = folder + "/purser.yaml"
            if world.files.exists(path) { return path }
            guard let slash = folder.lastIndex(of: "/"), slash != folder.startIndex else { break }
            folder = String(folder[..<slash])
        }
        // Without paths the manifests are in the folder of that name: purser.yaml may lie beside them.
        for path in paths.isEmpty ? ["manifests"] : paths where path != "-" {
            let whole = ManifestPath.normalized(world.path(path))
            let beside = (world.files.isFolder(whole) ? whole : Settings.folder(of: whole)) + "/purser.yaml"
            if world.files.exists(beside) { return beside }
        }
        return nil
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }

    /// A value by flag, then environment, then file.
    static func first(_ flag: String?, _ environment: String?, _ file: String?) -> String? {
        [flag, environment, file].compactMap { $0 }.first { !$0.isEmpty }
    }
}
