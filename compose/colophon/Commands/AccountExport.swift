import ArgumentParser
import MeshAPI
import MeshRPC

/// Prints everything that is kept of the account.
struct AccountExport: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Print everything that is kept of the account: by identity, unmasked, and by notify.",
        discussion: "With --json one object a line.")

    @OptionGroup var options: AccountOptions

    private struct Line: Encodable {
        let section: String
        let items: [String: String]
    }

    func run() async throws {
        let (calls, signIn, password) = try await options.signedIn()
        let isJSON = options.global.json
        try await calls.run(token: signIn.accessToken) { client, options in
            try await IdentityV1.PrivacyClient(client).exportSubject(
                IdentityV1.ExportSubjectRequest(password: password), options: options
            ) { parts in
                for try await part in parts {
                    let output = Console.standardOutput
                    if isJSON {
                        let items = part.items.map { ($0.name, $0.value) }
                        output.json(Line(section: part.section, items: Dictionary(items) { first, _ in first }))
                    } else {
                        output.line(part.section)
                        for item in part.items { output.line("  \(item.name)  \(item.value)") }
                    }
                }
            }
        }
        try await NotifyExport(calls.access).print(token: signIn.accessToken, asJSON: isJSON)
    }
}
