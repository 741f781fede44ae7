import Diagnostics
import JSON
import Schedules

/// What documents may draw on beside their own text.
final class Surroundings {
    /// The values of `${{ vars.NAME }}`.
    let variables: [String: JSON]
    /// The values of `${{ env.NAME }}`.
    let environment: [String: String]
    /// The time zones that there are; nil where their names are not to be checked.
    let zones: ZoneCatalog?
    private let readFile: (String) -> SourceFile?
    private var files: [String: SourceFile?] = [:]

    init(
        variables: [String: JSON], environment: [String: String], zones: ZoneCatalog?,
        readFile: @escaping (String) -> SourceFile?
    ) {
        self.zones = zones
        self.variables = variables
        self.environment = environment
        self.readFile = readFile
    }

    /// The file of a path, read once; nil where it cannot be read.
    func file(at path: String) -> SourceFile? {
        if let known = files[path] { return known }
        let file = readFile(path)
        files[path] = .some(file)
        return file
    }
}
