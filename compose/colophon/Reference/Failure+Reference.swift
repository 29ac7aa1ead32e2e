import MeshAPI
import MeshRPC

extension Failure {
    /// What a refusal about lists and offices means; nil for what others say as well.
    static func lists(_ error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "UNKNOWN_REGION":
            .refused("no region has this code", advice: "See the provinces: colophon reference regions")
        case "INVALID_FIELDS" where error.fieldViolations.contains { $0.field == "city" }:
            .refused(
                "--city is the code of a city, or of a district below a province that has no cities",
                advice: "See which there are: colophon reference regions CODE")
        case "INVALID_FIELDS":
            fields(
                error,
                named: [
                    "authority": "--authority", "name": "the name", "address": "--address",
                    "telephone": "--telephone", "source": "--source",
                ])
        case "OFFICES_FULL":
            .refused(error.message, advice: "Take one from the list: colophon staff offices remove NAME")
        default: nil
        }
    }

    /// What a refusal of these days means; nil for what others say as well.
    static func calendar(_ error: RPCError, _ days: [IdentityV1.CalendarDay]) -> Failure? {
        guard error.reason?.reason == "INVALID_FIELDS" else { return nil }
        let all = error.fieldViolations.map { violation -> String in
            if violation.field == "year" { return "the year is this one, or one of the next five" }
            let place = violation.field.split { !("0"..."9").contains($0) }.first.flatMap { Int($0) }
            guard let place, days.indices.contains(place) else {
                return "--\(violation.field) \(violation.description)"
            }
            let day = days[place]
            if violation.field.hasSuffix("working") {
                return
                    "\(day.day) is \(day.working ? "a weekday, on which work" : "of a weekend, on which none") is done anyway"
            }
            return "\(day.day) is not a day of the year, or was said twice"
        }
        var faults: [String] = []
        for fault in all where !faults.contains(fault) { faults.append(fault) }
        return .refused(
            faults.count == 1 ? faults[0] : "\(faults.count) things do not pass",
            advice: faults.count == 1 ? nil : lines(faults))
    }
}
