import AWS
import FoundationEssentials
import Glibc
import SystemPackage

/// The disk.
struct DiskFiles: FileSystem {
    func read(_ path: String) throws(FileReadingError) -> [UInt8]? { try read(path, atMost: .max) }

    func read(_ path: String, atMost bound: Int) throws(FileReadingError) -> [UInt8]? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            return try file.closeAfter { try file.bytes(atMost: bound) }
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
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
            let file = try open(path)
            try file.closeAfter { _ = try file.writeAll(bytes) }
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    func lock(_ path: String, isShared: Bool) throws(FileReadingError) -> FileLock? {
        do {
            let file = try open(path)
            guard flock(file.rawValue, (isShared ? LOCK_SH : LOCK_EX) | LOCK_NB) == 0 else {
                try file.close()
                return nil
            }
            return FileLock { try? file.close() }
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    func isFolder(_ path: String) -> Bool {
        var isFolder = false
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) && isFolder
    }

    func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    func filesBelow(_ folder: String) -> [String] {
        var found: [String] = []
        var folders = [folder]
        while let next = folders.popLast() {
            let (inside, files) = entries(of: next)
            folders += inside
            found += files
        }
        return found.sorted()
    }

    func filesIn(_ folder: String) -> [String] {
        entries(of: folder).files.sorted()
    }

    /// What stands in a folder, hidden names and links to folders left out.
    private func entries(of folder: String) -> (folders: [String], files: [String]) {
        var folders: [String] = []
        var files: [String] = []
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] where !name.hasPrefix(".") {
            let path = folder.hasSuffix("/") ? folder + name : folder + "/" + name
            guard isFolder(path) else {
                files.append(path)
                continue
            }
            // A link may lead back to where the walk came from.
            if (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) == nil { folders.append(path) }
        }
        return (folders, files)
    }

    func standardInput(atMost bound: Int) throws(FileReadingError) -> [UInt8] {
        do {
            return try FileDescriptor.standardInput.bytes(atMost: bound)
        } catch {
            throw DiskFiles.reason(error)
        }
    }

    /// Opens a file to append to it, made where it is missing; no program that is started inherits it.
    private func open(_ path: String) throws -> FileDescriptor {
        try makeFolder(of: path)
        return try FileDescriptor.open(
            FilePath(path), .writeOnly, options: [.create, .append, .closeOnExec],
            permissions: [.ownerReadWrite, .groupRead, .otherRead])
    }

    private func makeFolder(of path: String) throws {
        let folder = FilePath(path).removingLastComponent().string
        if !folder.isEmpty {
            // The ledger refuses a folder that others may write to, whatever the umask allows them.
            let isOurs = folder.contains("/.purser")
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true,
                attributes: isOurs ? [.posixPermissions: 0o700] : nil)
        }
    }

    /// The system's words for what went wrong.
    private static func reason(_ error: any Error) -> FileReadingError {
        switch (error as? CocoaError)?.underlying ?? error {
        case let error as POSIXError: FileReadingError("\(Errno(rawValue: error.code.rawValue))")
        case let error: FileReadingError("\(error)")
        }
    }
}

extension FileDescriptor {
    /// All that comes from here, or as much of it as the bound says: from files, pipes and devices alike.
    fileprivate func bytes(atMost bound: Int) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let piece = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
        defer { unsafe piece.deallocate() }
        while bytes.count < bound {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: piece.prefix(bound - bytes.count))
            let count = try unsafe read(into: rest)
            if count == 0 { break }
            unsafe bytes.append(contentsOf: rest.prefix(count))
        }
        return bytes
    }
}
