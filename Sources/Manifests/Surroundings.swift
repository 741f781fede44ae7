import Diagnostics
import JSON

/// What documents may draw on beside their own text.
final class Surroundings {
    /// The values of `${{ vars.NAME }}`.
    let variables: [String: JSON]
    /// The values of `${{ env.NAME }}`.
    let environment: [String: String]
    private let readFile: (String) -> SourceFile?
    private var files: [String: SourceFile?] = [:]

    init(variables: [String: JSON], environment: [String: String], readFile: @escaping (String) -> SourceFile?) {
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
