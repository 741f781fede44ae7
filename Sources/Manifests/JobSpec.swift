import Diagnostics
import ECS
import JSON
import Jobs
import YAML

/// From what a checked document says to a job.
enum JobSpec {
    private static let type = ShapeType.structure("Spec")

    /// `tags` as RunTask takes them, whichever way they are written; in the order of the document.
    static func listingTags(_ spec: JSON, in node: Node?) -> JSON {
        guard let tags = spec["tags"]?.object else { return spec }
        let keys = node?["tags"]?.entries?.map(\.key) ?? tags.keys.sorted()
        let items = keys.map { JSON.object(["key": .string($0), "value": tags[$0] ?? .null]) }
        return spec.setting("tags", to: .array(items))
    }

    /// The job of a `spec` in which nothing is wrong.
    static func job(name: String, labels: [String: String], spec: JSON, _ secrets: Secrets = Secrets()) -> Job {
        let table = ManifestShapes.table
        let filled = table.filled(sortingTags(spec), as: type)
        do {
            return try Job(
                name: name, labels: labels, spec: filled, hashed: table.pruned(filled, as: type),
                secrets: secrets.places(in: filled))
        } catch {
            preconditionFailure("the shape of a job lets through what a job does not take: \(error)")
        }
    }

    /// The order of tags means nothing, so it is always the same.
    private static func sortingTags(_ spec: JSON) -> JSON {
        guard let tags = spec["tags"]?.array else { return spec }
        let sorted = tags.sorted { ($0["key"]?.string ?? "") < ($1["key"]?.string ?? "") }
        return spec.setting("tags", to: .array(sorted))
    }
}
