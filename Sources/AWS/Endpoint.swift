/// Where a service answers: scheme, host, port and the path in front of its own.
package struct Endpoint: Hashable, Sendable, CustomStringConvertible {
    /// The two ways of HTTP.
    package enum Scheme: String, Sendable {
        case http
        case https
    }

    /// Whether the bytes are encrypted on their way.
    package let scheme: Scheme
    /// A name or an address in lower case; an IPv6 address stands without its brackets.
    package let host: String
    /// Nil where the port is the usual one of the scheme.
    package let port: Int?
    /// Empty, or a path that begins with a slash and does not end with one: `/proxy/ecs`.
    package let path: String

    /// An endpoint of known parts, for hosts made from a table.
    init(https host: String) {
        self.scheme = .https
        self.host = host
        self.port = nil
        self.path = ""
    }

    /// Reads `http(s)://host[:port][/path]`; nil where the text is anything else.
    ///
    /// There is no room for a user name, a query, a fragment, an escape or a `..`: each of them has been used to make
    /// one reader of an URL see another host than the next. What is left reads the same everywhere.
    package init?(_ text: String) {
        guard let scheme = Scheme(rawValue: text.prefix { $0 != ":" }.lowercased()) else { return nil }
        var rest = text.utf8.dropFirst(scheme.rawValue.utf8.count)
        guard rest.starts(with: "://".utf8) else { return nil }
        rest = rest.dropFirst(3)
        let authority = rest.prefix { $0 != UInt8(ascii: "/") }
        guard let (host, port) = Endpoint.hostAndPort(String(Substring(authority))) else { return nil }
        guard let path = Endpoint.plainPath(String(Substring(rest.dropFirst(authority.count)))) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port == scheme.usualPort ? nil : port
        self.path = path
    }

    private static func hostAndPort(_ authority: String) -> (host: String, port: Int?)? {
        let host: String
        var tail: Substring
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else { return nil }
            host = authority[authority.index(after: authority.startIndex)..<close].lowercased()
            tail = authority[authority.index(after: close)...]
            guard host.contains(":"), host.utf8.allSatisfy({ $0.isHexDigit || $0 == UInt8(ascii: ":") }) else {
                return nil
            }
        } else {
            host = authority.prefix { $0 != ":" }.lowercased()
            tail = authority.dropFirst(host.count)
            guard host.utf8.allSatisfy(\.isHostCharacter), host.utf8.first?.isAlphanumeric == true else { return nil }
        }
        guard !tail.isEmpty else { return (host, nil) }
        tail = tail.dropFirst()
        guard authority.dropLast(tail.count).hasSuffix(":"), (1...5).contains(tail.utf8.count) else { return nil }
        guard tail.utf8.allSatisfy(\.isDigit), let port = Int(tail), (1...65_535).contains(port) else { return nil }
        return (host, port)
    }

    private static func plainPath(_ path: String) -> String? {
        var segments = path.split(separator: "/", omittingEmptySubsequences: false)
        if segments.last?.isEmpty == true { segments.removeLast() }
        for segment in segments.dropFirst() {
            guard !segment.isEmpty, segment != ".", segment != ".." else { return nil }
            guard segment.utf8.allSatisfy({ $0.isUnreserved }) else { return nil }
        }
        return segments.joined(separator: "/")
    }

    /// Host and port as the `Host` header carries them.
    package var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port.map { "\(name):\($0)" } ?? name
    }

    /// What is sent to this host does not leave the machine.
    ///
    /// True for `localhost`, 127.0.0.0/8 in its plain spelling, and `::1`: other spellings of the same addresses
    /// (`0x7f.1`, `2130706433`) are read differently by different programs, so they do not count.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || IPv4(host)?.first == 127
    }

    package var description: String {
        "\(scheme.rawValue)://\(authority)\(path)"
    }
}

extension Endpoint.Scheme {
    /// The port where none is given.
    fileprivate var usualPort: Int { self == .http ? 80 : 443 }
}

/// An address of IPv4 in its one plain spelling: four decimal numbers without leading zeros.
struct IPv4: Hashable {
    /// The first of the four numbers.
    let first: Int

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { part in
            (1...3).contains(part.utf8.count) && part.utf8.allSatisfy(\.isDigit) ? Int(part) : nil
        }
        guard numbers.count == 4, parts.count == 4, numbers.allSatisfy({ $0 <= 255 }) else { return nil }
        guard zip(parts, numbers).allSatisfy({ String($1) == $0 }) else { return nil }
        first = numbers[0]
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    var isHexDigit: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
    }

    var isAlphanumeric: Bool {
        isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20)
    }

    var isHostCharacter: Bool {
        isAlphanumeric || self == UInt8(ascii: ".") || self == UInt8(ascii: "-") || self == UInt8(ascii: "_")
    }

    /// One of the characters that RFC 3986 never escapes.
    var isUnreserved: Bool { isHostCharacter || self == UInt8(ascii: "~") }
}
