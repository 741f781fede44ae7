/// Reads a file of the user's: the only way in which this target learns of the disk.
///
/// The closure gives the bytes, or nil where there is no such file; it throws where there is one that cannot be read.
package typealias FileReading = @Sendable (_ path: String) throws(FileReadingError) -> [UInt8]?

/// A file is there and cannot be read.
package struct FileReadingError: Error, Hashable, Sendable {
    /// Why, in the words of the system: `permission denied`.
    package let reason: String

    package init(_ reason: String) {
        self.reason = reason
    }
}
