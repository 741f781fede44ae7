import ECS
import JSON
import Testing

@testable import Events

/// What is read of one record, and what is said of the rest.
@Suite struct EventRecordTests {
    private func read(_ value: JSON) throws(EventProblem) -> StateChange { try EventRecord.read(value.canonicalBytes) }

    /// The kind of problem that a record has; nil where it has none.
    private func problem(_ bytes: [UInt8]) -> EventProblem.Kind? {
        do throws(EventProblem) {
            _ = try EventRecord.read(bytes)
            return nil
        } catch {
            return error.kind
        }
    }

    @Test func `a task event is read off its envelope`() throws {
        let detail = Sample.taskDetail(startedBy: "somebody")
        let change = try read(Sample.envelope(.task, detail))
        #expect(change.kind == .task)
        #expect(change.arn == Sample.taskARN())
        #expect(change.version == 4)
        #expect(change.cluster == Sample.cluster)
        #expect(change.status == "RUNNING")
        #expect(change.startedBy == "somebody")
        #expect(change.time?.precise == "2026-01-02T03:04:05.678Z")
        #expect(change.detail == detail.canonical)
        #expect(change.transition == nil)
    }

    @Test func `an event of a container instance is read off its envelope`() throws {
        let change = try read(Sample.envelope(.instance, Sample.instanceDetail))
        #expect(change.kind == .instance)
        #expect(change.arn == Sample.instanceARN)
        #expect(change.version == 9)
        #expect(change.status == "ACTIVE")
        #expect(change.time?.description == "2026-01-02T03:04:05Z")
        #expect(change.detail == Sample.instanceDetail.canonical)
    }

    /// The ways in which one event may come wrapped.
    static var wrappings: [(name: String, value: JSON)] {
        let event = Sample.envelope().canonical
        let notification: JSON = [
            "Type": "Notification", "MessageId": "1", "TopicArn": "arn:aws:sns:us-east-1:111122223333:events",
            "Message": .string(event),
        ]
        return [
            ("EventBridge", Sample.envelope()), ("SNS", notification),
            ("SQS", ["MessageId": "1", "ReceiptHandle": "x", "Body": .string(event)]),
            ("Lambda's SQS", ["messageId": "1", "body": .string(event), "eventSource": "aws:sqs"]),
            ("SQS of SNS", ["MessageId": "1", "Body": .string(notification.canonical)]),
        ]
    }

    @Test(arguments: wrappings.indices)
    func `the same change comes out of every wrapping`(index: Int) throws {
        #expect(try read(Self.wrappings[index].value) == read(Sample.envelope()))
    }

    @Test func `the detail alone is an event`() throws {
        #expect(try read(Sample.taskDetail()) == read(Sample.envelope()))
        #expect(try read(Sample.instanceDetail) == read(Sample.envelope(.instance, Sample.instanceDetail)))
        let onInstance = Sample.taskDetail().setting("containerInstanceArn", to: .string(Sample.instanceARN))
        let change = try read(onInstance)
        #expect(change.kind == .task)
        #expect(change.instance == Sample.instanceARN)
    }

    @Test func `the values of environment variables are not kept, and everything beside them is`() throws {
        let overrides: JSON = [
            "cpu": "256",
            "containerOverrides": [
                [
                    "name": "main", "command": ["run"],
                    "environment": [["name": "TOKEN", "value": "s3cret"], ["name": "EMPTY"], "odd"],
                ],
                ["name": "other"],
            ],
        ]
        let detail = Sample.taskDetail().setting("overrides", to: overrides)
        let change = try EventRecord.read(Sample.envelope(.task, detail).canonicalBytes)
        #expect(!change.detail.contains("s3cret"))
        let kept = try JSON(parsing: Array(change.detail.utf8))
        #expect(
            kept["overrides"]?["containerOverrides"]?.array?.first?["environment"]
                == [["name": "TOKEN", "value": "(not kept)"], ["name": "EMPTY"], "odd"])
        #expect(kept["overrides"]?["containerOverrides"]?.array?.first?["command"] == ["run"])
        #expect(kept["overrides"]?["cpu"] == "256" && kept["containers"] == detail["containers"])
    }

    @Test func `a problem does not quote at length`() {
        #expect(EventProblem(.notJSON, String(repeating: "x", count: 100_000)).finding.utf8.count < 250)
        #expect(EventProblem(.notJSON, "short").finding == "short")
    }

    @Test func `members and statuses that nobody knows are carried through`() throws {
        let detail = Sample.taskDetail(status: "HIBERNATING")
            .setting("moonPhase", to: ["full": true, "since": .number(0.5), "note": "\u{0}ß\u{1F319}"])
        let change = try read(Sample.envelope(.task, detail).setting("future", to: [1, 2]))
        #expect(change.status == "HIBERNATING")
        #expect(try JSON(parsing: Array(change.detail.utf8)) == detail)
    }

    @Test func `where ECS does not say when it was, the time of the envelope is taken`() throws {
        let change = try read(Sample.envelope(.task, Sample.taskDetail().setting("updatedAt", to: "yesterday")))
        #expect(change.time?.description == "2026-01-02T03:04:09Z")
        #expect(try read(Sample.taskDetail().setting("updatedAt", to: nil)).time == nil)
    }

    /// Texts that are no events of ours, by what is said of them.
    static var malformed: [(EventProblem.Kind, JSON)] {
        let event = Sample.envelope()
        func detail(_ member: String, _ value: JSON?) -> JSON {
            event.setting("detail", to: Sample.taskDetail().setting(member, to: value))
        }
        var deep: JSON = event
        for _ in 0..<5 { deep = ["MessageId": "1", "Body": .string(deep.canonical)] }
        return [
            (.notAnEvent, [1, 2]), (.notAnEvent, "text"), (.notAnEvent, .null), (.notAnEvent, [:]),
            (.notAnEvent, ["Type": "SubscriptionConfirmation", "Message": "You have chosen"]),
            (.notAnEvent, event.setting("detail", to: nil)), (.notAnEvent, event.setting("detail", to: "text")),
            (.notAnEvent, deep), (.notJSON, ["MessageId": "1", "Body": "Hello"]),
            (.otherSource, event.setting("source", to: "aws.ec2")), (.otherSource, event.setting("source", to: nil)),
            (.otherSource, event.setting("source", to: ["aws.ecs"])),
            (.otherType, event.setting("detail-type", to: "ECS Service Action")),
            (.otherType, event.setting("detail-type", to: nil)), (.otherType, event.setting("detail-type", to: 5)),
            (.noVersion, detail("version", nil)), (.noVersion, detail("version", "4")),
            (.noVersion, detail("version", -1)), (.noVersion, detail("version", .number(1.5))),
            (.noVersion, detail("version", .null)), (.noARN, detail("taskArn", nil)),
            (.noARN, detail("taskArn", "12")), (.noARN, detail("taskArn", .string(Sample.instanceARN))),
            (.noARN, detail("taskArn", .string(Sample.taskARN() + "\n"))),
            (.noARN, detail("taskArn", .string(Sample.taskARN() + String(repeating: "a", count: 2048)))),
            (.noARN, Sample.envelope(.instance)),
        ]
    }

    @Test(arguments: malformed.indices)
    func `what is no event of ours has a kind of problem`(index: Int) {
        let (kind, value) = Self.malformed[index]
        #expect(problem(value.canonicalBytes) == kind, "\(value.canonical.prefix(200))")
    }

    @Test(arguments: ["", "{", "nonsense", "{\"a\":1} {\"a\":2}", "\u{FEFF}{}", "{\"a\":1,\"a\":2}"])
    func `what is not JSON is said to be none`(text: String) {
        #expect(problem(Array(text.utf8)) == .notJSON)
        #expect(problem([0xFF, 0xFE]) == .notJSON)
    }

    @Test func `an event is as large as EventBridge lets it be, and no larger`() throws {
        func event(of size: Int) throws -> JSON {
            let bare = Sample.envelope(.task, Sample.taskDetail().setting("filler", to: ""))
            let filler = String(repeating: "x", count: size - bare.canonicalBytes.count)
            return Sample.envelope(.task, Sample.taskDetail().setting("filler", to: .string(filler)))
        }
        let largest = try event(of: EventRecord.largestEvent)
        let larger = try event(of: EventRecord.largestEvent + 1)
        #expect(problem(largest.canonicalBytes) == nil)
        #expect(problem(larger.canonicalBytes) == .tooLarge)
        #expect(problem((["MessageId": "1", "Body": .string(largest.canonical)] as JSON).canonicalBytes) == nil)
        #expect(problem((["MessageId": "1", "Body": .string(larger.canonical)] as JSON).canonicalBytes) == .tooLarge)
        #expect(problem(Array(repeating: 0x20, count: EventRecord.largestRecord + 1)) == .tooLarge)
    }

    @Test func `a problem says what was found, and not at any length`() {
        let event = Sample.envelope().setting("source", to: .string(String(repeating: "é\n\u{7}", count: 500)))
        do throws(EventProblem) {
            _ = try read(event)
            Issue.record("the event was taken")
        } catch {
            #expect(error.description.count < 120)
            #expect(!error.description.contains("\n") && !error.description.contains("\u{7}"))
        }
    }

    @Test func `the step of a task of ours keeps what its history tells`() throws {
        let detail = Sample.taskDetail(version: 8, status: "STOPPED", startedBy: "purser/etl/0123")
            .setting("stopCode", to: "EssentialContainerExited").setting("stoppedReason", to: "done")
            .setting("startedAt", to: "2026-01-02T03:00:30.25Z").setting("stoppedAt", to: "not a time")
            .setting(
                "containers",
                to: [
                    ["name": "main", "exitCode": 3, "reason": "OutOfMemoryError: no"], ["name": "side"],
                    ["exitCode": 1],
                    "odd",
                ])
        let transition = try #require(try read(Sample.envelope(.task, detail)).transition)
        #expect(transition.startedBy == "purser/etl/0123")
        #expect(transition.version == 8)
        #expect(transition.status == "STOPPED")
        #expect(transition.desiredStatus == "STOPPED")
        #expect(transition.stopCode == "EssentialContainerExited")
        #expect(transition.reason == "done")
        #expect(transition.exitCodes == ["main": 3])
        #expect(transition.containerReasons == ["main": "OutOfMemoryError: no"])
        #expect(transition.instants.mapValues(\.precise) == ["startedAt": "2026-01-02T03:00:30.250Z"])
        #expect(try JSON.decode(TaskTransition.self, from: Array(transition.text.utf8)) == transition)
        let bare = try #require(try read(Sample.taskDetail(startedBy: "purser/etl/0")).transition)
        #expect(try JSON.decode(TaskTransition.self, from: Array(bare.text.utf8)) == bare)
        #expect(try read(Sample.taskDetail(startedBy: "purserX/etl")).transition == nil)
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000Z"), ("2026-01-02T03:04:05.1Z", "2026-01-02T03:04:05.100Z"),
        ("2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123Z"),
        ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"),
        ("2026-02-30T03:04:05Z", nil), ("2026-01-02T03:04:05", nil), ("2026-01-02T03:04:05.Z", nil),
        ("2026-01-02 03:04:05Z", nil), ("2026-01-02T03:04:05+01:00", nil), ("", nil), ("2026-01-02T03:04:0xZ", nil),
        ("2026-01-02T03:04:05.1234567890Z", nil), ("2026-01-02T03:04:05.1xZ", nil), ("2026-01-02T03:04:05,1Z", nil),
    ])
    func `times are read as events write them`(text: String, time: String?) {
        #expect(Timestamp(eventTime: text)?.precise == time)
    }
}

/// Inputs that were cut and changed at random: each has an outcome, and none ends the process.
@Suite struct ChangedRecordTests {
    @Test func `every cut of an event is a problem`() throws {
        let bytes = Sample.envelope().canonicalBytes
        for length in bytes.indices {
            #expect(throws: EventProblem.self) { try EventRecord.read(Array(bytes[..<length])) }
        }
    }

    @Test(arguments: EventRecordTests.wrappings.indices)
    func `a changed event is taken or told of, and what is taken can be read again`(index: Int) throws {
        var chance = Seeded(UInt64(index + 1))
        let original = EventRecordTests.wrappings[index].value.canonicalBytes
        let pieces = ["\"", "{", "}", "[", "]", ",", ":", "\\", "\\u0000", "0", "-", "1e999", "null", "\u{0}", "é"]
        var taken = 0
        var told: Set<EventProblem.Kind> = []
        for _ in 0..<4000 {
            var bytes = original
            for _ in 0...Int.random(in: 0..<3, using: &chance) {
                let place = Int.random(in: 0..<bytes.count, using: &chance)
                switch Int.random(in: 0..<4, using: &chance) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &chance)
                case 1: bytes.remove(at: place)
                case 2: bytes.insert(contentsOf: pieces.randomElement(using: &chance)?.utf8 ?? "".utf8, at: place)
                default:
                    let end = Int.random(in: place..<bytes.count, using: &chance)
                    bytes.insert(contentsOf: bytes[place...min(end, place + 80)], at: place)
                }
            }
            do throws(EventProblem) {
                let change = try EventRecord.read(bytes)
                taken += 1
                let detail = try? JSON(parsing: Array(change.detail.utf8))
                #expect(detail?[change.kind.arnMember]?.string == change.arn)
                #expect(detail?["version"] == .int(change.version))
            } catch {
                told.insert(error.kind)
            }
        }
        // Neither everything nor nothing survives: the changes reach what is read.
        #expect(taken > 200 && taken < 3800, "\(taken)")
        #expect(told.count >= 2)
    }
}

/// The same numbers each time.
struct Seeded: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
