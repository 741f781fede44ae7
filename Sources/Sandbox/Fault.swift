import ECS

/// One thing that goes wrong.
struct Fault: Hashable, Sendable, Decodable {
    /// To what it happens.
    enum Moment: Hashable, Sendable {
        case call(Operation)
        /// A task enters a stage.
        case task(TaskStatus)
    }

    /// Which calls or tasks it happens to.
    struct Match: Hashable, Sendable, Decodable {
        /// A glob over the job that Purser names in `startedBy`.
        var job: String?
        /// A glob over `startedBy`.
        var startedBy: String?
        /// A glob over the name of the cluster.
        var cluster: String?
        /// Which of those that match, counted from 1.
        var nth: OneOrMore?
        /// How often at most.
        var times: Int?
        /// Seconds since the script began.
        var fromSeconds: Double?
        var untilSeconds: Double?
        var probability: Double?
    }

    /// `3` or `[1, 3]`.
    struct OneOrMore: Hashable, Sendable, Decodable {
        let values: [Int]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            values = try (try? [container.decode(Int.self)]) ?? container.decode([Int].self)
        }
    }

    let name: String?
    let on: Moment
    let match: Match
    let action: FaultAction

    private enum Key: String, CodingKey {
        case name
        case on
        case match
        case action = "do"
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        name = try container.decodeIfPresent(String.self, forKey: .name)
        match = try container.decodeIfPresent(Match.self, forKey: .match) ?? Match()
        action = try container.decode(FaultAction.self, forKey: .action)
        let text = try container.decode(String.self, forKey: .on)
        if let operation = Operation(rawValue: text) {
            on = .call(operation)
        } else if let stage = Fault.stages[text] {
            on = .task(stage)
        } else {
            throw DecodingError.dataCorruptedError(forKey: .on, in: container, debugDescription: text)
        }
    }

    /// The stages of a task by the names that a script has for them.
    private static let stages: [String: TaskStatus] = [
        "task.provisioning": .provisioning, "task.pending": .pending, "task.pulling": .activating,
        "task.running": .running,
    ]
}

/// What goes wrong.
enum FaultAction: Hashable, Sendable, Decodable {
    struct ServiceFault: Hashable, Sendable, Decodable {
        let code: String
        let message: String?
        let status: Int?
        let afterEffect: Bool?
    }

    struct Throttle: Hashable, Sendable, Decodable {
        let wrapped: Bool?
    }

    struct Delay: Hashable, Sendable, Decodable {
        let seconds: Double
    }

    struct Connection: Hashable, Sendable, Decodable {
        let afterEffect: Bool?
    }

    struct Truncation: Hashable, Sendable, Decodable {
        let bytes: Int?
    }

    struct Page: Hashable, Sendable, Decodable {
        let status: Int?
        let afterEffect: Bool?
    }

    /// ECS says that a task was not placed.
    struct Placement: Hashable, Sendable, Codable {
        let reason: String
        var arn: String?
        var detail: String?
        /// The task starts all the same.
        var start: Bool?
    }

    struct Capacity: Hashable, Sendable, Decodable {
        let forSeconds: Double
        let reason: String?
    }

    struct Hiding: Hashable, Sendable, Decodable {
        /// How many answers leave each task out.
        let times: Int?
        /// How long after its launch answers leave each task out.
        let forSeconds: Double?
    }

    case error(ServiceFault)
    case throttle(Throttle)
    case delay(Delay)
    case reset(Connection)
    case drop(Connection)
    case truncate(Truncation)
    case html(Page)
    case failures(Placement)
    case noCapacity(Capacity)
    case missing(Hiding)
    case hide(Hiding)
    case task(TaskFate.Action)

    private enum Key: String, CodingKey {
        case error, throttle, delay, reset, drop, truncate, html, failures, noCapacity, missing, hide
        case stop, exit, hold, loseHost, failVolume
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        guard let key = container.allKeys.first else {
            throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "no action"))
        }
        func value<Value: Decodable>(_ type: Value.Type = Value.self) throws -> Value {
            try container.decode(type, forKey: key)
        }
        self =
            switch key {
            case .error: .error(try value())
            case .throttle: .throttle(try value())
            case .delay: .delay(try value())
            case .reset: .reset(try value())
            case .drop: .drop(try value())
            case .truncate: .truncate(try value())
            case .html: .html(try value())
            case .failures: .failures(try value())
            case .noCapacity: .noCapacity(try value())
            case .missing: .missing(try value())
            case .hide: .hide(try value())
            case .stop: .task(.stop(try value()))
            case .exit: .task(.exit(try value()))
            case .hold: .task(.hold(try value()))
            case .loseHost: .task(.loseHost(try value()))
            case .failVolume: .task(.failVolume(try value()))
            }
    }
}
