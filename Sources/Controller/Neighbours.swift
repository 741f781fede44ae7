import ECS
import Jobs

/// Which replicas of the controller live, by what this one has seen of them, and which of them a run belongs to.
///
/// Clocks of different machines are not compared: a replica is gone when its count has stood still for a while on the
/// clock of the one that looks.
struct Neighbours: Sendable {
    private struct Sight {
        var beat: Int
        /// When its count was first seen to be this.
        var since: Timestamp
    }

    /// The replica that looks; it lives.
    let own: String
    /// How long a count may stand still.
    let expiry: Duration
    private var sights: [String: Sight] = [:]

    init(own: String, expiry: Duration) {
        self.own = own
        self.expiry = expiry
    }

    /// Takes in the rows as they stand.
    mutating func observe(_ replicas: [Replica], now: Timestamp) {
        var next: [String: Sight] = [:]
        for replica in replicas {
            let known = sights[replica.id]
            next[replica.id] =
                known?.beat == replica.beat ? known : Sight(beat: replica.beat, since: now)
        }
        sights = next
    }

    /// Those that live, this one among them; sorted.
    func living(now: Timestamp) -> [String] {
        let others = sights.filter { $0.key != own && now - $0.value.since < expiry }.keys
        return (others + [own]).sorted()
    }

    /// Those whose rows are there and whose count stands still.
    func gone(now: Timestamp) -> [String] {
        sights.filter { $0.key != own && now - $0.value.since >= expiry }.keys.sorted()
    }

    /// The one of some replicas that a run belongs to: all who see the same replicas name the same one, and when one
    /// comes or goes only its own share changes hands.
    ///
    /// Source: rendezvous hashing; Thaler and Ravishankar, 1998.
    static func owner(of run: RunID, among replicas: [String]) -> String? {
        replicas.max { left, right in
            (weight(left, run), left) < (weight(right, run), right)
        }
    }

    /// FNV-1a, stirred so that names which differ at their end weigh differently in all bits.
    private static func weight(_ replica: String, _ run: RunID) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in [replica.utf8, run.rawValue.utf8].joined() {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
        }
        hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
        return hash ^ (hash >> 33)
    }
}
