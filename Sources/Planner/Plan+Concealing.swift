package import JSON

extension Plan {
    /// The plan without the values that are not to be shown.
    ///
    /// `mask` gives back a value with every secret in it masked. Where it changes either side of a change, both are
    /// masked: the other one is what the secret was before.
    package func concealing(_ mask: (JSON) -> JSON) -> Plan {
        Plan(
            set: set, region: region, endpoint: endpoint,
            actions: actions.map { action in
                var action = action
                action.changes = action.changes.map { $0.concealing(mask) }
                return action
            }, problems: problems)
    }
}

extension FieldChange {
    fileprivate func concealing(_ mask: (JSON) -> JSON) -> FieldChange {
        var change = self
        let shown = (before.map(mask), after.map(mask))
        guard shown != (before, after) else { return self }
        change.before = before.map { _ in "(secret)" }
        change.after = after.map { _ in "(secret)" }
        return change
    }
}
