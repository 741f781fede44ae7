import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The place of a ledger's file: the only code here that talks to the file system by itself.
///
/// SQLite follows symbolic links and creates files by the umask. So a place is looked at before SQLite sees it. The
/// looks cannot be outrun by another user: the folder must be one that only its owner writes to.
struct LedgerPlace: Sendable {
    /// The file, as it was named.
    let path: String
    private let folder: String

    init(path: String) {
        self.path = path
        let parent = URL(filePath: path).deletingLastPathComponent().path
        folder = parent.count > 1 && parent.hasSuffix("/") ? String(parent.dropLast()) : parent
    }

    /// Looks whether a ledger may be here; true where there is a file.
    ///
    /// - Throws: `LedgerError` of code `unsafePlace`, `readOnly`, or `corrupt` for an empty file; nothing was changed.
    func check() throws(LedgerError) -> Bool {
        guard try checkFolder() else { return false }
        try checkFileSystem()
        return try checkFile()
    }

    /// Makes the folder, with 0700, where it is missing.
    func makeFolder() throws(LedgerError) {
        if try checkFolder() { return }
        try attempt("make the folder of") {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        guard try checkFolder() else {
            throw LedgerError(.storage, folder, "the folder vanished just after it was made")
        }
        try checkFileSystem()
    }

    /// Makes an empty file of 0600 beside the ledger, for a ledger in the making.
    ///
    /// - Parameter id: Ends the name, so that two makers do not meet.
    /// - Returns: The path of the file.
    /// - Throws: `LedgerError` where it cannot be made, or is there.
    func makeDraft(id: String) throws(LedgerError) -> String {
        let draft = "\(path).new-\(id)"
        try attempt("make") {
            try Data().write(to: URL(filePath: draft), options: .withoutOverwriting)
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: draft)
        }
        return draft
    }

    /// Gives a finished draft the ledger's name; where another maker was faster, theirs stays.
    ///
    /// A link is made or not made, in one step: nobody ever sees half a ledger.
    func publish(draft: String) throws(LedgerError) {
        do {
            try FileManager.default.linkItem(atPath: draft, toPath: path)
        } catch let error as CocoaError where error.code == .fileWriteFileExists {
            return
        } catch {
            throw LedgerError(fileSystem: error, path: path, doing: "make")
        }
    }

    /// Removes a draft and the journal that a failure may have left beside it.
    func removeDraft(_ draft: String) {
        for path in [draft, draft + "-journal"] {
            // What stays is a file that no ledger is ever opened by; it is no reason to fail.
            try? FileManager.default.removeItem(atPath: path)
        }
    }

    // MARK: - Looking

    /// True where the folder exists and is fit.
    private func checkFolder() throws(LedgerError) -> Bool {
        guard let item = try Item(at: folder) else { return false }
        if item.kind == .typeSymbolicLink {
            throw LedgerError(.unsafePlace, folder, "the ledger's folder is a symbolic link", wayOut: "name its target")
        }
        guard item.kind == .typeDirectory else {
            throw LedgerError(.unsafePlace, folder, "the ledger's folder is not a folder")
        }
        let user = Int(geteuid())
        guard item.owner == user || item.owner == 0 || user == 0 else {
            throw LedgerError(.unsafePlace, folder, "the ledger's folder belongs to another user")
        }
        guard item.permissions & 0o022 == 0 else {
            throw LedgerError(
                .unsafePlace, folder, "others may write to the ledger's folder", wayOut: "chmod 700 \(folder)")
        }
        return true
    }

    /// True where the file exists and is fit.
    private func checkFile() throws(LedgerError) -> Bool {
        guard let item = try Item(at: path) else { return false }
        if item.kind == .typeSymbolicLink {
            throw LedgerError(.unsafePlace, path, "the ledger is a symbolic link", wayOut: "name its target")
        }
        guard item.kind == .typeRegular else {
            throw LedgerError(.unsafePlace, path, "the ledger is not a file")
        }
        let user = Int(geteuid())
        guard item.owner == user || user == 0 else {
            throw LedgerError(.unsafePlace, path, "the ledger belongs to another user")
        }
        guard item.permissions & 0o077 == 0 else {
            throw LedgerError(.unsafePlace, path, "others may use the ledger's file", wayOut: "chmod 600 \(path)")
        }
        guard item.size > 0 else {
            // A ledger is never empty, since it appears under its name only once it is made: something cut it off.
            throw LedgerError(
                .corrupt, path, "the file is empty, and a ledger never is",
                wayOut: "put a copy back; delete the file only if nothing was ever launched from it")
        }
        return true
    }

    /// Refuses a network file system: locks may mean nothing there, and two writers would not see each other.
    private func checkFileSystem() throws(LedgerError) {
        // Where there is no such table, as on other systems than Linux, nothing can be told.
        guard let bytes = FileManager.default.contents(atPath: "/proc/self/mountinfo") else { return }
        try LedgerPlace.check(
            folder: URL(filePath: folder).resolvingSymlinksInPath().path,
            mounts: MountTable(mountinfo: String(decoding: bytes, as: UTF8.self)))
    }

    /// - Throws: `LedgerError` of code `unsafePlace` where `folder`, an absolute path, lies on a network file system.
    static func check(folder: String, mounts: MountTable) throws(LedgerError) {
        guard let mount = mounts.mount(of: folder), mount.isNetwork else { return }
        throw LedgerError(
            .unsafePlace, folder, "the ledger's folder is on a network file system (\(mount.kind))",
            wayOut: "keep the ledger on a disk of this machine")
    }

    private func attempt<Value>(_ action: String, _ body: () throws -> Value) throws(LedgerError) -> Value {
        do {
            return try body()
        } catch {
            throw LedgerError(fileSystem: error, path: path, doing: action)
        }
    }
}

/// What is at a path; a symbolic link is not followed.
private struct Item {
    let kind: FileAttributeType
    let permissions: Int
    let owner: Int
    let size: Int

    /// Nil where there is nothing.
    init?(at path: String) throws(LedgerError) {
        let attributes: [FileAttributeKey: Any]
        do {
            attributes = try FileManager.default.attributesOfItem(atPath: path)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile || error.code == .fileNoSuchFile {
            return nil
        } catch {
            throw LedgerError(fileSystem: error, path: path, doing: "look at")
        }
        kind = attributes[.type] as? FileAttributeType ?? .typeUnknown
        permissions = attributes[.posixPermissions] as? Int ?? 0o777
        owner = attributes[.ownerAccountID] as? Int ?? -1
        size = attributes[.size] as? Int ?? 0
    }
}

extension LedgerError {
    fileprivate init(fileSystem error: any Error, path: String, doing action: String) {
        let code: Code
        let reason: String
        switch (error as? CocoaError)?.code {
        case .fileWriteNoPermission, .fileReadNoPermission: (code, reason) = (.readOnly, "no permission")
        case .fileWriteVolumeReadOnly: (code, reason) = (.readOnly, "the disk is read-only")
        case .fileWriteOutOfSpace: (code, reason) = (.full, "the disk is full")
        default: (code, reason) = (.storage, "\(error)")
        }
        self.init(code, path, "cannot \(action) the ledger: \(reason)")
    }
}
