import AWS
import Subprocess
import SystemPackage

/// Starts a program that prints credentials.
enum ChildProcess {
    /// The bound that `CredentialProcess` names, in bytes.
    private static let largestOutput = 64 << 10

    static let run: CredentialProcess = { arguments throws(CredentialProcessError) in
        guard let program = arguments.first else { throw CredentialProcessError("is empty") }
        let end: (isSuccess: Bool, status: String, output: [UInt8])
        do {
            let result = try await Subprocess.run(
                program.contains("/") ? .path(FilePath(program)) : .name(program),
                arguments: Arguments(Array(arguments.dropFirst())), output: .bytes(limit: largestOutput),
                error: .discarded)
            end = (result.terminationStatus.isSuccess, "\(result.terminationStatus)", result.standardOutput)
        } catch {
            throw CredentialProcessError("could not be run: \(error)")
        }
        guard end.isSuccess else { throw CredentialProcessError("ended with \(end.status)") }
        return end.output
    }
}
