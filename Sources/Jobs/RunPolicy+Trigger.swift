package import ECS
package import Schedules

extension RunPolicy {
    /// When a job runs.
    package enum Trigger: Hashable, Sendable, Decodable {
        /// Once for each run key.
        case onRevision
        /// When somebody asks for it; the parameters by name.
        case manual([String: Parameter])
        case schedule(ScheduleTrigger)

        private enum CodingKeys: String, CodingKey {
            case manual, schedule
        }

        private struct Manual: Decodable {
            let parameters: [String: Parameter]?
        }

        package init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            if let manual = try members.decodeIfPresent(Manual.self, forKey: .manual) {
                self = .manual(manual.parameters ?? [:])
            } else if let schedule = try members.decodeIfPresent(ScheduleTrigger.self, forKey: .schedule) {
                self = .schedule(schedule)
            } else {
                self = .onRevision
            }
        }
    }

    /// What a run is asked for with.
    package struct Parameter: Hashable, Sendable, Codable {
        package let required: Bool
        /// What it is where nothing is given.
        package let `default`: String?
        /// A text of `ParameterPattern`.
        package let pattern: String?
        package let description: String?
    }

    /// The times of a schedule, and what is done about those that were missed.
    package struct ScheduleTrigger: Hashable, Sendable, Decodable {
        /// Which of the runs that nobody was there to begin are begun late.
        package enum CatchUp: String, Hashable, Sendable, Codable {
            case latest = "Latest"
            case none = "None"
            case all = "All"
        }

        /// Who begins the runs.
        package enum Firing: String, Hashable, Sendable, Codable {
            case controller = "Controller"
            case eventBridge = "EventBridge"
        }

        package let expression: ScheduleExpression
        /// The IANA name; nil for a rate.
        package let timeZone: String?
        package let startDate: Timestamp?
        package let endDate: Timestamp?
        /// How late a run may begin, in seconds; nil for no bound.
        package let startingDeadlineSeconds: Int?
        package let catchUp: CatchUp
        package let fire: Firing

        private enum CodingKeys: String, CodingKey {
            case expression, timeZone, startDate, endDate, startingDeadlineSeconds, catchUp, fire
        }

        package init(from decoder: any Decoder) throws {
            let members = try decoder.container(keyedBy: CodingKeys.self)
            do {
                expression = try ScheduleExpression(parsing: members.decode(String.self, forKey: .expression))
            } catch let error as ScheduleSyntaxError {
                throw DecodingError.dataCorruptedError(
                    forKey: .expression, in: members, debugDescription: error.message)
            }
            timeZone = try members.decodeIfPresent(String.self, forKey: .timeZone)
            startDate = try members.decodeIfPresent(Timestamp.self, forKey: .startDate)
            endDate = try members.decodeIfPresent(Timestamp.self, forKey: .endDate)
            startingDeadlineSeconds = try members.decodeIfPresent(Int.self, forKey: .startingDeadlineSeconds)
            catchUp = try members.decode(CatchUp.self, forKey: .catchUp)
            fire = try members.decode(Firing.self, forKey: .fire)
        }
    }
}
