/// The characters that a JSON text writes as two escaped halves: `\ud83d\ude00`.
///
/// YAML has one escape for the whole character, `\U0001F600`, which is two characters shorter. The text is handed to
/// libyaml in that form, and whoever counts libyaml's marks asks here where the two are missing.
struct JoinedEscapes {
    /// The byte of the file that the last character of each shorter escape stands for; ascending.
    private let lasts: [Int]
    private let lookup: Set<Int>
    private let characters: [UInt32]

    static let none = JoinedEscapes(lasts: [], characters: [])

    private init(lasts: [Int], characters: [UInt32]) {
        self.lasts = lasts
        self.characters = characters
        lookup = Set(lasts)
    }

    /// Finds the pairs in a JSON text; half a pair is left to libyaml, which refuses it.
    init(in bytes: [UInt8]) {
        var lasts: [Int] = []
        var characters: [UInt32] = []
        var isQuoted = false
        var at = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                at += 1
            case UInt8(ascii: "\\") where isQuoted:
                if let lead = Self.unit(at, in: bytes), UTF16.isLeadSurrogate(lead),
                    let trail = Self.unit(at + 6, in: bytes), UTF16.isTrailSurrogate(trail)
                {
                    characters.append(UTF16.decode(UTF16.EncodedScalar([lead, trail])).value)
                    lasts.append(at + Self.length - 1)
                    at += 12
                } else {
                    at += 2
                }
            default: at += 1
            }
        }
        self.init(lasts: lasts, characters: characters)
    }

    /// The text has no such character.
    var isEmpty: Bool { lasts.isEmpty }

    /// Characters of `\U0001F600`; the pair has two more.
    private static let length = 10

    /// The text with one escape for each pair.
    func applied(to bytes: [UInt8]) -> [UInt8] {
        if lasts.isEmpty { return bytes }
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count)
        var next = 0
        for (last, character) in zip(lasts, characters) {
            let start = last + 1 - Self.length
            text += bytes[next..<start]
            let hex = String(character, radix: 16)
            let zeros = String(repeating: "0", count: 8 - hex.utf8.count)
            text += Array("\\U\(zeros)\(hex)".utf8)
            next = start + 12
        }
        return text + bytes[next...]
    }

    /// Where a byte of the file is in the shorter text.
    func offset(of offset: Int) -> Int {
        offset - 2 * lasts.count { $0 < offset }
    }

    /// Whether this byte of the file and the two after it are one character of the shorter text.
    func isLast(_ offset: Int) -> Bool {
        !lookup.isEmpty && lookup.contains(offset)
    }

    /// The value of the escape `\u` and its four digits at a place, nil where there is none.
    private static func unit(_ at: Int, in bytes: [UInt8]) -> UInt16? {
        guard at + 6 <= bytes.count, bytes[at] == UInt8(ascii: "\\"), bytes[at + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt16 = 0
        for byte in bytes[at + 2..<at + 6] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
