// Feeds the loader with files that nobody would write: `make fuzz SECONDS=600`.
import Diagnostics
import Foundation
import Manifests

/// Runs until its time is over, or until an input traps, hangs, grows or breaks a promise: that input is then left in
/// the folder, and the exit code is not 0.
@main
struct Fuzz {
    let folder: String
    let seconds: Double
    let seed: UInt64

    static func main() throws {
        let words = Array(CommandLine.arguments.dropFirst())
        if words.count == 2, words[0] == "--replay" {
            let complaint = Promises.broken(by: Array(try Data(contentsOf: URL(filePath: words[1]))))
            say("\(words[1]): \(complaint ?? "every promise is kept")")
            exit(complaint == nil ? 0 : 1)
        }
        guard words.count == 4, let seconds = Double(words[2]), let seed = UInt64(words[3]) else {
            say("usage: Fuzz REPOSITORY FOLDER SECONDS SEED, or Fuzz --replay FILE")
            exit(64)
        }
        try Fuzz(folder: words[1], seconds: seconds, seed: seed).run(seeds: seeds(words[0]))
    }

    private static func say(_ text: String) {
        FileHandle.standardError.write(Data((text + "\n").utf8))
    }

    /// The examples, and every block of YAML of every page.
    private static func seeds(_ repository: String) throws -> [[UInt8]] {
        let folder = repository + "/manifests/"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }
        let files = try names.map { Array(try Data(contentsOf: URL(filePath: folder + $0))) }
        let blocks = DiagnosticPage.all.flatMap { page in
            page.text.components(separatedBy: "```yaml").dropFirst().map { rest in
                let block = rest.components(separatedBy: "```")[0]
                return Array(block.drop { $0 != "\n" }.dropFirst().utf8)
            }
        }
        return files + blocks
    }

    private func run(seeds: [[UInt8]]) throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let last = folder + "/input-\(seed).yaml"
        let watchdog = Watchdog { complaint in
            Fuzz.say("\(last): \(complaint)")
            _exit(1)
        }
        watchdog.start()
        var mutator = Mutator(seeds: seeds, chance: Chance(seed: seed))
        let end = Date().addingTimeInterval(seconds)
        var count = 0
        while Date() < end {
            let input = mutator.next()
            // Written first: a trap leaves no time for it.
            try Data(input).write(to: URL(filePath: last))
            watchdog.begin(input.count)
            let complaint = Promises.broken(by: input)
            watchdog.end()
            if let complaint {
                Fuzz.say("\(last): \(complaint)")
                exit(1)
            }
            count += 1
        }
        try FileManager.default.removeItem(atPath: last)
        let records = watchdog.records
        Fuzz.say(
            "fuzz: \(count) inputs of seed \(seed) in \(Int(seconds)) s; the slowest took "
                + "\(Int(records.seconds * 1000)) ms, the largest \(records.bytes >> 20) MiB")
    }
}
