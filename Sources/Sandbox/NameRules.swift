/// The characters and lengths that ECS allows in names.
enum NameRules {
    /// Names of families, clusters, containers and volumes: 1 to 255 letters, digits, hyphens and underscores.
    static func isName(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x5F }
    }

    /// A `startedBy`: up to 128 letters, digits, hyphens, slashes and underscores.
    static func isStartedBy(_ text: String) -> Bool {
        text.utf8.count <= 128
            && text.utf8.allSatisfy { isAlphanumeric($0) || $0 == 0x2D || $0 == 0x2F || $0 == 0x5F }
    }

    /// A `clientToken` of RunTask: 1 to 64 visible characters of ASCII.
    static func isClientToken(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count) && text.utf8.allSatisfy { (33...126).contains($0) }
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
