/// What a calendar and a clock on the wall show, without saying where: a date and a time of day of the proleptic
/// Gregorian calendar.
package struct CivilTime: Hashable, Sendable {
    /// Days since 1970-01-01, negative before it.
    package let day: Int
    /// Seconds since midnight, 0 to 86,399.
    package let second: Int

    /// The time that is `seconds` after 1970-01-01T00:00:00 on the same wall.
    package init(seconds: Int64) {
        let day = CivilTime.floor(seconds, 86_400)
        self.day = Int(day)
        second = Int(seconds - day * 86_400)
    }

    /// A date and a time of day; nil where there is none such, as February 30th or 24:00.
    package init?(year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0) {
        guard (1...9999).contains(year), (1...12).contains(month), (0...23).contains(hour), (0...59).contains(minute),
            (0...59).contains(second), day >= 1, day <= CivilTime.days(inMonth: month, of: year)
        else { return nil }
        self.day = CivilTime.day(year: year, month: month, day: day)
        self.second = hour * 3600 + minute * 60 + second
    }

    /// Seconds since 1970-01-01T00:00:00 on the same wall.
    package var seconds: Int64 { Int64(day) * 86_400 + Int64(second) }

    /// Year, month from 1 and day from 1.
    package var date: (year: Int, month: Int, day: Int) {
        // Counted from 0000-03-01, so that a leap day ends its year; 400 years have 146,097 days.
        let shifted = day + 719_468
        let era = Int(CivilTime.floor(Int64(shifted), 146_097))
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * month + 2) / 5 + 1
        return (yearOfEra + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
    }

    /// The day of the week, 0 for Sunday to 6 for Saturday.
    package var weekday: Int { CivilTime.weekday(ofDay: day) }

    package var hour: Int { second / 3600 }
    package var minute: Int { second / 60 % 60 }

    /// Days since 1970-01-01 of a date that exists.
    package static func day(year: Int, month: Int, day: Int) -> Int {
        let year = month > 2 ? year : year - 1
        let era = Int(floor(Int64(year), 400))
        let yearOfEra = year - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    /// The day of the week of a day since 1970-01-01, 0 for Sunday to 6 for Saturday.
    package static func weekday(ofDay day: Int) -> Int {
        // 1970-01-01 was a Thursday.
        let rest = (day + 4) % 7
        return rest < 0 ? rest + 7 : rest
    }

    /// How many days a month of a year has; months count from 1.
    package static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: isLeap(year) ? 29 : 28
        default: 31
        }
    }

    /// The year has a 29th of February.
    package static func isLeap(_ year: Int) -> Bool {
        (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
    }

    private static func floor(_ value: Int64, _ divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}

extension CivilTime: CustomStringConvertible {
    /// `2026-03-29T02:30:00`.
    package var description: String {
        let (year, month, day) = date
        let years = String(year)
        var text: [UInt8] = []
        text.reserveCapacity(20)
        text += repeatElement(UInt8(ascii: "0"), count: max(0, 4 - years.utf8.count))
        text += years.utf8
        func add(_ sign: Unicode.Scalar, _ number: Int) {
            text.append(UInt8(ascii: sign))
            text.append(UInt8(ascii: "0") + UInt8(number / 10))
            text.append(UInt8(ascii: "0") + UInt8(number % 10))
        }
        add("-", month)
        add("-", day)
        add("T", hour)
        add(":", minute)
        add(":", second % 60)
        return String(decoding: text, as: UTF8.self)
    }
}
