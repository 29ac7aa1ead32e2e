import ArgumentParser
import MeshCrypto

/// Replaces the mesh's authority.
struct PKIRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace the mesh's authority and renew every certificate.",
        discussion: """
            Without --step both authorities are trusted at once and every certificate is renewed; for a mesh that is \
            stopped or may refuse connections for a moment. With a service that must not, give the steps one by one, and \
            SIGHUP to every service after each: trust, switch, forget.
            """)

    /// One step of a rotation that refuses no connection.
    enum Step: String, ExpressibleByArgument, CaseIterable {
        case trust, `switch`, forget
    }

    @OptionGroup var global: GlobalOptions

    @Option(help: "Trust domain of the mesh.")
    var trustDomain = "colophon"

    @Option(help: "One step only: trust, switch or forget.")
    var step: Step?

    func run() async throws {
        let authority = LocalAuthority(folder: global.folder.keys, trustDomain: trustDomain)
        let report = PKIReport(global)
        let hangUp = "Send SIGHUP to every service."
        switch step {
        case nil:
            let renewed = try PKIReport.refusing { try authority.rotate() }
            report.done(
                "rotated", files: renewed, "A new authority signs; renewed: \(renewed.joined(separator: ", ")).",
                hangUp + " Then, when all have it: colophon pki rotate --step forget")
        case .trust:
            try PKIReport.refusing { try authority.trustNext() }
            report.done("trusted", files: [], "The next authority is trusted beside the present one.", hangUp)
        case .switch:
            let renewed = try PKIReport.refusing { try authority.switchOver() }
            report.done(
                "switched", files: renewed, "The new authority signs; renewed: \(renewed.joined(separator: ", ")).",
                hangUp)
        case .forget:
            try PKIReport.refusing { try authority.forgetPrevious() }
            report.done("forgotten", files: [], "Only the authority that signs is trusted.", hangUp)
        }
    }
}
