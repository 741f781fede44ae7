// Which labels a selector accepts.
import Testing

@testable import Commands

@Suite struct `A selector of labels` {
    private static let labels = ["team": "data", "env": "prod", "nightly": ""]

    @Test(arguments: [
        ("team=data", true), ("team==data", true), ("team=web", false), ("team!=web", true), ("team!=data", false),
        ("none!=x", true), ("none=x", false), ("nightly", true), ("none", false), ("!none", true), ("!team", false),
        ("team=data,env=prod", true), ("team=data,env=test", false), (" team = data , !none ", true),
        ("nightly=", true),
    ])
    func `accepts the labels that fulfil every condition`(text: String, isAccepted: Bool) throws {
        #expect(try #require(LabelSelector(text)).accepts(Self.labels) == isAccepted)
    }

    @Test(arguments: ["", ",", "=a", "!", "a,,b", "!=x"])
    func `needs a key in every condition`(text: String) {
        #expect(LabelSelector(text) == nil)
    }
}
