import ECS

/// Numbers that look random and follow from a seed.
///
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Generator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(_ seed: UInt64) {
        state = seed
    }

    /// A generator for one purpose among many: equal words give equal numbers.
    init(_ words: UInt64...) {
        var mixed: UInt64 = 0
        for word in words {
            var generator = Generator(mixed ^ word)
            mixed = generator.next()
        }
        state = mixed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A fraction of at least 0 and below 1.
    mutating func fraction() -> Double { Double(next() >> 11) / Double(1 << 53) }

    mutating func chance(_ probability: Double) -> Bool { fraction() < probability }

    mutating func int(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    mutating func pick<Value>(_ values: [Value]) -> Value { values[int(0...(values.count - 1))] }

    /// A duration between two, in milliseconds.
    mutating func duration(_ range: ClosedRange<Duration>) -> Duration {
        let least = range.lowerBound.milliseconds
        return .milliseconds(least + Int64(next() % UInt64(range.upperBound.milliseconds - least + 1)))
    }
}

/// What can go wrong.
enum Fault: Int, CaseIterable, Sendable {
    // The network.
    case notConnected, requestLost, requestSlow, requestDoubled, answerLost, answerSlow, answerCut, foreignAnswer
    case outage
    // ECS.
    case errorAfterEffect, errorBeforeEffect, unknownError, throttled, throttledWrapped, expiredCredentials
    case refused, provisioningQuota, notPlaced, ghost, conflictOwn, conflictForeign
    case listLag, missing, inNeitherList, staleDescription
    // The ledger.
    case ledgerRefused, ledgerFull, ledgerAnswerLost, ledgerSlow
    // Processes and their machines.
    case killedBeforeCall, killedDuringCall, killedAfterAnswer, killedBeforeCommit, killedAfterCommit, killedAsleep
    case powerLoss, paused, interrupted, clockSkew, clockJump

    var name: String { String(describing: self) }

    /// The most that a seed takes it to happen with, for each place where it can.
    var highestRate: Double {
        switch self {
        case .outage, .powerLoss, .clockSkew: 1
        case .conflictOwn: 0.8
        case .ghost, .notPlaced, .listLag, .missing, .inNeitherList: 0.5
        case .conflictForeign, .refused: 0.03
        case .paused, .killedAsleep, .clockJump, .interrupted: 0.02
        case .killedBeforeCall, .killedDuringCall, .killedAfterAnswer, .killedBeforeCommit, .killedAfterCommit: 0.08
        case .ledgerRefused, .ledgerFull, .ledgerAnswerLost, .ledgerSlow: 0.05
        default: 0.2
        }
    }
}

/// One time that a fault happened: the fault, and the how manyth time that it could have happened.
struct Firing: Hashable, Sendable {
    let fault: Fault
    let number: Int
}

/// What a run of the simulator leaves out of what its seed has in store; for finding out which faults matter.
struct Suppression: Sendable {
    var faults: Set<Fault> = []
    /// Where it is not nil, only these happen.
    var only: Set<Firing>?

    func allows(_ firing: Firing) -> Bool {
        !faults.contains(firing.fault) && only?.contains(firing) ?? true
    }
}

/// The faults that a seed has in store.
///
/// Whether the n-th occasion of a fault is taken follows from the seed, the fault and n alone: leaving one fault out
/// moves no other.
struct Chance: Sendable {
    let seed: UInt64
    private let rates: [Double]
    private let suppression: Suppression
    private var occasions: [Int]
    /// All that happened, in order.
    private(set) var fired: [Firing] = []

    /// Each seed has faults of its own: some not at all, some rarely, some often.
    init(seed: UInt64, suppression: Suppression) {
        self.seed = seed
        self.suppression = suppression
        var generator = Generator(seed, 1)
        let intensity = generator.pick([0.1, 0.3, 0.6, 1])
        // From a stream of its own: the other faults of a seed stay as they are.
        var meetings = Generator(seed, 8)
        let meeting = meetings.chance(0.08) ? meetings.pick(Self.meetings) : [:]
        rates = Fault.allCases.map { fault in
            let share = generator.fraction()
            let rate = generator.chance(0.45) ? fault.highestRate * intensity * share * share : 0
            return max(rate, meeting[fault] ?? 0)
        }
        occasions = Array(repeating: 0, count: Fault.allCases.count)
    }

    /// Faults that do harm only where they meet, and hardly ever meet by chance: some seeds have all of a row, and often.
    private static let meetings: [[Fault: Double]] = [
        // A request that is late arrives after its repetition was answered and looked after: what the drain is for.
        [.requestSlow: 0.3, .notPlaced: 0.5],
        // A process is held up between its commit and its signature: what the fence before signing is for.
        [.paused: 0.08],
        // A task that ECS denies is in neither list when it is looked for: what the second look is for.
        [.ghost: 0.5, .inNeitherList: 0.8],
    ]

    /// Nil where the fault does not happen this time; else where its circumstances come from.
    ///
    /// `weight` makes it likelier or rarer at one place than at others.
    mutating func fire(_ fault: Fault, weight: Double) -> Generator? {
        let index = fault.rawValue
        occasions[index] += 1
        guard rates[index] > 0 else { return nil }
        var generator = Generator(seed, 2, UInt64(index), UInt64(occasions[index]))
        guard generator.chance(rates[index] * weight) else { return nil }
        let firing = Firing(fault: fault, number: occasions[index])
        guard suppression.allows(firing) else { return nil }
        fired.append(firing)
        return generator
    }
}
