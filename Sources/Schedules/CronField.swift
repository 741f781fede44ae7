/// One field of a cron expression: what it may hold, and how its text is read.
struct CronField {
    /// `minute`, `day of month`.
    let name: String
    let values: ClosedRange<Int>
    /// Names of values, the first one for `values.lowerBound`.
    var names: [String] = []
    /// A range may go over the end: `22-2`.
    var wraps = true
    /// A step may follow a single value, which then means all from it on: `5/10`.
    var stepsFromValue = true
    /// Nothing may follow a stroke.
    var takesSteps = true

    static let minute = CronField(name: "minute", values: 0...59)
    static let hour = CronField(name: "hour", values: 0...23)
    static let dayOfMonth = CronField(name: "day of month", values: 1...31)
    static let month = CronField(
        name: "month", values: 1...12,
        names: ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"])
    static let year = CronField(name: "year", values: 1970...2199, wraps: false)
    static let dayNames = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"]
    /// Days of the week as EventBridge counts them, from 1 for Sunday; steps are not among what it documents for them.
    static let eventBridgeDayOfWeek = CronField(
        name: "day of week", values: 1...7, names: dayNames, takesSteps: false)
    /// Days of the week as cron counts them, from 0 for Sunday, which 7 is as well.
    static let crontabDayOfWeek = CronField(name: "day of week", values: 0...7, names: dayNames)

    /// The field as cron reads it.
    var inCrontab: CronField {
        var field = self
        field.wraps = false
        field.stepsFromValue = false
        return field
    }

    /// The values that a text means, rising.
    func read(_ field: ExpressionWords.Field) throws(ScheduleSyntaxError) -> [Int] {
        var found: Set<Int> = []
        var start = field.range.lowerBound
        for part in field.text.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let range = start..<(start + part.count)
            start = range.upperBound + 1
            guard !part.isEmpty else {
                throw ScheduleSyntaxError("expected a \(name) between commas, found nothing", at: range)
            }
            found.formUnion(try item(Array(part), at: range))
        }
        return found.sorted()
    }

    /// `*`, `5`, `5-10`, each with `/STEP` or without.
    private func item(_ text: [UInt8], at range: Range<Int>) throws(ScheduleSyntaxError) -> [Int] {
        let parts = text.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        let base = Array(parts[0])
        let baseRange = range.lowerBound..<(range.lowerBound + base.count)
        let isStepped = parts.count > 1
        var step = 1
        if isStepped {
            let stepRange = (baseRange.upperBound + 1)..<range.upperBound
            guard takesSteps else {
                throw ScheduleSyntaxError(
                    "a step is not for the \(name)", at: baseRange.upperBound..<range.upperBound,
                    hint: "list the values")
            }
            guard let number = CronField.number(Array(parts[1])), (1..<values.count).contains(number) else {
                let found = String(decoding: parts[1], as: UTF8.self)
                throw ScheduleSyntaxError(
                    "expected a step of 1 to \(values.count - 1) for the \(name), found '\(found)'", at: stepRange)
            }
            step = number
        }
        return try all(in: base, at: baseRange, isStepped: isStepped).enumerated().filter { $0.offset % step == 0 }
            .map(\.element)
    }

    /// The values of an item before its step is taken.
    private func all(in text: [UInt8], at range: Range<Int>, isStepped: Bool) throws(ScheduleSyntaxError) -> [Int] {
        if text == [UInt8(ascii: "*")] { return Array(values) }
        let ends = text.split(separator: UInt8(ascii: "-"), maxSplits: 1, omittingEmptySubsequences: false)
        let middle = range.lowerBound + ends[0].count
        let low = try value(Array(ends[0]), at: range.lowerBound..<middle)
        guard ends.count == 2 else {
            guard isStepped else { return [low] }
            guard stepsFromValue else {
                throw ScheduleSyntaxError(
                    "expected a range or '*' before a step in a crontab, found '\(low)'", at: range,
                    hint: "write \(low)-\(values.upperBound)")
            }
            return Array(low...values.upperBound)
        }
        let high = try value(Array(ends[1]), at: (middle + 1)..<range.upperBound)
        if low <= high { return Array(low...high) }
        guard wraps else {
            throw ScheduleSyntaxError(
                "expected a range that rises for the \(name), found \(low) to \(high)", at: range)
        }
        return Array(low...values.upperBound) + Array(values.lowerBound...high)
    }

    /// A number or a name.
    func value(_ text: [UInt8], at range: Range<Int>) throws(ScheduleSyntaxError) -> Int {
        let word = String(decoding: text, as: UTF8.self)
        if let index = names.firstIndex(of: word.uppercased()) { return values.lowerBound + index }
        if let number = CronField.number(text), values.contains(number) { return number }
        let orNames = names.isEmpty ? "" : " or \(names[0]) to \(names[names.count - 1])"
        throw ScheduleSyntaxError(
            "expected \(values.lowerBound) to \(values.upperBound)\(orNames) for the \(name), found '\(word)'",
            at: range)
    }

    static func number(_ text: [UInt8]) -> Int? {
        guard !text.isEmpty, text.count <= 4, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return text.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }
}
