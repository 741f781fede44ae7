import ECS
import JSON

/// One record of a source of events, whatever an event came wrapped in.
///
/// Told apart by their members: an event in EventBridge's envelope; a message of SNS with the event in `Message`; a
/// message of SQS, as its API or as Lambda writes it, with the event in `Body` or `body`; and the `detail` alone, as an
/// input transformer of `$.detail` sends it. A message may hold another one.
package enum EventRecord {
    /// The largest event, in bytes: what EventBridge takes for an entry.
    package static let largestEvent = 256 * 1024
    /// The largest record: what SQS takes for a message, with an event in it that was escaped twice.
    package static let largestRecord = 1024 * 1024
    /// How many wrappings are taken off at the most: SQS around SNS, and one to spare.
    private static let mostWrappings = 3

    /// Reads a record.
    ///
    /// - Throws: `EventProblem` that says why there is no change in it.
    package static func read(_ bytes: [UInt8]) throws(EventProblem) -> StateChange {
        var bytes = bytes
        var wrappings = 0
        while true {
            let limit = wrappings == 0 ? largestRecord : largestEvent
            guard bytes.count <= limit else { throw tooLarge(bytes.count) }
            let value: JSON
            do {
                value = try JSON(parsing: bytes)
            } catch {
                throw EventProblem(.notJSON, error.description)
            }
            guard let text = message(in: value) else {
                guard bytes.count <= largestEvent else { throw tooLarge(bytes.count) }
                return try change(in: value)
            }
            guard wrappings < mostWrappings else {
                throw EventProblem(.notAnEvent, "more than \(mostWrappings) messages are wrapped in each other")
            }
            bytes = Array(text.utf8)
            wrappings += 1
        }
    }

    /// A record of so many bytes, of which nobody needs to hold more.
    package static func tooLarge(_ size: Int) -> EventProblem {
        EventProblem(.tooLarge, "\(size) bytes are more than the \(largestEvent) of an event")
    }

    /// The text that a message of SNS or SQS carries; nil where the value is no message.
    private static func message(in value: JSON) -> String? {
        guard value["detail"] == nil else { return nil }
        if value["Type"]?.string == "Notification", let text = value["Message"]?.string { return text }
        if value["MessageId"] != nil, let text = value["Body"]?.string { return text }
        if value["messageId"] != nil, let text = value["body"]?.string { return text }
        return nil
    }

    private static func change(in value: JSON) throws(EventProblem) -> StateChange {
        guard case .object = value else { throw EventProblem(.notAnEvent, "it is no JSON object") }
        guard value["detail-type"] == nil, value["source"] == nil, value["detail"] == nil else {
            return try change(inEnvelope: value)
        }
        // A task names the container instance that it runs on, and a container instance no task.
        for kind in EventKind.allCases where value[kind.arnMember] != nil && value[kind.statusMember] != nil {
            return try StateChange(kind, detail: value, sent: nil)
        }
        throw EventProblem(.notAnEvent, "it is neither an event nor a message with one")
    }

    private static func change(inEnvelope value: JSON) throws(EventProblem) -> StateChange {
        guard value["source"]?.string == "aws.ecs" else {
            throw EventProblem(.otherSource, "its source is \(shown(value["source"])), not 'aws.ecs'")
        }
        guard let kind = (value["detail-type"]?.string).flatMap(EventKind.init(detailType:)) else {
            throw EventProblem(.otherType, "its type is \(shown(value["detail-type"]))")
        }
        guard let detail = value["detail"], detail.object != nil else {
            throw EventProblem(.notAnEvent, "it has no detail")
        }
        let sent = (value["time"]?.string).flatMap(Timestamp.init(eventTime:))
        return try StateChange(kind, detail: detail, sent: sent)
    }

    /// A value from outside for a message: a text in quotes and not at any length.
    private static func shown(_ value: JSON?) -> String {
        guard let value else { return "not given" }
        guard let text = value.string else { return "no text" }
        let short = text.unicodeScalars.prefix(60).map { $0.properties.isPatternWhitespace ? " " : String($0) }.joined()
        return "'\(short.filter { $0.isASCII ? ($0 >= " " && $0 <= "~") : $0.isLetter })'"
    }
}
