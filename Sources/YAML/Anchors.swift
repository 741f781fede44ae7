import Diagnostics

/// How much nodes take: counted before they are made.
struct Weight {
    var nodes: Int
    /// Bytes of scalars, keys included.
    var text: Int

    static func + (left: Weight, right: Weight) -> Weight {
        Weight(nodes: left.nodes + right.nodes, text: left.text + right.text)
    }

    static func - (left: Weight, right: Weight) -> Weight {
        Weight(nodes: left.nodes - right.nodes, text: left.text - right.text)
    }
}

/// The anchors of one document.
struct Anchors {
    /// What an anchor stands for.
    enum Target {
        /// A collection that is still being read: an alias to it would contain itself.
        case open
        /// A node, how much it stands for, and how many levels it has.
        case node(Node, weight: Weight, height: Int)
    }

    private var slots: [Target] = []
    /// A name may be given again; it then means the anchor that began last.
    private var latest: [String: Int] = [:]

    /// The names so far, sorted, for suggestions; none where there are too many to compare each with a wrong name.
    var names: [String] { latest.count <= 1000 ? latest.keys.sorted() : [] }

    subscript(name: String) -> Target? {
        latest[name].map { slots[$0] }
    }

    /// Adds an anchor and returns its slot.
    @discardableResult
    mutating func add(_ name: String, _ target: Target) -> Int {
        slots.append(target)
        latest[name] = slots.count - 1
        return slots.count - 1
    }

    /// Fills the slot of an anchor that was open.
    mutating func close(_ slot: Int, _ node: Node, weight: Weight, height: Int) {
        slots[slot] = .node(node, weight: weight, height: height)
    }
}
