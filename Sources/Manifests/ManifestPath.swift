/// Paths inside manifests: texts, not files.
package enum ManifestPath {
    /// A path that a file names, from where the file itself is; `.` and `..` are taken out as far as they can be.
    static func resolve(_ name: String, from file: String) -> String {
        if name.hasPrefix("/") { return name }
        return normalized(folder(of: file) + "/" + name, isAbsolute: file.hasPrefix("/"))
    }

    /// The folder of a file; empty for one without.
    static func folder(of file: String) -> String {
        guard let slash = file.lastIndex(of: "/") else { return "" }
        return normalized(String(file[..<slash]), isAbsolute: file.hasPrefix("/"))
    }

    /// The folders that hold a file, the nearest first, as far as its path names them.
    package static func foldersUpwards(from file: String) -> [String] {
        var folder = folder(of: file)
        var folders = [folder]
        while !folder.isEmpty, folder != "/", !folder.hasSuffix("..") {
            folder = ManifestPath.folder(of: folder)
            folders.append(folder)
        }
        return folders
    }

    /// A path from a folder; as it is where it is absolute or the folder is not known.
    static func absolute(_ path: String, in folder: String) -> String {
        folder.isEmpty || path.hasPrefix("/") ? path : folder + "/" + path
    }

    /// A path without `.` and, as far as it can be, without `..`.
    package static func normalized(_ path: String) -> String {
        normalized(path, isAbsolute: path.hasPrefix("/"))
    }

    private static func normalized(_ path: String, isAbsolute: Bool) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else {
                parts.append(part)
            }
        }
        return (isAbsolute ? "/" : "") + parts.joined(separator: "/")
    }
}
