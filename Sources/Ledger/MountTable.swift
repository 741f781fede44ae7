/// Which file system is mounted where, as `/proc/self/mountinfo` tells it.
///
/// Source: Linux manual page proc_pid_mountinfo(5).
struct MountTable: Hashable, Sendable {
    /// A mounted file system.
    struct Mount: Hashable, Sendable {
        /// Where it is mounted: an absolute path.
        let point: String
        /// Its kind by the kernel's name: `ext4`, `nfs4`, `fuse.sshfs`.
        let kind: String

        /// The kind is one whose files are on another machine.
        var isNetwork: Bool {
            MountTable.networkKinds.contains(kind.hasPrefix("fuse.") ? String(kind.dropFirst(5)) : kind)
        }
    }

    /// In the order of mounting: a later one hides an earlier one at the same point.
    let mounts: [Mount]

    /// Kinds of file systems that keep their files on another machine, where locks are not to be relied on.
    static let networkKinds: Set<String> = [
        "afs", "beegfs", "blobfuse", "blobfuse2", "ceph", "ceph-fuse", "cifs", "coda", "davfs", "gcsfuse", "glusterfs",
        "goofys", "gpfs", "juicefs", "lustre", "mountpoint-s3", "ncpfs", "nfs", "nfs4", "orangefs", "pvfs2", "rclone",
        "s3fs", "smb2", "smb3", "smbfs", "sshfs",
    ]

    /// Reads the table; a line that is not of the form is left out.
    init(mountinfo text: String) {
        mounts = text.split(separator: "\n").compactMap { line in
            // 36 35 98:0 /root /point rw,noatime master:1 - ext3 /dev/root rw
            let fields = line.split(separator: " ")
            guard fields.count > 6, let dash = fields.dropFirst(6).firstIndex(of: "-"), dash + 1 < fields.count else {
                return nil
            }
            return Mount(point: MountTable.unescaped(fields[4]), kind: String(fields[dash + 1]))
        }
    }

    /// The mount that an absolute path without symbolic links lies in; nil where the table knows none.
    func mount(of path: String) -> Mount? {
        var found: Mount?
        for mount in mounts where MountTable.contains(mount.point, path) {
            if mount.point.utf8.count >= found?.point.utf8.count ?? 0 { found = mount }
        }
        return found
    }

    private static func contains(_ point: String, _ path: String) -> Bool {
        point == "/" || path == point || path.hasPrefix(point + "/")
    }

    /// Spaces, tabs, newlines and backslashes are written as a backslash and three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\"), let code = UInt8(Substring(rest.prefix(3)), radix: 8) {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
