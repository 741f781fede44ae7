/// A place in a JSON value, from its root.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
    /// One step down.
    package enum Step: Hashable, Sendable {
        case key(String)
        case index(Int)
    }

    package let steps: [Step]

    /// The root.
    package init() {
        steps = []
    }

    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// The member of the value at this place.
    package subscript(_ key: String) -> JSONPath { appending(.key(key)) }

    /// The item of the list at this place.
    package subscript(_ index: Int) -> JSONPath { appending(.index(index)) }

    /// The place of the same steps from this one.
    package func appending(_ other: JSONPath) -> JSONPath { JSONPath(steps + other.steps) }

    private func appending(_ step: Step) -> JSONPath {
        var longer: [Step] = []
        longer.reserveCapacity(steps.count + 1)
        longer += steps
        longer.append(step)
        return JSONPath(longer)
    }

    /// `overrides.containerOverrides[0].command`.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .key(let key): text += text.isEmpty ? key : ".\(key)"
            case .index(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

/// Something in a request that ECS would refuse, or that has a good chance of not doing what was meant.
package struct Violation: Hashable, Sendable {
    /// Where in the request: the place of what is wrong, or of what should hold what is missing.
    package let path: JSONPath
    package let rule: RequestRule
    /// Lower case, no full stop, what was expected before what was found.
    package let message: String
    /// The way out.
    package let hint: String?
    /// The service may take it all the same.
    package let isWarning: Bool

    /// The code of the rule, as it is shown.
    package var code: String { rule.rawValue }
}
