/// What keeps a ledger from being written to as usual.
package enum LedgerMark: Hashable, Sendable {
    /// Another one has taken its place: the address of that one.
    case moved(to: String)
    /// It is being filled from an export of this digest, and is not whole.
    case importing(digest: String)

    /// As it stands in the ledger: `moved:ADDRESS`, `importing:DIGEST`.
    package var text: String {
        switch self {
        case .moved(let address): "moved:\(address)"
        case .importing(let digest): "importing:\(digest)"
        }
    }

    /// Nil for a mark that this version does not know.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        switch (parts.first, parts.count) {
        case ("moved", 2): self = .moved(to: parts[1])
        case ("importing", 2): self = .importing(digest: parts[1])
        default: return nil
        }
    }

    /// Reads what a store holds; a mark of a later version is no reason to write all the same.
    ///
    /// - Throws: `LedgerError` of code `newer`.
    static func read(_ text: String?, subject: String) throws(LedgerError) -> LedgerMark? {
        guard let text else { return nil }
        guard let mark = LedgerMark(text) else {
            throw LedgerError(
                .newer, subject, "this version of Purser does not know the ledger's mark '\(text)'",
                wayOut: "use the newest version of Purser that has written to this ledger")
        }
        return mark
    }

    /// Why a write is refused that needs one mark, or none, and finds another; `subject` names the ledger.
    static func refusal(of found: LedgerMark?, _ subject: String) -> LedgerError {
        found?.refusal(subject)
            ?? LedgerError(.moved, subject, "the import into the ledger has been ended by another process")
    }

    /// Why a write is refused; `subject` names the ledger.
    package func refusal(_ subject: String) -> LedgerError {
        switch self {
        case .moved(let address):
            LedgerError(
                .moved, subject, "the ledger has moved to \(address), and takes no more writes",
                wayOut: "write 'ledger: \(address)' into purser.yaml")
        case .importing:
            LedgerError(
                .moved, subject, "an import into the ledger was begun and has not ended",
                wayOut: "run the same purser ledger import or move again: it goes on where it was")
        }
    }
}

/// A store that can be filled from another one, or give its place up to another one.
package protocol MovableLedger: LedgerStore {
    /// The set whose runs it holds.
    var set: String { get }

    /// What keeps it from being written to; nil for a ledger in use.
    func mark() async throws(LedgerError) -> LedgerMark?

    /// Puts a mark in the place of another, or of none; every opening of the ledger heeds it from its next write on.
    ///
    /// Where it stands already nothing is done, as if an earlier call had put it there.
    ///
    /// - Throws: `LedgerError`: where yet another mark than `old` stands there, and it stays.
    func setMark(_ mark: LedgerMark?, insteadOf old: LedgerMark?) async throws(LedgerError)

    /// The same ledger, for whoever put this mark on it: it takes writes as long as the mark is there.
    func accepting(_ mark: LedgerMark) -> Self
}
