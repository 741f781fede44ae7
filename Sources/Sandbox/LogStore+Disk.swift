import ECS
import FoundationEssentials
import JSON
import SystemPackage

extension LogStore {
    /// The files of a log store: one a stream, one line of JSON a line of the log.
    ///
    /// A file's name says group and stream, so that a person finds it: `%2Fecs%2Fetl/main%2Fworker%2F0123abcd.jsonl`.
    /// A line is written with one call and without a flush: it outlives the death of this program at any instruction,
    /// not that of the machine.
    struct Disk {
        let folder: String

        /// The files in `folder`, which is made where it does not exist.
        init(folder: String) throws(LogStoreError) {
            self.folder = folder
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
                _ = try FileManager.default.contentsOfDirectory(atPath: folder)
            } catch {
                throw LogStoreError(folder: folder, underlying: "\(error)")
            }
        }

        /// All streams that have a file.
        func streams() -> [(group: String, stream: String)] {
            let paths = (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []
            return paths.compactMap { path in
                guard path.hasSuffix(".jsonl") else { return nil }
                return FileName.parse(path.dropLast(6))
            }
        }

        /// Writes lines at the end of a stream's file and says whether they are there.
        func append(_ lines: [Line], group: String, stream: String) -> Bool {
            let path = path(group: group, stream: stream)
            var text = ""
            for line in lines {
                let value: JSON = ["time": .int(line.time.milliseconds), "message": .string(line.message)]
                text += value.canonical + "\n"
            }
            do {
                let file: FileDescriptor
                do {
                    file = try open(path)
                } catch Errno.noSuchFileOrDirectory {
                    try FileManager.default.createDirectory(
                        atPath: FilePath(path).removingLastComponent().string, withIntermediateDirectories: true,
                        attributes: [.posixPermissions: 0o700])
                    file = try open(path)
                }
                // Not descriptor by stream: thousands of streams would need thousands of them.
                _ = try file.closeAfter { try file.writeAll(text.utf8) }
                return true
            } catch {
                return false
            }
        }

        /// The newest lines of a stream up to `bound`, at least one, and the position of the first of them.
        ///
        /// A line that the death of an earlier store cut short is taken off the file first: it was never answered to
        /// anybody, and the next line must not be glued to it.
        func newest(group: String, stream: String, bound: Int) -> (first: Int, lines: [Line]) {
            let path = path(group: group, stream: stream)
            var bytes = contents(path)
            let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
            if whole < bytes.count {
                bytes.removeSubrange(whole...)
                if let file = try? FileDescriptor.open(FilePath(path), .writeOnly) {
                    try? file.closeAfter { try file.resize(to: Int64(whole)) }
                }
            }
            let texts = rows(of: bytes)
            var lines: [Line] = []
            var cost = 0
            for text in texts.reversed() {
                let line = parse(text)
                cost += line.cost
                guard cost <= bound || lines.isEmpty else { break }
                lines.append(line)
            }
            return (texts.count - lines.count, lines.reversed())
        }

        /// The lines at some positions of a stream, fewer where the file has been cut by somebody.
        ///
        /// Reads the whole file: only somebody who reads what memory dropped long ago waits for it.
        func lines(_ range: Range<Int>, group: String, stream: String) -> [Line] {
            rows(of: contents(path(group: group, stream: stream))).dropFirst(range.lowerBound).prefix(range.count)
                .map(parse)
        }

        private func path(group: String, stream: String) -> String {
            folder + "/" + FileName.encode(group) + "/" + FileName.encode(stream) + ".jsonl"
        }

        private func open(_ path: String) throws -> FileDescriptor {
            try FileDescriptor.open(
                FilePath(path), .writeOnly, options: [.append, .create, .closeOnExec], permissions: .ownerReadWrite)
        }

        private func contents(_ path: String) -> [UInt8] {
            FileManager.default.contents(atPath: path).map { Array($0) } ?? []
        }

        private func rows(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
            bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        }

        /// A row that somebody edited into something else is shown as it is, so that positions stay what they were.
        private func parse(_ row: ArraySlice<UInt8>) -> Line {
            if let value = try? JSON(parsing: Array(row)), let time = value["time"]?.int,
                let message = value["message"]?.string
            {
                return Line(time: Timestamp(milliseconds: Int64(time)), message: message)
            }
            return Line(time: Timestamp(milliseconds: 0), message: String(decoding: row, as: UTF8.self))
        }
    }

    /// Names of groups and streams as names of files, both ways.
    ///
    /// Letters, digits, `-`, `_` and all beyond ASCII stand for themselves, `.` too except in front; any other
    /// character is `%` and two digits. A name may have 512 characters and a file 255 bytes: a longer name is cut
    /// into folders, each but the last marked by a `%` at its end, where an encoded character cannot have one.
    enum FileName {
        private static let longest = 200

        static func encode(_ name: String) -> String {
            var pieces: [String] = []
            var piece = ""
            for scalar in name.unicodeScalars {
                if piece.utf8.count >= longest {
                    pieces.append(piece + "%")
                    piece = ""
                }
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9", "-", "_", "\u{80}"...:
                    piece.unicodeScalars.append(scalar)
                case "." where !piece.isEmpty:
                    piece += "."
                default:
                    let hex = String(scalar.value, radix: 16, uppercase: true)
                    piece += hex.count == 1 ? "%0" + hex : "%" + hex
                }
            }
            return (pieces + [piece]).joined(separator: "/")
        }

        /// Group and stream of a path that `encode` made of both; nil for any other.
        static func parse(_ path: Substring) -> (group: String, stream: String)? {
            var names: [String] = [""]
            var isOpen = true
            for piece in path.split(separator: "/") {
                if !isOpen { names.append("") }
                isOpen = piece.hasSuffix("%")
                names[names.count - 1] += isOpen ? piece.dropLast() : piece
            }
            guard !isOpen, names.count == 2, let group = decode(names[0]), let stream = decode(names[1]) else {
                return nil
            }
            return (group, stream)
        }

        private static func decode(_ name: String) -> String? {
            var bytes: [UInt8] = []
            var rest = Array(name.utf8)[...]
            while let byte = rest.popFirst() {
                guard byte == UInt8(ascii: "%") else {
                    bytes.append(byte)
                    continue
                }
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                guard digits.utf8.count == 2, let value = UInt8(digits, radix: 16) else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            }
            return String(validating: bytes, as: UTF8.self)
        }
    }
}
