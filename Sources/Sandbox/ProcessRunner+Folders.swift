import FoundationEssentials

extension ProcessRunner {
    /// Where tasks keep their files.
    ///
    /// - `tasks/<task>/volumes/<volume>`: shared by the task's containers that mount it.
    /// - `tasks/<task>/containers/<container>`: stands for the root of the container's file system. Each mount is a
    ///   symbolic link in it, so that `/scratch` of the container is `scratch` here. It is the container's own, as on
    ///   ECS: what one container writes outside of a volume the others do not see, and two may mount different
    ///   volumes at one path.
    struct Folders {
        /// An absolute path without a slash at its end.
        let root: String

        /// Makes the folders and links of a container, those that exist already stay, and returns the container's root.
        ///
        /// - Throws: `CannotStart` where a name cannot be that of a folder, or the system refuses; some may be made.
        func prepare(_ process: ContainerProcess) throws(CannotStart) -> String {
            let ref = process.ref
            for name in [ref.task, ref.container] + process.mounts.map(\.volume) {
                guard isPlain(name, besides: "-_") else {
                    throw CannotStart(code: .create, "\"\(name)\" cannot be the name of a folder")
                }
            }
            let container = "\(task(ref.task))/containers/\(ref.container)"
            try make(container)
            // A mount inside of another must find the outer link in its place.
            let mounts = try process.mounts.map { mount throws(CannotStart) in
                (volume: "\(task(ref.task))/volumes/\(mount.volume)", parts: try parts(of: mount.containerPath))
            }
            for (volume, parts) in mounts.sorted(by: { $0.parts.count < $1.parts.count }) {
                try make(volume)
                let link = ([container] + parts).joined(separator: "/")
                try make(([container] + parts.dropLast()).joined(separator: "/"))
                try self.link(link, to: volume)
            }
            return container
        }

        /// Deletes all folders of a task; links are deleted, not followed.
        ///
        /// What cannot be deleted (a folder that a process made unwritable) stays: nobody waits for this, and a
        /// task's id never comes again.
        func remove(task name: String) {
            guard isPlain(name, besides: "-_") else { return }
            try? FileManager.default.removeItem(atPath: task(name))
        }

        private func task(_ name: String) -> String { "\(root)/tasks/\(name)" }

        private func isPlain(_ name: some StringProtocol, besides others: String) -> Bool {
            (1...255).contains(name.utf8.count)
                && name.unicodeScalars.allSatisfy { scalar in
                    switch scalar {
                    case "a"..."z", "A"..."Z", "0"..."9": true
                    default: others.unicodeScalars.contains(scalar)
                    }
                }
        }

        /// The folders that a container path leads through: `/var/data` gives `var` and `data`.
        private func parts(of path: String) throws(CannotStart) -> [String] {
            let parts = path.split(separator: "/").map(String.init)
            // `.` and `..` would lead out of the folder that stands for the container's root.
            guard path.hasPrefix("/"), !parts.isEmpty,
                parts.allSatisfy({ isPlain($0, besides: "-_.+@") && $0 != "." && $0 != ".." })
            else {
                throw CannotStart(code: .create, "the mount path \"\(path)\" cannot stand for a folder here")
            }
            return parts
        }

        private func make(_ folder: String) throws(CannotStart) {
            do {
                try FileManager.default.createDirectory(
                    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            } catch {
                throw CannotStart(code: .create, "mkdir \(folder): \(error)")
            }
        }

        private func link(_ link: String, to volume: String) throws(CannotStart) {
            do {
                try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: volume)
            } catch {
                // Made before: by an earlier run of this container, or by one that shares the volume around it.
                let target = try? FileManager.default.destinationOfSymbolicLink(atPath: link)
                guard target == volume else {
                    throw CannotStart(code: .create, "mount \(link): \(error)")
                }
            }
        }
    }

    /// Why a container's process never ran, in the shape of a container's `reason` on ECS.
    struct CannotStart: Error, Hashable, CustomStringConvertible {
        enum Code: String {
            case create = "CannotCreateContainerError"
            case start = "CannotStartContainerError"
        }

        let code: Code
        let detail: String

        init(code: Code, _ detail: String) {
            self.code = code
            self.detail = detail
        }

        var description: String { "\(code.rawValue): \(detail)" }
    }
}
