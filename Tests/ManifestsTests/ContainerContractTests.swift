// What containers are told of their run.
import JSON
import Jobs
import Testing

@Suite struct `What containers are told` {
    private let contract = ContainerContract(job: "report", run: RunID(rawValue: "report-0123456789"), attempt: 2)

    private let told: [JSON] = [
        ["name": "PURSER_JOB", "value": "report"], ["name": "PURSER_RUN", "value": "report-0123456789"],
        ["name": "PURSER_ATTEMPT", "value": "2"], ["name": "AWS_BATCH_JOB_ATTEMPT", "value": "2"],
    ]

    @Test func `reaches every container, overridden or not`() {
        let overrides: JSON = ["cpu": "512", "containerOverrides": [["name": "b", "command": ["x"]]]]
        #expect(
            contract.overrides(for: overrides, containers: ["a", "b"]) == [
                "cpu": "512",
                "containerOverrides": [
                    ["name": "b", "command": ["x"], "environment": .array(told)],
                    ["name": "a", "environment": .array(told)],
                ],
            ])
        #expect(
            contract.overrides(for: nil, containers: ["a"])
                == ["containerOverrides": [["name": "a", "environment": .array(told)]]])
    }

    @Test func `does not replace what the job sets itself`() {
        let own: JSON = ["name": "PURSER_RUN", "value": "mine"]
        let overrides: JSON = ["containerOverrides": [["name": "a", "environment": [own]]]]
        let environment = contract.overrides(for: overrides, containers: ["a"])["containerOverrides"]?.array?[0][
            "environment"]
        #expect(environment == .array([own, told[0], told[2], told[3]]))
    }

    @Test func `leaves alone a container that is not there`() {
        let overrides: JSON = ["containerOverrides": [["name": "z"]]]
        #expect(contract.overrides(for: overrides, containers: []) == overrides)
    }
}
