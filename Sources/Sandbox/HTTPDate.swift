import ECS

extension Timestamp {
    /// The instant as the header `Date` carries it: `Fri, 02 Jan 2026 03:04:05 GMT`.
    ///
    /// Source: RFC 9110, 5.6.7.
    var httpDate: String {
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let text = Array(description)
        let seconds = Int64(self.seconds.rounded(.down))
        // 1970-01-01 was a Thursday; the division rounds down, also before it.
        let day = (seconds - (seconds % 86_400 + 86_400) % 86_400) / 86_400
        let month = Int(String(text[5...6])) ?? 1
        return "\(days[Int((day % 7 + 7) % 7)]), \(String(text[8...9])) \(months[month - 1])"
            + " \(String(text[0...3])) \(String(text[11...18])) GMT"
    }
}
