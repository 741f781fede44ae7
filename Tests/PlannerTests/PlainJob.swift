import JSON
import Jobs

extension Job {
    /// A job of one task that waits for nothing, with some members of its spec replaced.
    static func plain(_ name: String, _ changes: [String: JSON] = [:]) throws -> Job {
        var spec: JSON = [
            "cluster": "batch", "taskDefinition": "report:12", "count": 1, "suspend": false,
            "retryStrategy": ["attempts": 1], "timeout": ["attemptDurationSeconds": 600],
            "launch": [
                "attempts": 5, "provisioningTimeoutSeconds": 1800, "secondLookSeconds": 300,
                "backoff": ["intervalSeconds": 15, "backoffRate": 2, "maxDelaySeconds": 120],
            ],
        ]
        for (name, value) in changes { spec = spec.setting(name, to: value) }
        return try Job(name: name, labels: [:], spec: spec, hashed: spec)
    }
}
