/// A value that no text ever shows: not a log line, not an error, not a debugger's mirror.
package struct Secret<Value: Sendable & Hashable>: Sendable, Hashable {
    /// The value itself; to be asked for only where it is used.
    package let revealed: Value

    package init(_ value: Value) {
        revealed = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "(redacted)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
