import ArgumentParser
import MeshCrypto

/// Replaces the mesh's authority.
struct PKIRotate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Replace the mesh's authority and renew every certificate.",
        discussion: """
            A mesh that is stopped is rotated at once. A mesh that runs takes three steps, in this order, and refuses no \
            connection meanwhile: trust, switch, forget. After each step the services that `up` started have taken it up \
            when the command ends; to services started elsewhere send SIGHUP before the next step. A step that was cut \
            short, or whose services did not answer, is repeated.
            """)

    /// One step of a rotation that refuses no connection.
    enum Step: String, ExpressibleByArgument, CaseIterable {
        /// The next authority is made and trusted beside the present one.
        case trust
        /// The next authority signs, and every certificate is renewed from it.
        case `switch`
        /// The authority before is trusted no more.
        case forget
    }

    /// The folder that holds the keys and knows which services run.
    @OptionGroup var global: GlobalOptions

    @Option(help: "Trust domain of the mesh.")
    var trustDomain = "colophon"

    @Option(help: "One step only: trust, switch or forget.")
    var step: Step?

    func run() async throws {
        let folder = global.folder
        let authority = LocalAuthority(folder: folder.keys, trustDomain: trustDomain)
        // Refuses a folder without an authority before anything is made in it.
        _ = try PKIReport.refusing { try authority.rotationPhase() }
        try folder.create()
        try await MeshLock.holding(folder) {
            let services = RunningServices(in: folder)
            if let step {
                try await take(step, of: authority, services)
            } else {
                try rotate(authority, services)
            }
        }
    }

    private func rotate(_ authority: LocalAuthority, _ services: RunningServices) throws {
        guard services.names.isEmpty else {
            throw Failure.refused(
                "the mesh runs (\(services.names.joined(separator: ", "))), and a rotation at once would refuse its "
                    + "connections",
                advice: "Take the steps one by one: colophon pki rotate --step trust, then --step switch, then --step "
                    + "forget. Or stop it first: colophon down")
        }
        let renewed = try PKIReport.refusing {
            let renewed = try authority.rotate()
            try authority.forgetPrevious()
            return renewed
        }
        PKIReport(global).done(
            "rotated", files: renewed,
            "A new authority signs, and it alone is trusted; renewed: \(renewed.joined(separator: ", ")).")
    }

    private func take(_ step: Step, of authority: LocalAuthority, _ services: RunningServices) async throws {
        let before = try await services.reloadCounts(of: .certificates)
        let renewed = try PKIReport.refusing { try change(step, authority) }
        let reloaded = try await services.reload(.certificates, since: before)
        let report = PKIReport(global)
        switch step {
        case .trust:
            report.done(
                "trusted", files: renewed, reloaded: reloaded,
                "The next authority is trusted beside the present one. Next: colophon pki rotate --step switch")
        case .switch:
            report.done(
                "switched", files: renewed, reloaded: reloaded,
                "The new authority signs; renewed: \(renewed.joined(separator: ", ")).",
                "Both are trusted. Next: colophon pki rotate --step forget")
        case .forget:
            report.done("forgotten", files: renewed, reloaded: reloaded, "Only the authority that signs is trusted.")
        }
    }

    /// Takes the step in the files, or takes it again; the certificates renewed. Refuses one that is not next.
    private func change(_ step: Step, _ authority: LocalAuthority) throws -> [String] {
        switch (step, try authority.rotationPhase()) {
        case (.trust, .settled), (.trust, .trusted):
            try authority.trustNext()
            return []
        case (.switch, .trusted):
            return try authority.switchOver()
        case (.switch, .switched):
            return try authority.renewAll()
        case (.forget, .switched), (.forget, .settled):
            try authority.forgetPrevious()
            return []
        case (.trust, .switched):
            throw Failure.refused(
                "the rotation before this one is not over: two authorities are trusted, and the newer one signs",
                advice: "First: colophon pki rotate --step forget")
        case (.switch, .settled):
            throw Failure.refused(
                "there is no next authority to switch to", advice: "First: colophon pki rotate --step trust")
        case (.forget, .trusted):
            throw Failure.refused(
                "the next authority is trusted and does not sign yet",
                advice: "First: colophon pki rotate --step switch")
        }
    }
}
