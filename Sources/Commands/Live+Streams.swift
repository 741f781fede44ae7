import AWS
import ECS
import Glibc
import SystemPackage

extension DiskFiles {
    func stream(_ path: String, from offset: Int64) throws(FileReadingError) -> (any ByteStream)? {
        do {
            let file = try FileDescriptor.open(FilePath(path), .readOnly, options: [.closeOnExec])
            let stream = DescriptorStream(file, closes: true)
            // What has no places, as a pipe by its name, has none to go to either.
            if offset > 0 { try file.seek(offset: offset, from: .start) }
            return stream
        } catch Errno.noSuchFileOrDirectory, Errno.notDirectory {
            return nil
        } catch {
            throw FileReadingError("\(error)")
        }
    }

    func standardInput() -> any ByteStream {
        DescriptorStream(.standardInput, closes: false)
    }
}

/// A descriptor that is read from.
private final class DescriptorStream: ByteStream {
    private static let largestPiece = 1 << 16

    private let file: FileDescriptor
    private let closes: Bool

    init(_ file: FileDescriptor, closes: Bool) {
        self.file = file
        self.closes = closes
    }

    deinit {
        if closes { try? file.close() }
    }

    func next(within patience: Duration) throws(FileReadingError) -> [UInt8]? {
        var request = pollfd(fd: file.rawValue, events: Int16(POLLIN), revents: 0)
        let ready = unsafe poll(&request, 1, Int32(clamping: patience.milliseconds))
        // A signal ends the wait early.
        guard ready != 0, ready > 0 || errno != EINTR else { return nil }
        do {
            return try unsafe [UInt8](unsafeUninitializedCapacity: DescriptorStream.largestPiece) { buffer, count in
                count = try unsafe file.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
        } catch {
            throw FileReadingError("\(error)")
        }
    }
}
