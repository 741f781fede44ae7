package import JSON

extension SchemaEmitter {
    /// The schema of a script of faults for the sandbox.
    package static func faultsSchema() -> JSON {
        [
            "$schema": dialect, "$id": "faults.v1.schema.json", "title": "Purser fault script",
            "description": "What goes wrong in a sandbox, and when. An action must fit the call or the stage it is on.",
            "$ref": "#/$defs/Faults", "$defs": .object(definitions(from: "Faults", isPartial: false)),
        ]
    }
}
