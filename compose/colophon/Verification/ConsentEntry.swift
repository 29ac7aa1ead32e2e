import MeshAPI

/// Asks whoever brings pictures for the consents that these rest on, each in its own words.
struct ConsentEntry {
    private let calls: DossierCalls
    /// Whether it was said on the command line that they consent.
    private let isGiven: Bool
    private let isSilent: Bool

    init(_ calls: DossierCalls, isGiven: Bool, isSilent: Bool) {
        self.calls = calls
        self.isGiven = isGiven
        self.isSilent = isSilent
    }

    /// Returns when every consent that pictures in these slots rest on was given.
    func ask(for slots: [String]) async throws {
        guard !slots.isEmpty else { return }
        let known = try await calls.consents()
        let holding = Set(known.consents.filter(\.holds).map(\.wording))
        let lacking = known.wordings.filter { wording in
            !holding.contains(wording.version) && wording.slots.contains(where: slots.contains)
        }
        guard Terminal.isThere || isGiven || lacking.isEmpty else {
            throw Failure.refused(
                "these pictures rest on \(lacking.count == 1 ? "a consent" : "consents") that nobody has given",
                advice: (lacking.map(Self.words) + ["Add --consent when you consent to all of it."])
                    .joined(separator: "\n       "))
        }
        for wording in lacking {
            if !isGiven {
                Console.standardError.line(Self.words(wording))
                let answer = try Terminal.line("Do you consent to this? yes or no 是否同意: ")
                guard ["yes", "y", "是", "同意"].contains(answer.lowercased().filter({ !$0.isWhitespace })) else {
                    throw Failure.refused(
                        "without this consent such a picture is not taken",
                        advice: "Nobody is verified here without it: colophon verify-identity asks again.")
                }
            }
            try await calls.consent(to: wording)
            if !isSilent { Console.standardError.line("consented  \(wording.version)") }
        }
    }

    private static func words(_ wording: IdentityV1.ConsentWording) -> String {
        "\(wording.textZh)\n       \(wording.textEn)"
    }
}
