/// The time zones of a machine, found by their IANA names through a port that reads the files of the tz database.
package struct ZoneCatalog: Sendable {
    /// The bytes of a file of the database by its path inside it (`Europe/Berlin`, `zone.tab`), nil where there is none.
    package typealias Read = @Sendable (String) -> [UInt8]?

    private let read: Read

    package init(read: @escaping Read) {
        self.read = read
    }

    /// The zone of a name; `UTC` needs no file.
    ///
    /// - Throws: `ZoneError` where there is none, or none can be had on this machine.
    package func zone(named name: String) throws(ZoneError) -> Zone {
        if name == Zone.utc.name { return .utc }
        guard ZoneCatalog.isName(name), let bytes = read(name) else {
            throw read("zone.tab") == nil && read("UTC") == nil ? .noDatabase(name) : .unknown(name)
        }
        return try Zone(name: name, tzif: bytes)
    }

    /// The names of the zones that places have, sorted; empty where the database lists none.
    package var names: [String] {
        let lines = (read("zone.tab") ?? []).split(separator: 0x0A)
        let places = lines.filter { $0.first != UInt8(ascii: "#") }.compactMap { line in
            let cells = line.split(separator: 0x09)
            return cells.count > 2 ? String(decoding: cells[2], as: UTF8.self) : nil
        }
        return places.sorted()
    }

    /// Parts of the database that are no zones of their own, or another one on each machine.
    private static let others: Set<Substring> = ["localtime", "posix", "posixrules", "right"]

    /// Whether a text has the form of a name, which never leads out of the database.
    ///
    /// At most 50 characters, as EventBridge Scheduler takes them. Source: Amazon EventBridge Scheduler API Reference,
    /// CreateSchedule.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return text.utf8.count <= 50 && !others.contains(parts[0])
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF) || "_+-".utf8.contains(byte)
                    }
            }
    }
}

/// Why a time zone cannot be had.
package enum ZoneError: Error, Hashable, Sendable {
    /// The database has no zone of this name.
    case unknown(String)
    /// There is no database on this machine.
    case noDatabase(String)
    /// The file of the zone is not one that can be read.
    case unreadable(String)
}
