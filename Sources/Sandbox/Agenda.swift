import ECS

/// What is due when: names, each at one time, the earliest first.
struct Agenda: Sendable {
    private struct Entry {
        let time: Timestamp
        let name: String
    }

    /// A binary heap.
    ///
    /// An entry that `times` does not confirm has been overtaken; the first one never has.
    private var heap: [Entry] = []
    private var times: [String: Timestamp] = [:]

    /// When something is due next.
    var next: Timestamp? { heap.first?.time }

    /// Puts a name at a time, in place of the time that it had; at none where it is nil.
    mutating func put(_ name: String, at time: Timestamp?) {
        guard times[name] != time else { return }
        times[name] = time
        if let time { push(Entry(time: time, name: name)) }
        dropOvertaken()
    }

    /// Takes out what is due at `now`, the earliest first.
    mutating func take(until now: Timestamp) -> [String] {
        var due: [String] = []
        while let first = heap.first, first.time <= now {
            due.append(first.name)
            times[first.name] = nil
            dropOvertaken()
        }
        return due
    }

    private mutating func dropOvertaken() {
        while let first = heap.first, times[first.name] != first.time { pop() }
    }

    private mutating func push(_ entry: Entry) {
        heap.append(entry)
        var child = heap.count - 1
        while child > 0, heap[child].time < heap[(child - 1) / 2].time {
            heap.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    private mutating func pop() {
        heap.swapAt(0, heap.count - 1)
        heap.removeLast()
        var parent = 0
        while true {
            let children = (2 * parent + 1..<2 * parent + 3).clamped(to: 0..<heap.count)
            guard let child = children.min(by: { heap[$0].time < heap[$1].time }), heap[child].time < heap[parent].time
            else { return }
            heap.swapAt(child, parent)
            parent = child
        }
    }
}
