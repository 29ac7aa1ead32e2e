import ArgumentParser
import MeshAPI
import MeshRPC

/// The lists that dossiers are filled in from, and the calendar that deadlines are counted by.
struct Reference: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Show what dossiers are filled in from: regions, industries, offices; and the working days of a year.",
        discussion: """
            Staff keep offices and calendar: colophon staff offices, colophon staff calendar.

            Example: colophon reference regions 41
            """,
        subcommands: [
            ReferenceRegions.self, ReferenceIndustries.self, ReferenceOffices.self, ReferenceCalendar.self,
        ])

    /// Runs a call that needs no sign-in; what is refused is said in a person's words.
    static func run<T: Sendable>(
        _ global: GlobalOptions, _ peer: MeshOption, _ body: (RPCClient, CallOptions) async throws -> T
    ) async throws -> T {
        let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
        return try await calls.run { client, options in
            do {
                return try await body(client, options)
            } catch let error as RPCError {
                throw Failure.lists(error) ?? error
            }
        }
    }
}
