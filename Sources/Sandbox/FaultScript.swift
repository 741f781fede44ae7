package import JSON

/// What is to go wrong in a sandbox, and when: a rehearsal of a bad day.
///
/// The same script and the same calls at the same times go wrong in the same way.
package struct FaultScript: Hashable, Sendable {
    /// Decides what a probability decides.
    let seed: UInt64
    let faults: [Fault]
    /// The script as it was read: another one starts counting anew.
    let source: JSON

    /// Reads a script whose form has been checked: see `FaultFile` in the manifest language.
    ///
    /// - Throws: `JSONError` where the text is none.
    package init(_ json: JSON) throws(JSONError) {
        struct Members: Decodable {
            let seed: Int64?
            let faults: [Fault]
        }
        let members = try json.decoded(as: Members.self)
        seed = UInt64(bitPattern: members.seed ?? 1)
        faults = members.faults
        source = json
    }

    /// A number of at least 0 and below 1 for one question; the same question has the same answer.
    func chance(fault: Int, count: Int) -> Double {
        var sequence = IDSequence(seed: seed &+ UInt64(fault) &* 0x1000_0000_0000 &+ UInt64(count))
        return Double(sequence.next() >> 11) / Double(1 << 53)
    }
}

/// How far a script has come; a part of the sandbox's state, so that a restart does not repeat what has struck.
struct FaultProgress: Hashable, Sendable, Codable {
    let source: JSON
    /// When the script began.
    let since: Int64
    /// By the fault's place: how many calls or launches matched it.
    var seen: [Int: Int] = [:]
    /// By the fault's place: how often it has struck.
    var struck: [Int: Int] = [:]
    /// By the fault's place: when it struck first, in milliseconds since the epoch.
    var firstStruck: [Int: Int64] = [:]
    /// By the fault's place and the task's id: how often the task was kept back.
    var kept: [Int: [String: Int]] = [:]

    /// A task is not asked about any more.
    mutating func forget(task id: String) {
        for place in kept.keys { kept[place]?[id] = nil }
    }
}
