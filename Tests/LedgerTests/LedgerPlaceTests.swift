import FoundationEssentials
import Jobs
import Ledger
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Where a ledger may be, and with which rights it is made.
@Suite struct LedgerPlaceTests {
    @Test func `folder and file are made for their owner alone, also under umask 0`() async {
        // In a process of its own: the umask belongs to the process.
        await #expect(processExitsWith: .success) {
            umask(0)
            let folder = try TemporaryFolder()
            let ledger = try openLedger(folder.path + "/a/b/ledger.db")
            _ = try await ledger.commit(before: nil, after: .sample())
            #expect(try permissions(of: folder.path + "/a") == 0o700)
            #expect(try permissions(of: folder.path + "/a/b") == 0o700)
            #expect(try permissions(of: ledger.path) == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path + "/a/b") == ["ledger.db"])
        }
    }

    @Test func `a relative path starts at the current folder`() async {
        await #expect(processExitsWith: .success) {
            let folder = try TemporaryFolder()
            #expect(FileManager.default.changeCurrentDirectoryPath(folder.path))
            _ = try openLedger("ledger.db", id: "here")
            #expect(try openLedger("./ledger.db").id == "here")
            #expect(try openLedger(".purser/ledger.db", id: "below").id == "below")
            #expect(FileManager.default.fileExists(atPath: folder.path + "/.purser/ledger.db"))
        }
    }

    @Test func `only a new ledger asks for an id`() throws {
        let folder = try TemporaryFolder()
        let first = try openLedger(folder.ledger, id: "first")
        #expect(first.id == "first")
        let second = try SQLiteLedger.open(path: folder.ledger, set: "nightly") {
            Issue.record("a ledger that is there has its id")
            return "second"
        }
        #expect(second.id == "first")
    }

    @Test func `a symbolic link is not followed, be it the file or its folder`() throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        let files = FileManager.default
        try files.createSymbolicLink(atPath: folder.path + "/link.db", withDestinationPath: folder.ledger)
        try files.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: folder.path + "/state")
        try files.createSymbolicLink(
            atPath: folder.path + "/dangling.db", withDestinationPath: folder.path + "/made.db")
        for path in ["/link.db", "/link/ledger.db", "/dangling.db"] {
            let error = #expect(throws: LedgerError.self) { try openLedger(folder.path + path) }
            #expect(error?.code == .unsafePlace, "\(path)")
            let reading = #expect(throws: LedgerError.self) {
                try SQLiteLedger.openExisting(path: folder.path + path, set: "nightly")
            }
            #expect(reading?.code == .unsafePlace, "\(path)")
        }
        #expect(!files.fileExists(atPath: folder.path + "/made.db"))
    }

    @Test(arguments: [0o777, 0o770, 0o702, 0o1777])
    func `a folder that others can write to is refused`(mode: Int) throws {
        let folder = try TemporaryFolder()
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.path)
        let error = #expect(throws: LedgerError.self) { try openLedger(folder.path + "/ledger.db") }
        #expect(error?.code == .unsafePlace)
        #expect(error?.wayOut == "chmod 700 \(folder.path)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test(arguments: [0o644, 0o640, 0o606, 0o666])
    func `a file that others can use is refused`(mode: Int) throws {
        let folder = try TemporaryFolder()
        _ = try openLedger(folder.ledger)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder.ledger)
        let error = #expect(throws: LedgerError.self) { try openLedger(folder.ledger) }
        #expect(error?.code == .unsafePlace)
        #expect(error?.wayOut == "chmod 600 \(folder.ledger)")
    }

    @Test func `a folder in the place of the file is refused`() throws {
        let folder = try TemporaryFolder()
        try FileManager.default.createDirectory(atPath: folder.path + "/ledger.db", withIntermediateDirectories: false)
        let error = #expect(throws: LedgerError.self) { try openLedger(folder.path + "/ledger.db") }
        #expect(error?.code == .unsafePlace)
        let inFile = try TemporaryFolder()
        try Data("x".utf8).write(to: URL(filePath: inFile.path + "/file"))
        let second = #expect(throws: LedgerError.self) { try openLedger(inFile.path + "/file/ledger.db") }
        #expect(second?.code == .unsafePlace)
    }

    @Test(arguments: [(0o400, 0o700), (0o600, 0o500), (0o400, 0o500)])
    func `what may not be written can be read, and is refused for writing at once`(file: Int, folder: Int) async {
        // In a process of its own: root may write everywhere, so rights are given up first.
        await #expect(processExitsWith: .success) { [file = file as Int, folder = folder as Int] in
            let place = try TemporaryFolder()
            let path = place.path + "/ledger.db"
            let snapshot = try RunSnapshot.sample()
            let files = FileManager.default
            do {
                let ledger = try openLedger(path)
                _ = try await ledger.commit(before: nil, after: snapshot)
            }
            let before = try bytes(of: path)
            try files.setAttributes([.posixPermissions: file], ofItemAtPath: path)
            try files.setAttributes([.posixPermissions: folder], ofItemAtPath: place.path)
            if geteuid() == 0 {
                for owned in [path, place.path] {
                    try files.setAttributes([.ownerAccountID: 65_534], ofItemAtPath: owned)
                }
                try #require(setuid(65_534) == 0)
            }
            let error = #expect(throws: LedgerError.self) { try openLedger(path) }
            #expect(error?.code == .readOnly, "\(String(describing: error))")
            let reading = try #require(try SQLiteLedger.openExisting(path: path, set: "nightly"))
            #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
            let absent = try await failure { try openLedger(place.path + "/new/ledger.db") }
            #expect(absent?.code == (folder == 0o700 ? nil : .readOnly))
            try files.setAttributes([.posixPermissions: 0o700], ofItemAtPath: place.path)
            #expect(try bytes(of: path) == before)
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
    func `another user's folder and file are refused`() async throws {
        // The folder is this process's, which can still remove it.
        let folder = try TemporaryFolder()
        let path = folder.path
        await #expect(processExitsWith: .success) { [place = path as String] in
            let files = FileManager.default
            let mine = 65_534
            let theirs = 12_345
            func make(_ name: String, folderOf folderOwner: Int, fileOf fileOwner: Int) throws -> String {
                let path = place + "/\(name)/ledger.db"
                _ = try openLedger(path)
                try files.setAttributes([.ownerAccountID: fileOwner], ofItemAtPath: path)
                try files.setAttributes(
                    [.ownerAccountID: folderOwner, .posixPermissions: 0o755], ofItemAtPath: place + "/\(name)")
                return path
            }
            let own = try make("own", folderOf: mine, fileOf: mine)
            let inTheirFolder = try make("folder", folderOf: theirs, fileOf: mine)
            let theirFile = try make("file", folderOf: mine, fileOf: theirs)
            try files.setAttributes([.posixPermissions: 0o755], ofItemAtPath: place)
            try #require(setuid(uid_t(mine)) == 0)
            #expect(try openLedger(own).id == "id-of-the-ledger")
            let folder = try await failure { try openLedger(inTheirFolder) }
            #expect(folder?.code == .unsafePlace)
            #expect(folder?.subject == place + "/folder")
            let file = try await failure { try openLedger(theirFile) }
            #expect(file?.code == .unsafePlace)
            #expect(file?.subject == theirFile)
        }
    }

    @Test func `looking for a ledger that is not there makes nothing`() async throws {
        let folder = try TemporaryFolder()
        #expect(try SQLiteLedger.openExisting(path: folder.ledger, set: "nightly") == nil)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        let empty = EmptyLedger()
        #expect(try await empty.runs(matching: RunQuery()).isEmpty)
        #expect(try await empty.jobs().isEmpty)
        #expect(try await empty.snapshot(Run.sample().id) == nil)
        #expect(try await empty.launch(startedBy: "purser/report/0") == nil)
        let error = try await failure { try await empty.commit(before: nil, after: .sample()) }
        #expect(error?.code == .readOnly)
        let put = try await failure { try await empty.put(JobRecord(name: "report", manifestHash: "a")) }
        #expect(put?.code == .readOnly)
    }

    @Test func `a ledger opened to be read is never written to`() async throws {
        let folder = try TemporaryFolder()
        let snapshot = try RunSnapshot.sample()
        _ = try await openLedger(folder.ledger).commit(before: nil, after: snapshot)
        let before = try bytes(of: folder.ledger)
        let reading = try #require(try SQLiteLedger.openExisting(path: folder.ledger, set: "nightly"))
        #expect(reading.id == "id-of-the-ledger")
        #expect(try await reading.snapshot(snapshot.run.id) == snapshot)
        let error = try await failure {
            try await reading.commit(before: snapshot, after: snapshot.changing { $0.sends = 1 })
        }
        #expect(error?.code == .readOnly)
        let put = try await failure { try await reading.put(JobRecord(name: "report", manifestHash: "a")) }
        #expect(put?.code == .readOnly)
        #expect(try bytes(of: folder.ledger) == before)
    }
}
