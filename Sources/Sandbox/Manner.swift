/// How closely a sandbox keeps to what makes ECS hard to deal with.
package struct Manner: Hashable, Sendable {
    /// Calls and launches beyond ECS's rates are throttled, see `RequestBucket`.
    package var throttles = false
    /// How many tasks of capacity providers on instances a cluster holds in PROVISIONING; nil for any number.
    package var provisioningQuota: Int?
    /// How long after a launch DescribeTasks may answer `MISSING`: each task keeps to a share of it.
    package var describeLag = Duration.zero
    /// How long after a launch ListTasks may leave a task out: each task keeps to a share of it.
    package var listLag = Duration.zero
    /// How old what DescribeTasks and ListTasks show is.
    package var staleness = Duration.zero

    /// No limit and no lag: for tests and first steps.
    package static let kind = Manner()

    /// ECS's own limits, and lags such as users report.
    ///
    /// Sources: Amazon ECS API Reference, "Request throttling" and RunTask; Amazon ECS service quotas. AWS gives no
    /// figures for the lags.
    package static let strict: Manner = {
        var manner = Manner()
        manner.throttles = true
        manner.provisioningQuota = 500
        manner.describeLag = .seconds(3)
        manner.listLag = .seconds(6)
        manner.staleness = .milliseconds(500)
        return manner
    }()
}
