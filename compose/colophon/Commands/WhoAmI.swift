import ArgumentParser
import MeshAPI

/// Says for whom commands speak.
struct WhoAmI: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "whoami", abstract: "Show the account that commands speak for, and for whom it acts.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "Whoever of the staff has signed in, for `colophon staff`.")
    var staff = false

    private struct Line: Encodable {
        let account: String
        let signedIn: Bool
        var userName: String?
        var kind: String?
        var verification: String?
        var mobile: String?
        var email: String?
        var roles: [String]?
        var acting: Acting?

        struct Acting: Encodable {
            let institution: String
            let name: String
            let roles: [String]
        }

        enum CodingKeys: String, CodingKey {
            case account, kind, verification, mobile, email, roles, acting
            case signedIn = "signed_in"
            case userName = "user_name"
        }
    }

    func run() async throws {
        let access = try MeshAccess(folder: global.folder, meshPath: peer.mesh)
        if staff {
            show(try await StaffDesk(global, peer).ownAccount())
            return
        }
        switch try Speaker(access, account: nil) {
        case .development(let signer):
            if global.json {
                Console.standardOutput.json(Line(account: signer.account, signedIn: false))
            } else {
                Console.standardOutput.line("\(signer.account), this state folder's own account for development")
                Console.standardOutput.line("Nobody has signed in: colophon login NAME")
            }
        case .signedIn(let signedIn):
            show(try await IdentityCalls(access).account(of: try await signedIn.freshSignIn()))
        }
    }

    private func show(_ account: IdentityV1.Account) {
        let output = Console.standardOutput
        if global.json {
            output.json(
                Line(
                    account: account.id, signedIn: true, userName: account.userName, kind: account.accountClass.word,
                    verification: account.verification.word, mobile: account.maskedMobile,
                    email: account.maskedEmail.isEmpty ? nil : account.maskedEmail, roles: account.roles,
                    acting: account.acting.map {
                        Line.Acting(institution: $0.institution, name: $0.institutionName, roles: $0.roles)
                    }))
            return
        }
        output.line("\(account.userName)")
        output.line("  account  \(account.id), \(account.accountClass.word), \(account.verification.word)")
        output.line("  mobile   \(account.maskedMobile)")
        if !account.maskedEmail.isEmpty { output.line("  e-mail   \(account.maskedEmail)") }
        if !account.roles.isEmpty { output.line("  roles    \(account.roles.joined(separator: ", "))") }
        output.line("  since    \(Quantity.moment(account.createdAt))")
        guard let acting = account.acting else { return }
        output.line("  acts for \(acting.institutionName), \(acting.institution)")
        output.line("  as       \(acting.roles.joined(separator: ", "))")
        output.line("What you do now is the institution's. For yourself again: colophon login \(account.userName)")
    }
}
