extension CronExpression {
    /// Reads the fields inside `cron(…)` of EventBridge Scheduler.
    ///
    /// One of the two fields for days holds `?`. What is not documented of `L`, `W` and `#` (in lists, `LW`, `L-3`) is
    /// refused rather than guessed. Source: Amazon EventBridge Scheduler User Guide, "Cron-based schedules".
    ///
    /// - Throws: `ScheduleSyntaxError` with the first thing that is wrong.
    init(eventBridge words: ExpressionWords) throws(ScheduleSyntaxError) {
        let fields = words.fields
        guard fields.count == 6 else {
            throw ScheduleSyntaxError(
                "expected six fields in cron(): minute, hour, day of month, month, day of week, year; "
                    + "found \(fields.count)", at: words.range,
                hint: fields.count == 5 ? "add '*' for every year, or leave 'cron()' out to write a crontab" : nil)
        }
        let minutes = try CronField.minute.read(fields[0])
        let hours = try CronField.hour.read(fields[1])
        let months = try CronField.month.read(fields[3])
        let years = try CronField.year.read(fields[5])
        let any = [UInt8(ascii: "?")]
        switch (fields[2].text == any, fields[4].text == any) {
        case (true, true):
            throw ScheduleSyntaxError(
                "expected '?' for the day of month or the day of week, found both", at: fields[4].range,
                hint: "write '*' for one of them")
        case (false, false):
            let star = [UInt8(ascii: "*")]
            let place = fields[2].text == star && fields[4].text != star ? fields[2] : fields[4]
            throw ScheduleSyntaxError(
                "expected '?' for the day of month or the day of week, found none", at: place.range,
                hint: "write '?' here: it stands for the field that does not matter")
        case (false, true):
            let days = try CronExpression.daysOfMonth(fields[2])
            self.init(minutes: minutes, hours: hours, days: days, months: months, years: years)
        case (true, false):
            let days = try CronExpression.daysOfWeek(fields[4])
            self.init(minutes: minutes, hours: hours, days: days, months: months, years: years)
        }
        try checkOccurs(at: words.range)
    }

    /// Reads the five fields of a crontab.
    ///
    /// Where neither field for days begins with `*`, a day in either counts, as cron has it. Source: crontab(5).
    ///
    /// - Throws: `ScheduleSyntaxError` with the first thing that is wrong.
    init(crontab words: ExpressionWords) throws(ScheduleSyntaxError) {
        let fields = words.fields
        for field in fields where field.text == [UInt8(ascii: "?")] {
            throw ScheduleSyntaxError(
                "expected '*', found '?', which a crontab does not know", at: field.range,
                hint: "write '*', or six fields in cron()")
        }
        let minutes = try CronField.minute.inCrontab.read(fields[0])
        let hours = try CronField.hour.inCrontab.read(fields[1])
        let ofMonth = try CronField.dayOfMonth.inCrontab.read(fields[2])
        let months = try CronField.month.inCrontab.read(fields[3])
        let week = try CronField.crontabDayOfWeek.inCrontab.read(fields[4])
        let ofWeek = Set(week.map { $0 % 7 }).sorted()
        let hasStar = [fields[2], fields[4]].contains { $0.text.first == UInt8(ascii: "*") }
        self.init(
            minutes: minutes, hours: hours,
            days: hasStar ? .both(ofMonth: ofMonth, ofWeek: ofWeek) : .either(ofMonth: ofMonth, ofWeek: ofWeek),
            months: months, years: Array(CronField.year.values))
        try checkOccurs(at: words.range)
    }

    private func checkOccurs(at range: Range<Int>) throws(ScheduleSyntaxError) {
        guard !everOccurs else { return }
        throw ScheduleSyntaxError("expected days that exist, and these fields name none in any year", at: range)
    }

    private static func daysOfMonth(_ field: ExpressionWords.Field) throws(ScheduleSyntaxError) -> Days {
        if field.text == [UInt8(ascii: "L")] { return .last }
        guard let last = field.text.last, last == UInt8(ascii: "W") || field.text.contains(UInt8(ascii: "L")) else {
            return .ofMonth(try CronField.dayOfMonth.read(field))
        }
        let day = field.text.dropLast()
        guard last == UInt8(ascii: "W"), let number = CronField.number(Array(day)), (1...31).contains(number) else {
            throw alone(field, "'L', or a day and 'W' such as 3W, alone")
        }
        return .nearestWeekday(to: number)
    }

    private static func daysOfWeek(_ field: ExpressionWords.Field) throws(ScheduleSyntaxError) -> Days {
        let rule = CronField.eventBridgeDayOfWeek
        let start = field.range.lowerBound
        // The last day of a week that begins with Sunday.
        if field.text == [UInt8(ascii: "L")] { return .ofWeek([6]) }
        if let hash = field.text.firstIndex(of: UInt8(ascii: "#")) {
            let nth = CronField.number(Array(field.text[(hash + 1)...]))
            guard let nth, (1...5).contains(nth) else {
                throw alone(field, "a day, '#' and 1 to 5 such as 3#2, alone")
            }
            let day = try rule.value(Array(field.text[..<hash]), at: start..<(start + hash))
            return .nthWeekday(day - 1, nth: nth)
        }
        if field.text.last == UInt8(ascii: "L") {
            guard !field.text.contains(UInt8(ascii: ",")) else { throw alone(field, "a day and 'L' such as 6L, alone") }
            let day = try rule.value(Array(field.text.dropLast()), at: start..<(field.range.upperBound - 1))
            return .lastWeekday(day - 1)
        }
        return .ofWeek(try rule.read(field).map { $0 - 1 })
    }

    private static func alone(_ field: ExpressionWords.Field, _ expected: String) -> ScheduleSyntaxError {
        let found = String(decoding: field.text, as: UTF8.self)
        return ScheduleSyntaxError("expected \(expected), found '\(found)'", at: field.range)
    }
}
