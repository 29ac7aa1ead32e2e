import ArgumentParser
import MeshAPI

/// Takes a number that its carrier has given to somebody else from whoever has it here.
struct StaffFreeNumber: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "free-number",
        abstract: "Take a mobile number, which its carrier gave to somebody else, from whoever has it here.",
        discussion: """
            Its account is signed out and has no number until its owner, who comes back by name and password, says another. \
            Needs the role administrator.
            """)

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Argument(help: "The number.")
    var number: String

    private struct Line: Encodable {
        let accountFreed: Bool
        let holdersFreed: UInt32

        enum CodingKeys: String, CodingKey {
            case accountFreed = "account_freed"
            case holdersFreed = "holders_freed"
        }
    }

    func run() async throws {
        let number = try Register.number(self.number, of: "NUMBER")
        let freed = try await StaffDesk(global, peer).run { client, options in
            try await client.freeMobile(IdentityV1.FreeMobileRequest(mobile: number), options: options)
        }
        let output = Console.standardOutput
        if global.json {
            output.json(Line(accountFreed: freed.accountFreed, holdersFreed: freed.holdersFreed))
        } else if freed.accountFreed || freed.holdersFreed > 0 {
            let account = freed.accountFreed ? "an account" : "no account"
            output.line(
                "\(output.paint("freed", .green))  from \(account) and \(freed.holdersFreed) right holder(s)")
        } else {
            output.line("nobody has the number")
        }
    }
}
