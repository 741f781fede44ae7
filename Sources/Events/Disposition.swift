/// What became of a change that was taken in.
package enum Disposition: String, Sendable, Codable, CaseIterable {
    /// It is the newest of its ARN that was heard of, and is kept.
    case taken
    /// Its version is kept already.
    case duplicate
    /// A later version is kept already.
    case late

    /// What becomes of a version where `kept` is the highest so far; nil where nothing is kept.
    package init(of version: Int64, after kept: Int64?) {
        self = kept.map { version > $0 ? .taken : version == $0 ? .duplicate : .late } ?? .taken
    }
}
