import ECS
import JSON
import Testing

@testable import Sandbox

struct EngineClustersTests {
    @Test func `the cluster default is there from the start and used where none is named`() throws {
        var bench = EngineBench()
        let answer = try bench.result(.describeClusters, [:])
        #expect(answer["clusters"]?.array?.first?["clusterName"] == "default")
        #expect(answer["clusters"]?.array?.first?["clusterArn"] == "arn:aws:ecs:eu-west-1:123456789012:cluster/default")
        #expect(try bench.result(.listTasks, [:])["taskArns"] == [])
    }

    @Test func `a cluster that is made twice stays as it was`() throws {
        var bench = EngineBench()
        let tags: JSON = [["key": "a", "value": "1"]]
        _ = try bench.result(.createCluster, ["clusterName": "jobs", "tags": tags])
        let again = try bench.result(.createCluster, ["clusterName": "jobs"])
        #expect(again["cluster"]?["tags"] == tags)
        let listed = try bench.result(.listClusters, [:])["clusterArns"]?.strings
        #expect(listed?.count == 2)
    }

    @Test func `an unknown cluster is an error in every call but the description`() throws {
        var bench = EngineBench()
        let calls: [(ECS.Operation, JSON)] = [
            (.listTasks, [:]), (.describeTasks, ["tasks": ["x"]]), (.stopTask, ["task": "x"]),
            (.runTask, ["taskDefinition": "x"]), (.listContainerInstances, [:]), (.deleteCluster, [:]),
            (.startTask, ["taskDefinition": "x", "containerInstances": ["x"]]),
        ]
        for (operation, request) in calls {
            let answer = bench.call(operation, request.setting("cluster", to: "gone"))
            #expect(answer.status == 400)
            #expect(answer.body == ["__type": "ClusterNotFoundException", "message": "Cluster not found."])
        }
        let described = try bench.result(.describeClusters, ["clusters": ["gone"]])
        #expect(
            described["failures"]
                == [["arn": "arn:aws:ecs:eu-west-1:123456789012:cluster/gone", "reason": "MISSING"]])
    }

    @Test func `a cluster with a task on its way cannot be deleted, and is gone once it is`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        _ = try bench.result(.createCluster, ["clusterName": "jobs"])
        _ = try bench.run(definition, ["cluster": "jobs"])
        #expect(bench.code(.deleteCluster, ["cluster": "jobs"]) == "ClusterContainsTasksException")
        bench.pass(.seconds(60))
        #expect(try bench.result(.deleteCluster, ["cluster": "jobs"])["cluster"]?["status"] == "INACTIVE")
        #expect(bench.code(.listTasks, ["cluster": "jobs"]) == "ClusterNotFoundException")
        _ = try bench.result(.createCluster, ["clusterName": "jobs"])
        #expect(bench.code(.listTasks, ["cluster": "jobs"]) == "")
    }

    @Test func `tasks are counted by where they are`() throws {
        var bench = EngineBench()
        let definition = try bench.register()
        _ = try bench.run(definition, ["count": 3])
        func counts(_ bench: inout EngineBench) throws -> [Int?] {
            let cluster = try bench.result(.describeClusters, [:])["clusters"]?.array?.first
            return [cluster?["pendingTasksCount"]?.int, cluster?["runningTasksCount"]?.int]
        }
        #expect(try counts(&bench) == [3, 0])
        bench.pass(.milliseconds(600))
        #expect(try counts(&bench) == [0, 3])
        bench.pass(.seconds(60))
        #expect(try counts(&bench) == [0, 0])
    }

    @Test func `pages of a list show every entry once, also while entries come`() throws {
        var bench = EngineBench()
        for name in ["a", "b", "c", "d", "e"] {
            _ = try bench.result(.createCluster, ["clusterName": .string(name)])
        }
        var seen: [String] = []
        var token: JSON?
        repeat {
            let page = try bench.result(.listClusters, .members(["maxResults": 2, "nextToken": token]))
            seen += page["clusterArns"]?.strings?.compactMap { $0.split(separator: "/").last.map(String.init) } ?? []
            token = page["nextToken"]
            // Behind the place of the token, and before it.
            _ = bench.call(.createCluster, ["clusterName": "zz"])
            _ = bench.call(.createCluster, ["clusterName": "Aa"])
        } while token != nil
        #expect(seen == ["a", "b", "c", "d", "default", "e", "zz"])
    }

    @Test func `a token of another list and a size out of range are refused`() throws {
        var bench = EngineBench()
        for name in ["a", "b"] { _ = try bench.result(.createCluster, ["clusterName": .string(name)]) }
        let token = try bench.result(.listClusters, ["maxResults": 1])["nextToken"]
        let refused: [(ECS.Operation, JSON)] = [
            (.listTasks, .members(["nextToken": token])),
            (.listClusters, ["nextToken": "no token"]),
            (.listClusters, ["maxResults": 0]),
            (.listClusters, ["maxResults": 101]),
        ]
        for (operation, request) in refused {
            #expect(bench.code(operation, request) == "InvalidParameterException")
        }
        #expect(bench.code(.listClusters, ["maxResults": "2"]) == "SerializationException")
    }

    @Test func `the instance of a cluster comes with the first list, and counts its tasks`() throws {
        var bench = EngineBench()
        let listed = try bench.result(.listContainerInstances, [:])["containerInstanceArns"]?.strings ?? []
        #expect(listed.count == 1)
        let id = listed[0].split(separator: "/").last.map(String.init) ?? ""
        let definition = try bench.register()
        _ = try bench.run(definition, ["launchType": "EC2"])
        let answer = try bench.result(.describeContainerInstances, ["containerInstances": [.string(id), "other"]])
        let instance = answer["containerInstances"]?.array?.first
        #expect(instance?["containerInstanceArn"]?.string == listed[0])
        #expect(instance?["pendingTasksCount"] == 1)
        #expect(instance?["remainingResources"]?.array?.first?["integerValue"] == .int(65_536 - 256))
        #expect(answer["failures"]?.array?.first?["reason"] == "MISSING")
        #expect(try bench.result(.listContainerInstances, [:])["containerInstanceArns"]?.strings == listed)
    }
}
