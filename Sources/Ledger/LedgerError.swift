/// The ledger could not be read or written; the transaction it happened in left nothing behind.
package struct LedgerError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of failure it is.
    package enum Code: String, Sendable {
        /// A row exists already, or changed since it was read: read again and decide anew.
        case conflict
        /// A lock that the new run needs is held by as many runs as it allows.
        case occupied
        /// Another process held the ledger longer than the time that was allowed.
        case busy
        /// Written by a newer version of Purser.
        case newer
        /// The file is damaged.
        case corrupt
        /// It may not be written: rights, a read-only disk.
        case readOnly
        /// The disk is full.
        case full
        /// A place where a ledger may not be: a symbolic link, a network file system, a folder that others can write.
        case unsafePlace
        /// Another set's ledger.
        case otherSet
        /// There is no ledger where it should be.
        case missing
        /// It has moved, or is being filled: a mark forbids to write.
        case moved
        /// An import into a ledger that holds something else.
        case notEmpty
        /// A row that the store does not take for its size.
        case tooLarge
        /// Anything else that the storage said.
        case storage
    }

    package let code: Code
    /// What it is about: the file, or the key of a row.
    package let subject: String
    /// One sentence on what happened.
    package let message: String
    /// What to do about it; nil where nothing can be told.
    package let wayOut: String?

    package init(_ code: Code, _ subject: String, _ message: String, wayOut: String? = nil) {
        self.code = code
        self.subject = subject
        self.message = message
        self.wayOut = wayOut
    }

    package var description: String { "\(subject): \(message)" }
}
