import Crypto

/// SHA-256 in lower-case hexadecimal: 64 characters.
package enum Digest {
    /// The digest of bytes.
    package static func hex(_ bytes: [UInt8]) -> String {
        func digit(_ value: UInt8) -> UInt8 { value + (value < 10 ? UInt8(ascii: "0") : UInt8(ascii: "a") - 10) }
        var text: [UInt8] = []
        text.reserveCapacity(64)
        for byte in SHA256.hash(data: bytes) {
            text.append(digit(byte >> 4))
            text.append(digit(byte & 0xF))
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The digest of a text's UTF-8.
    package static func hex(_ text: String) -> String {
        hex(Array(text.utf8))
    }

    /// The digest of a list of texts, each written as its length in bytes, a colon and its bytes, so that no two lists
    /// are written alike.
    package static func lengthPrefixed(_ texts: [String]) -> String {
        var bytes: [UInt8] = []
        for text in texts {
            bytes += Array("\(text.utf8.count):".utf8)
            bytes += Array(text.utf8)
        }
        return hex(bytes)
    }

    /// A number between 0 and 1 that follows from a text, evenly spread over texts.
    package static func fraction(_ text: String) -> Double {
        let bytes = Array(SHA256.hash(data: Array(text.utf8)).prefix(4))
        return Double(bytes.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }) / Double(UInt32.max)
    }
}
