extension Timestamp {
    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    /// The instant as the header `Date` carries it, to the second: `Fri, 02 Jan 2026 03:04:05 GMT`.
    ///
    /// Source: RFC 9110, section 5.6.7.
    package var httpDate: String {
        let civil = civilTime
        let (year, month, day) = civil.date
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(Timestamp.weekdays[civil.weekday]), \(two(day)) \(Timestamp.months[month - 1]) \(year) "
            + "\(two(civil.hour)):\(two(civil.minute)):\(two(civil.second % 60)) GMT"
    }

    /// Reads the one form of HTTP dates that is still written: `Sun, 06 Nov 1994 08:49:37 GMT`; nil for any other text.
    ///
    /// The day of the week is not held against the date.
    package init?(httpDate text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 29, bytes[3...4].elementsEqual(", ".utf8), bytes[25...].elementsEqual(" GMT".utf8),
            bytes[7] == UInt8(ascii: " "), bytes[11] == UInt8(ascii: " "), bytes[16] == UInt8(ascii: " "),
            bytes[19] == UInt8(ascii: ":"), bytes[22] == UInt8(ascii: ":"),
            let month = Timestamp.months.firstIndex(where: { bytes[8...10].elementsEqual($0.utf8) })
        else { return nil }
        func number(_ place: ClosedRange<Int>) -> Int? {
            bytes[place].reduce(0) { number, byte in
                guard let number, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                return number * 10 + Int(byte - UInt8(ascii: "0"))
            }
        }
        guard let day = number(5...6), let year = number(12...15), let hour = number(17...18),
            let minute = number(20...21), let second = number(23...24),
            let civil = CivilTime(
                year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
        else { return nil }
        self.init(milliseconds: civil.seconds * 1000)
    }
}
