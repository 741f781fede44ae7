import ECS

/// Fields of minutes, hours, days, months and years, and the times that they name.
package struct CronExpression: Hashable, Sendable {
    /// The days of a month that are meant; days of the week count from 0 for Sunday.
    enum Days: Hashable, Sendable {
        case ofMonth([Int])
        /// `L`
        case last
        /// `3W`: the Monday to Friday nearest to a day of the month, in the same month.
        case nearestWeekday(to: Int)
        case ofWeek([Int])
        /// `6L`: the last Friday.
        case lastWeekday(Int)
        /// `6#3`: the third Friday.
        case nthWeekday(Int, nth: Int)
        /// crontab's two fields of which neither begins with `*`: a day that is in one of them.
        case either(ofMonth: [Int], ofWeek: [Int])
        /// crontab's two fields of which one begins with `*`: a day that is in both.
        case both(ofMonth: [Int], ofWeek: [Int])
    }

    /// Each list rises and is not empty.
    let minutes: [Int]
    let hours: [Int]
    let days: Days
    let months: [Int]
    let years: [Int]

    /// Whether there is a day that the fields name, in any year.
    var everOccurs: Bool {
        // An expression that names any day names one in its first years: the search is long only where there is none.
        years.contains { year in months.contains { !days(in: year, $0).isEmpty } }
    }

    /// The first occurrence after an instant, nil where none follows.
    func next(after instant: Timestamp, in zone: Zone) -> Timestamp? {
        let now = Int64((Double(instant.milliseconds) / 1000).rounded(.down))
        // What the clocks show first of a later instant is never earlier than what they show now.
        let here = zone.civilTime(at: now)
        let today = here.date
        for year in years where year >= today.year {
            for month in months where year > today.year || month >= today.month {
                let isThisMonth = year == today.year && month == today.month
                for day in days(in: year, month) where !isThisMonth || day >= today.day {
                    let date = CivilTime.day(year: year, month: month, day: day)
                    if let found = first(on: date, after: now, in: zone, from: date == here.day ? here.hour : 0) {
                        return Timestamp(milliseconds: found * 1000)
                    }
                }
            }
        }
        return nil
    }

    private func first(on day: Int, after now: Int64, in zone: Zone, from start: Int) -> Int64? {
        for hour in hours where hour >= start {
            for minute in minutes {
                let time = CivilTime(seconds: Int64(day) * 86_400 + Int64(hour * 3600 + minute * 60))
                if let instant = zone.instants(of: time).first, instant > now { return instant }
            }
        }
        return nil
    }

    /// The days of a month that are meant, rising.
    func days(in year: Int, _ month: Int) -> [Int] {
        let count = CivilTime.days(inMonth: month, of: year)
        let first = CivilTime.weekday(ofDay: CivilTime.day(year: year, month: month, day: 1))
        func weekday(_ day: Int) -> Int { (first + day - 1) % 7 }
        switch days {
        case .ofMonth(let days): return days.filter { $0 <= count }
        case .last: return [count]
        case .nearestWeekday(let day):
            guard day <= count else { return [] }
            switch weekday(day) {
            case 6: return [day == 1 ? 3 : day - 1]
            case 0: return [day == count ? day - 2 : day + 1]
            default: return [day]
            }
        case .ofWeek(let weekdays): return (1...count).filter { weekdays.contains(weekday($0)) }
        case .lastWeekday(let wanted): return (count - 6...count).filter { weekday($0) == wanted }
        case .nthWeekday(let wanted, let nth):
            let day = (wanted - first + 7) % 7 + 1 + (nth - 1) * 7
            return day <= count ? [day] : []
        case .either(let ofMonth, let ofWeek):
            return (1...count).filter { ofMonth.contains($0) || ofWeek.contains(weekday($0)) }
        case .both(let ofMonth, let ofWeek):
            return (1...count).filter { ofMonth.contains($0) && ofWeek.contains(weekday($0)) }
        }
    }
}
