// The shape language, the tables in it, and the schemas made from them.
import Diagnostics
@testable import ECS
import Foundation
import JSON
@testable import Manifests
import Testing
import YAML

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

    /// The structures of the language that are not those of a request.
    private static let own = ofManifests.filter { !ShapeTable.requests.names.contains($0) }

    /// All but the structures of a script of faults.
    private static let ofManifests = ManifestShapes.table.names.filter { !$0.hasPrefix("Fault") }

    @Test func `of the language describes each of its own members in a sentence`() {
        #expect(Self.own.count > 15)
        for name in Self.own {
            for member in ManifestShapes.table[name].members where member.standing == .served {
                #expect(member.summary.hasSuffix("."), "\(name).\(member.name)")
            }
        }
    }

    @Test func `of the language has an example of each member that does not show by itself what it takes`() {
        for name in Self.own {
            for member in ManifestShapes.table[name].members where member.standing == .served {
                switch member.type {
                case .bool, .choice, .word, .structure: continue
                default: break
                }
                // An ARN of a group and the like are RunTask's own.
                #expect(ManifestShapes.examples["\(name).\(member.name)"] != nil, "\(name).\(member.name)")
            }
        }
    }

    @Test(arguments: ManifestShapes.examples.keys.sorted())
    func `of the language takes its own examples`(place: String) throws {
        let parts = place.split(separator: ".").map(String.init)
        let member = try #require(ManifestShapes.table[parts[0]][parts[1]])
        #expect(member.standing == .served)
        for example in try #require(ManifestShapes.examples[place]) {
            let source = SourceFile(path: "example.json", bytes: example.canonicalBytes)
            let node = try #require(YAMLReader.read(source).documents.first)
            var checker = ShapeChecker(table: ManifestShapes.table)
            _ = checker.value(of: node, as: member.type, at: ShapeChecker.Spot())
            #expect(checker.diagnostics.map(\.message) == [], "\(place)")
        }
    }

    @Test func `of the language says of every key where it belongs`() throws {
        // What is misplaced is put where no key is known, so that none is close by its letters.
        var found = 0
        for name in Self.ofManifests where !["Configuration", "StartTask", "RunTask"].contains(name) {
            for member in ManifestShapes.table[name].members where member.standing == .served {
                guard let place = ShapeIndex.job.place(of: member.name, near: JSONPath()["spec"]) else {
                    Issue.record("\(name).\(member.name) belongs nowhere")
                    continue
                }
                found += 1
                guard ManifestShapes.table["Timeout"][member.name] == nil else { continue }
                let loading = load(plainJob.with("spec.timeout.\(member.name)", "x"))
                let hint = loading.diagnostics.first { $0.code == "M0002" }?.hint ?? ""
                let isNear = hint.hasPrefix("did you mean")
                let says = place.isEmpty ? "at the top of the document" : "under '"
                #expect(isNear || hint.contains("'\(member.name)' belongs \(says)"), "\(name).\(member.name): \(hint)")
            }
        }
        #expect(found > 150)
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
    @Test func `closes every object and resolves every reference`() throws {
        let schema = SchemaEmitter.jobSchema()
        let definitions = try #require(schema["$defs"]?.object)
        let objects = definitions.filter { $0.key != "Interpolation" }
        #expect(objects.count > 50 && objects.values.allSatisfy { $0["additionalProperties"] == false })
        #expect(definitions["PartialSpec"]?["required"] == nil && definitions["Defaults"]?["required"] != nil)
        let text = schema.canonical
        for part in text.split(separator: "#/$defs/").dropFirst() {
            #expect(definitions[String(part.prefix { $0 != "\"" })] != nil)
        }
        #expect(definitions["Job"]?["required"] == ["apiVersion", "kind", "metadata", "spec"])
    }
}
