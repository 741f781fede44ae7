import Diagnostics
import Schedules
import Synchronization

/// What documents may draw on beside their own text.
final class Surroundings: Sendable {
    /// The values of `${{ vars.NAME }}`.
    let variables: Variables
    /// The texts of the secret ones.
    let secrets: Secrets
    /// The values of `${{ env.NAME }}`.
    let environment: [String: String]
    /// The time zones that there are; nil where their names are not to be checked.
    let zones: ZoneCatalog?
    /// Whether it is to be told where each value comes from.
    let isExplaining: Bool
    /// Whether sound documents become jobs; a check needs none.
    let makesJobs: Bool
    private let readFile: @Sendable (String) -> SourceFile?
    private let files = Mutex<[String: SourceFile?]>([:])

    init(
        variables: Variables, environment: [String: String], zones: ZoneCatalog?, isExplaining: Bool = false,
        makesJobs: Bool = true, readFile: @escaping @Sendable (String) -> SourceFile?
    ) {
        self.zones = zones
        self.variables = variables
        secrets = variables.secrets
        self.environment = environment
        self.isExplaining = isExplaining
        self.makesJobs = makesJobs
        self.readFile = readFile
    }

    /// The file of a path, the same one each time; nil where it cannot be read.
    func file(at path: String) -> SourceFile? {
        if let known = files.withLock({ $0[path] }) { return known }
        let file = readFile(path)
        return files.withLock { files in
            if let known = files[path] { return known }
            files[path] = .some(file)
            return file
        }
    }
}
