import AWS
import Foundation

/// The disk.
struct DiskFiles: FileSystem {
    func read(_ path: String) throws(FileReadingError) -> [UInt8]? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func write(_ bytes: [UInt8], to path: String) throws(FileReadingError) {
        do {
            try makeFolder(of: path)
            try Data(bytes).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func append(_ bytes: [UInt8], to path: String) throws(FileReadingError) {
        do {
            try makeFolder(of: path)
            if !FileManager.default.fileExists(atPath: path) {
                try Data().write(to: URL(filePath: path))
            }
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            defer { try? handle.close() }
            try handle.seekToEnd()
            try handle.write(contentsOf: Data(bytes))
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    func lock(_ path: String, isShared: Bool) throws(FileReadingError) -> FileLock? {
        try append([], to: path)
        do {
            let handle = try FileHandle(forWritingTo: URL(filePath: path))
            guard flock(handle.fileDescriptor, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else { return nil }
            return FileLock { try? handle.close() }
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func isFolder(_ path: String) -> Bool {
        (try? URL(filePath: path).resourceValues(forKeys: [.isDirectoryKey]).isDirectory) ?? false
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    func filesBelow(_ folder: String) -> [String] {
        var found: [String] = []
        var folders = [folder]
        while let next = folders.popLast() {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: next)) ?? [] where !name.hasPrefix(".") {
                let path = next.hasSuffix("/") ? next + name : next + "/" + name
                if isFolder(path) { folders.append(path) } else { found.append(path) }
            }
        }
        return found.sorted()
    }

    func standardInput() -> [UInt8] {
        [UInt8]((try? FileHandle.standardInput.readToEnd()) ?? Data())
    }

    private func makeFolder(of path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }
    }

    private static func reason(_ error: any Error) -> FileReadingError {
        FileReadingError((error as NSError).localizedDescription)
    }
}
