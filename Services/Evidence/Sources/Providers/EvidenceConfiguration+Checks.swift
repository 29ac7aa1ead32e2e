internal import MeshRuntime

extension EvidenceConfiguration {
    /// How items are checked; nil when none are. Refuses numbers out of their bounds.
    func checkedChecks() throws(ConfigurationError) -> (period: Duration, items: Int)? {
        let days = checks?.days ?? Limits.checkDaysDefault
        let items = checks?.items ?? Limits.checkItemsDefault
        guard (0...Limits.checkDaysMax).contains(days) else {
            throw .invalid(
                place: "configuration", path: "evidence.checks.days", reason: "must be from 0 to \(Limits.checkDaysMax)"
            )
        }
        guard (1...Limits.checkItemsMax).contains(items) else {
            throw .invalid(
                place: "configuration", path: "evidence.checks.items",
                reason: "must be from 1 to \(Limits.checkItemsMax)")
        }
        return days == 0 ? nil : (.seconds(86_400 * days), items)
    }
}
