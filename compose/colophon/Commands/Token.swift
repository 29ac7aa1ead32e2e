import ArgumentParser
import MeshCrypto
import MeshKernel

/// Makes a token with the development key, which services believe under `environment: development` only.
struct Token: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make a token for an account with the development key.",
        discussion: "Services believe it only where their configuration says `environment: development`.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "Id of the account; default: this state folder's own.")
    var account: String?

    @Option(help: "A role, as of a member of the staff; may be repeated. Default: none, as an account.")
    var role: [String] = []

    @Option(help: "Services it is good for, separated by commas.")
    var audience = "evidence"

    @Option(help: "Seconds until it ends, at most 300.")
    var lifetime = 300

    func validate() throws {
        guard (1...300).contains(lifetime) else { throw ValidationError("--lifetime is from 1 to 300 seconds.") }
        guard audience.contains(where: { $0 != "," }) else { throw ValidationError("--audience names no service.") }
    }

    private struct Line: Encodable {
        let token: String
        let account: String
        let audience: [String]
        let expires: String
    }

    func run() async throws {
        let signer = try DevelopmentSigner(folder: global.folder, account: account)
        let services = audience.split(separator: ",").map(String.init)
        let made = try signer.token(for: services, roles: role, lifetime: .seconds(lifetime))
        if global.json {
            let expires = Quantity.moment(made.token.expiresAt)
            Console.standardOutput.json(
                Line(token: made.text, account: signer.account, audience: services, expires: expires))
        } else {
            Console.standardOutput.line(made.text)
        }
    }
}
