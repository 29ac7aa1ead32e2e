import MeshRPC

extension Failure {
    /// What a refusal about mandates means to an agent or a holder at a terminal; nil for what others say as well.
    static func mandates(_ error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "MANDATE_NOT_FOUND", "INVALID_MANDATE":
            .refused(
                "the account has no such mandate, on neither side",
                advice: "See which there are: colophon account mandates")
        case "MANDATE_STATE":
            .refused(error.message, advice: "See how it stands: colophon account mandates show MANDATE")
        case "MANDATE_UNDER_WAY":
            .refused(
                "you have named this holder before, and that mandate is under way",
                advice:
                    "Go on with it: colophon account mandates. Or end it: colophon account mandates withdraw MANDATE")
        case "MANDATES_FULL":
            .refused(error.message, advice: "End one that is not needed: colophon account mandates withdraw MANDATE")
        case "LETTER_MISSING":
            .refused(
                "the letter of authority is missing",
                advice: "Bring it: colophon account mandates file --mandate MANDATE --letter FILE")
        case "MOBILE_MISSING":
            .refused(
                "the number that the holder was verified with is theirs no more",
                advice: "Name another one first: colophon account mobile NUMBER")
        case "OWN_MANDATE":
            .refused("this holder is you, and nobody is their own agent")
        case "HOLDER_NOT_VERIFIED":
            .refused(
                "the holder is not verified any more with the document that the agent named",
                advice: "They have themselves verified again: colophon verify-identity --again")
        case "DOCUMENT_NOT_FOUND":
            .refused("the mandate has no letter, or not any more")
        case "TOO_BUSY":
            .unreachable(
                "you have named as many holders as anybody may in that time",
                advice: error.retryDelay.map { "Name the next in \(Quantity.duration($0))." })
        case "INVALID_FIELDS" where !error.fieldViolations.contains { $0.field == "code" }:
            fields(error, named: Self.mandateFields)
        case let reason? where reason.hasPrefix("PICTURE_"):
            .refused(error.message, advice: "Bring another one: --letter FILE, a JPEG or PNG of less than 5 MiB.")
        default: nil
        }
    }

    private static let mandateFields = [
        "authority": "--authority", "name": "--name", "document_kind": "--document-kind",
        "document_number": "--document-number", "businesses": "--for", "valid_from": "--from",
        "valid_until": "--until",
    ]

    /// Every field that is wrong, as the option that it was said with.
    static func fields(_ error: RPCError, named names: [String: String]) -> Failure {
        let faults = error.fieldViolations.map { violation in
            let name = violation.field.prefix { $0 != "[" }
            let place = violation.field.dropFirst(name.count).prefix { $0 != "]" }.dropFirst()
            let number = Int(place).map { " (number \($0 + 1))" } ?? ""
            // What it is said to contradict is an option, too.
            let words = violation.description.split(separator: " ").map { names[String($0)] ?? String($0) }
            return "\(names[String(name)] ?? violation.field)\(number) \(words.joined(separator: " "))"
        }
        return .refused(
            faults.count == 1 ? faults[0] : "\(faults.count) fields are wrong",
            advice: faults.count == 1 ? nil : lines(faults))
    }
}
