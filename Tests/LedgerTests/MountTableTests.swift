import Testing

@testable import Ledger

/// Which file system a folder lies on, by the table that the kernel gives.
@Suite struct MountTableTests {
    private let table = MountTable(
        mountinfo: #"""
            22 1 254:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw
            30 22 0:26 / /home rw,relatime shared:2 master:7 - nfs4 server:/home rw,vers=4.2
            31 30 254:2 / /home/ada/local rw - xfs /dev/vdb rw
            32 22 0:27 / /mnt/with\040space rw - cifs //server/share rw
            33 22 0:28 / /mnt/sshfs rw - fuse.sshfs me@host: rw
            34 22 0:29 / /twice rw - nfs server:/a rw
            35 34 254:3 / /twice rw - ext4 /dev/vdc rw
            a line of another form
            36 22 0:30 / /cut rw -
            """#)

    @Test(arguments: [
        ("/", "ext4", false), ("/var/lib", "ext4", false), ("/home", "nfs4", true), ("/home/ada/x", "nfs4", true),
        ("/home/ada/local", "xfs", false), ("/home/ada/local/x", "xfs", false), ("/homes", "ext4", false),
        ("/mnt/with space/x", "cifs", true), ("/mnt/sshfs/x", "fuse.sshfs", true), ("/twice/x", "ext4", false),
        ("/cut/x", "ext4", false),
    ])
    func `a folder lies on the deepest and latest mount above it`(path: String, kind: String, isNetwork: Bool) {
        #expect(table.mount(of: path)?.kind == kind)
        #expect(table.mount(of: path)?.isNetwork == isNetwork)
    }

    @Test func `a ledger on a network file system is refused, and the kind is named`() {
        let error = #expect(throws: LedgerError.self) { try LedgerPlace.check(folder: "/home/ada", mounts: table) }
        #expect(error?.code == .unsafePlace)
        #expect(error?.message.contains("nfs4") == true)
        #expect(error?.wayOut != nil)
        #expect(throws: Never.self) { try LedgerPlace.check(folder: "/home/ada/local", mounts: table) }
        #expect(throws: Never.self) { try LedgerPlace.check(folder: "/home", mounts: MountTable(mountinfo: "")) }
    }
}
