import ArgumentParser
import MeshAPI
import MeshRPC

/// Letters of authority that staff read.
struct StaffMandates: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mandates",
        abstract: "Read letters of authority, approve or refuse the mandates; end one that is in force.",
        discussion: """
            Needs the role review; nobody decides about their own. That somebody looked is kept.

            Example: colophon staff mandates refuse --reason "the letter is not signed" \
            mdt_01a20562-813d-7373-9ca9-61161dcaa0d4
            """,
        subcommands: [
            StaffMandatesList.self, StaffMandatesShow.self, StaffMandatesLetter.self, StaffMandatesApprove.self,
            StaffMandatesRefuse.self, StaffMandatesRevoke.self,
        ], defaultSubcommand: StaffMandatesList.self)

    /// Runs a call of that desk for whoever of the staff has signed in.
    static func run<T: Sendable>(
        _ global: GlobalOptions, _ peer: MeshOption,
        _ body: (IdentityV1.MandateDeskClient, CallOptions) async throws -> T
    ) async throws -> T {
        try await StaffDesk(global, peer).call(meaning: failure) { client, options in
            try await body(IdentityV1.MandateDeskClient(client), options)
        }
    }

    /// What a refusal means; nil for one that others say as well.
    static func failure(of error: RPCError) -> Failure? {
        switch error.reason?.reason {
        case "MANDATE_NOT_FOUND", "INVALID_MANDATE":
            .refused("there is no such mandate", advice: "See what is in review: colophon staff mandates")
        case "MANDATE_STATE":
            .refused(error.message, advice: "See what is in review: colophon staff mandates")
        case "OWN_DOSSIER": .refused("the mandate is your own, and nobody decides about themselves")
        case "HOLDER_NOT_VERIFIED":
            .refused(
                "one of the two is not verified any more with what the letter names",
                advice: "Refuse it: colophon staff mandates refuse --reason TEXT MANDATE")
        case "DOCUMENT_NOT_FOUND": .refused("the mandate has no letter, or not any more")
        case "INVALID_FIELDS": Failure.fields(error, named: ["reason": "--reason"])
        default: nil
        }
    }
}
