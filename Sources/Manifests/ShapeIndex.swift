import ECS

/// Where in the language a key may stand, to say where a misplaced one belongs.
struct ShapeIndex: Sendable {
    /// Of each key, the places that hold it, nearest to the root first: `overrides.containerOverrides[]`.
    private let places: [String: [String]]
    /// The member that most of the language stands under, which places leave out.
    private let main: String

    /// The keys of a job.
    static let job = ShapeIndex(table: ManifestShapes.table, root: "Job", under: "spec")

    private init(table: ShapeTable, root: String, under main: String) {
        var places: [String: [String]] = [:]
        var level: [(path: String, type: ShapeType)] = [("", .structure(root))]
        // Level by level, so that what is nearer to the root comes first.
        var depth = 0
        // A structure that holds itself would never end.
        while !level.isEmpty, depth < 12 {
            depth += 1
            var next: [(path: String, type: ShapeType)] = []
            for (path, type) in level {
                switch type {
                case .structure(let name):
                    for member in table[name].members where member.standing == .served {
                        places[member.name, default: []].append(path)
                        let inner = path.isEmpty || path == main ? member.name : "\(path).\(member.name)"
                        next.append((inner, member.type))
                    }
                case .list(let item, _): next.append((path + "[]", item))
                case .oneOf(let types): next += types.map { (path, $0) }
                case .map(_, let item, _): next.append((path + ".*", item))
                case .string, .int, .number, .bool, .any, .choice, .word: break
                }
            }
            level = next
        }
        self.places = places
        self.main = main
    }

    /// The place where a key belongs that is not known where it stands; of several the one that shares most with
    /// `path`, then the nearest to the root.
    ///
    /// Empty for the top of the document; nil where the key stands nowhere.
    func place(of key: String, near path: JSONPath) -> String? {
        guard let known = places[key] else { return nil }
        // The steps to `path` as the places are written: `spec` left out, items without their number.
        let steps = path.steps.compactMap { step in
            if case .key(let name) = step, name != main { name[...] } else { nil }
        }
        func shared(_ place: String) -> Int {
            zip(place.replacing("[]", with: "").split(separator: "."), steps).prefix { $0 == $1 }.count
        }
        return known.max { shared($0) < shared($1) }.flatMap { best in
            known.first { shared($0) == shared(best) }
        }
    }
}
