/// Tells what looks like a secret; a guess for a warning, never a promise.
enum SecretGuess {
    private static let words: Set<String> = [
        "apikey", "credential", "credentials", "passphrase", "passwd", "password", "secret", "secrets", "token",
    ]
    private static let pairs: Set<String> = ["access key", "api key", "encryption key", "private key", "signing key"]
    /// A name that ends so tells where a secret is, or of what kind, and holds none.
    private static let harmless: Set<String> = [
        "arn", "count", "dir", "enabled", "file", "id", "length", "limit", "name", "path", "prefix", "provider", "size",
        "ttl", "type", "url",
    ]
    private static let prefixes = ["-----BEGIN ", "ghp_", "github_pat_", "glpat-", "sk_live_", "xoxb-", "xoxp-"]

    /// Whether a variable looks as if it held a secret by itself.
    static func looksSecret(name: String, value: String) -> Bool {
        if prefixes.contains(where: value.hasPrefix) || isAccessKey(value) { return true }
        // Short texts, numbers and references are settings, whatever their name.
        guard value.utf8.count >= 6, !value.allSatisfy(\.isNumber), !value.hasPrefix("arn:"), !value.contains("${")
        else { return false }
        let parts = name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
        if let last = parts.last, harmless.contains(last) { return false }
        return parts.contains(where: words.contains)
            || zip(parts, parts.dropFirst()).contains { pairs.contains("\($0) \($1)") }
    }

    /// The id of an access key of AWS: four known letters and sixteen of capitals and digits.
    private static func isAccessKey(_ value: String) -> Bool {
        (value.hasPrefix("AKIA") || value.hasPrefix("ASIA")) && value.utf8.count == 20
            && value.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) }
    }
}
