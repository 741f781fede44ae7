package import ECS

/// When something happens: an expression of EventBridge Scheduler, or five fields as in crontab.
package enum ScheduleExpression: Hashable, Sendable {
    /// At the times that fields name, in a time zone.
    case cron(CronExpression)
    /// Every so many seconds, a day being 86,400 of them.
    case rate(seconds: Int)
    /// Once, in a time zone.
    case at(CivilTime)

    /// Reads `cron(…)`, `rate(…)`, `at(…)` or five fields.
    ///
    /// - Throws: `ScheduleSyntaxError` with the first thing that is wrong and its place.
    package init(parsing text: String) throws(ScheduleSyntaxError) {
        let scanner = ExpressionScanner(text)
        switch scanner.function {
        case "cron": self = .cron(try CronExpression(eventBridge: scanner.words()))
        case "rate": self = try scanner.rate()
        case "at": self = .at(try scanner.time())
        default:
            let words = scanner.words()
            guard words.fields.count == 5 else { throw scanner.unknown() }
            self = .cron(try CronExpression(crontab: words))
        }
    }

    /// Whether it means nothing without a time zone.
    package var needsZone: Bool {
        switch self {
        case .cron, .at: true
        case .rate: false
        }
    }

    /// The first occurrence after an instant, nil where none follows.
    ///
    /// A local time that the clocks skip has no occurrence; one that they show twice has one, the first. Source: Amazon
    /// EventBridge Scheduler User Guide, "Daylight savings time on EventBridge Scheduler".
    ///
    /// - Parameters:
    ///   - instant: Occurrences at this very instant are not after it.
    ///   - zone: The time zone of `cron` and `at`.
    ///   - origin: The first occurrence of a `rate`.
    /// - Returns: In whole seconds.
    package func next(after instant: Timestamp, in zone: Zone, origin: Timestamp) -> Timestamp? {
        switch self {
        case .cron(let cron): return cron.next(after: instant, in: zone)
        case .at(let time):
            let moment = zone.instants(of: time).first.map { Timestamp(milliseconds: $0 * 1000) }
            return moment.flatMap { $0 > instant ? $0 : nil }
        case .rate(let seconds):
            guard instant >= origin else { return origin }
            let step = Int64(seconds) * 1000
            let gone = (instant.milliseconds - origin.milliseconds) / step
            return Timestamp(milliseconds: origin.milliseconds + (gone + 1) * step)
        }
    }
}

/// Texts between blanks, with their places.
struct ExpressionWords {
    struct Field {
        let text: [UInt8]
        /// In bytes of the whole expression.
        let range: Range<Int>
    }

    let fields: [Field]
    /// The stretch that holds the fields.
    let range: Range<Int>
}

/// Takes an expression apart into what stands before the bracket and the words in it.
private struct ExpressionScanner {
    private let bytes: [UInt8]
    /// `cron` in `cron(…)`, nil for a text without brackets around its end.
    let function: String?
    /// What stands in the brackets, or everything.
    private let inner: Range<Int>

    init(_ text: String) {
        bytes = Array(text.utf8)
        if let open = bytes.firstIndex(of: UInt8(ascii: "(")), bytes.last == UInt8(ascii: ")") {
            function = String(decoding: bytes[..<open], as: UTF8.self)
            inner = (open + 1)..<(bytes.count - 1)
        } else {
            function = nil
            inner = 0..<bytes.count
        }
    }

    func words() -> ExpressionWords {
        let fields = bytes[inner].split { $0 == 0x20 || $0 == 0x09 }.map { part in
            ExpressionWords.Field(text: Array(part), range: part.startIndex..<part.endIndex)
        }
        return ExpressionWords(fields: fields, range: inner)
    }

    func unknown() -> ScheduleSyntaxError {
        let macros = [
            "@yearly": "0 0 1 1 *", "@annually": "0 0 1 1 *", "@monthly": "0 0 1 * *", "@weekly": "0 0 * * 0",
            "@daily": "0 0 * * *", "@midnight": "0 0 * * *", "@hourly": "0 * * * *",
        ]
        let text = String(decoding: bytes, as: UTF8.self)
        return ScheduleSyntaxError(
            "expected cron(...), rate(...), at(...) or the five fields of a crontab", at: 0..<bytes.count,
            hint: macros[text].map { "write it as '\($0)'" } ?? "for example cron(0 3 * * ? *) or 0 3 * * *")
    }

    /// Reads `rate(5 minutes)`.
    func rate() throws(ScheduleSyntaxError) -> ScheduleExpression {
        let fields = words().fields
        guard fields.count == 2 else {
            throw ScheduleSyntaxError(
                "expected a number and a unit in rate(), found \(fields.count) \(fields.count == 1 ? "word" : "words")",
                at: inner, hint: "for example rate(5 minutes)")
        }
        let number = String(decoding: fields[0].text, as: UTF8.self)
        guard fields[0].text.allSatisfy({ (0x30...0x39).contains($0) }), number.utf8.count <= 8,
            let value = Int(number), value > 0
        else {
            throw ScheduleSyntaxError(
                "expected a whole number from 1 to 99999999 in rate(), found '\(number)'", at: fields[0].range)
        }
        let units = ["minute": 60, "minutes": 60, "hour": 3600, "hours": 3600, "day": 86_400, "days": 86_400]
        let unit = String(decoding: fields[1].text, as: UTF8.self)
        guard let seconds = units[unit] else {
            throw ScheduleSyntaxError(
                "expected 'minutes', 'hours' or 'days' in rate(), found '\(unit)'", at: fields[1].range)
        }
        return .rate(seconds: value * seconds)
    }

    /// Reads `at(2026-01-02T03:04:05)`.
    func time() throws(ScheduleSyntaxError) -> CivilTime {
        let form = Array("0000-00-00T00:00:00".utf8)
        let text = Array(bytes[inner])
        let hasForm =
            text.count == form.count
            && zip(text, form).allSatisfy { $1 == 0x30 ? (0x30...0x39).contains($0) : $0 == $1 }
        guard hasForm else {
            throw ScheduleSyntaxError(
                "expected yyyy-mm-ddThh:mm:ss in at(), found '\(String(decoding: text, as: UTF8.self))'", at: inner,
                hint: "for example at(2030-01-31T06:00:00)")
        }
        func number(_ range: Range<Int>) -> Int { text[range].reduce(0) { $0 * 10 + Int($1 - 0x30) } }
        let time = CivilTime(
            year: number(0..<4), month: number(5..<7), day: number(8..<10), hour: number(11..<13),
            minute: number(14..<16), second: number(17..<19))
        guard let time else {
            throw ScheduleSyntaxError(
                "expected a day and a time that exist, found '\(String(decoding: text, as: UTF8.self))'", at: inner)
        }
        return time
    }
}
