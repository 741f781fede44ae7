// The shape language, the tables in it, and the schemas made from them.
import Diagnostics
@testable import ECS
import Foundation
import JSON
import Manifests
import Testing

@Suite struct `A shape table` {
    private let table = ShapeTable(
        """
        struct Root
        name! string@ecsName(1...5) # The name.
        size int(1...10) = 3
        kind A|B == A
        items [Item](...2)
        labels {string}
        later planned
        ours reserved # it is ours
        either string or [string] or Item
        how Way = {}
        struct Item
        one! number secret
        struct Empty
        union Way first
        first Empty
        second Empty
        Root.labels (1...2) # known from elsewhere
        """)

    @Test func `knows members in order with all that is said of them`() throws {
        let root = table["Root"]
        #expect(
            root.members.map(\.name) == [
                "name", "size", "kind", "items", "labels", "later", "ours", "either", "how",
            ])
        let name = try #require(root["name"])
        #expect(name.isRequired && name.summary == "The name.")
        #expect(name.type == .string(StringRule(length: Extent(low: 1, high: 5), format: .ecsName)))
        #expect(root["size"]?.standard == 3)
        #expect(root["kind"]?.implied == "A" && root["kind"]?.type == .choice(["A", "B"]))
        #expect(root["items"]?.type == .list(.structure("Item"), Extent(high: 2)))
        #expect(root["labels"]?.type == .map(StringRule(), .string(StringRule()), Extent(low: 1, high: 2)))
        #expect(root["later"]?.standing == .planned && root["ours"]?.standing == .reserved)
        #expect(table["Item"]["one"]?.isSecret == true)
        #expect(root["absent"] == nil)
    }

    @Test func `writes defaults out, and leaves out what means the same as absent`() {
        let filled = table.filled(["name": "a", "items": [["one": 1]]], as: .structure("Root"))
        #expect(filled == ["name": "a", "items": [["one": 1]], "size": 3, "how": ["first": [:]]])
        let same: [JSON] = [
            filled, ["name": "a", "items": [["one": 1]], "kind": "A", "labels": [:], "how": [:]],
        ]
        for value in same {
            #expect(table.pruned(value, as: .structure("Root")) == ["name": "a", "items": [["one": 1]]])
        }
        let other: JSON = ["how": ["second": [:]], "kind": "B", "items": [[:]]]
        #expect(table.pruned(other, as: .structure("Root")) == other)
    }

    @Test func `of the requests knows what they reach`() {
        let table = ShapeTable.requests
        #expect(table["RunTask"]["overrides"]?.type == .structure("TaskOverride"))
        #expect(table["ContainerOverride"]["environment"]?.isSecret == true)
        #expect(table["AwsVpcConfiguration"]["subnets"]?.type == .list(.string(StringRule()), Extent(low: 1, high: 16)))
        #expect(table["RunTask"]["platformVersion"]?.implied == "LATEST")
    }

    @Test func `of the language describes each of its own members in a sentence`() {
        let own = [
            "Job", "Metadata", "Spec", "Trigger", "TaskDefinitionFile", "RetryStrategy", "Launch", "LaunchBackoff",
            "Timeout", "Configuration",
        ]
        for name in own {
            for member in ManifestShapes.table[name].members where member.standing == .served {
                #expect(member.summary.hasSuffix("."), "\(name).\(member.name)")
            }
        }
    }

    @Test func `of the language takes RunTask's members and StartTask's as they are`() {
        let spec = ManifestShapes.table["Spec"]
        let refused = ["clientToken", "referenceId", "startedBy"]
        for request in ["RunTask", "StartTask"] {
            for member in ShapeTable.requests[request].members {
                let own = spec[member.name]
                #expect(own != nil, "\(member.name)")
                #expect((own?.standing == .reserved) == refused.contains(member.name), "\(member.name)")
            }
        }
    }
}

@Suite struct `The codes` {
    @Test func `are used once each and say what they are`() {
        let codes = ManifestCode.allCases.map(\.rawValue) + RequestRule.allCases.map(\.rawValue)
        #expect(Set(codes).count == codes.count)
        let summaries = ManifestCode.allCases.map(\.summary) + RequestRule.allCases.map(\.summary)
        #expect(Set(summaries).count == summaries.count && !summaries.contains(""))
    }
}

@Suite struct `The schema` {
    @Test(arguments: ["job", "config", "faults"])
    func `in the repository is the one of the program`(name: String) throws {
        let schema =
            switch name {
            case "job": SchemaEmitter.jobSchema()
            case "faults": SchemaEmitter.faultsSchema()
            default: SchemaEmitter.configurationSchema()
            }
        let path = Repository.root + "schemas/\(name).v1.schema.json"
        if ProcessInfo.processInfo.environment["UPDATE_GOLDENS"] != nil {
            try Data((schema.pretty + "\n").utf8).write(to: URL(filePath: path))
            Issue.record("\(path) was written; run again without UPDATE_GOLDENS")
        }
        #expect(try String(decoding: Repository.bytes(path), as: UTF8.self) == schema.pretty + "\n")
    }

    @Test func `closes every object and resolves every reference`() throws {
        let schema = SchemaEmitter.jobSchema()
        let definitions = try #require(schema["$defs"]?.object)
        #expect(definitions.values.allSatisfy { $0["additionalProperties"] == false })
        #expect(definitions["PartialSpec"]?["required"] == nil && definitions["Defaults"]?["required"] != nil)
        let text = schema.canonical
        for part in text.split(separator: "#/$defs/").dropFirst() {
            #expect(definitions[String(part.prefix { $0 != "\"" })] != nil)
        }
        #expect(definitions["Job"]?["required"] == ["apiVersion", "kind", "metadata", "spec"])
    }
}
