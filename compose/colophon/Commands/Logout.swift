import ArgumentParser
import MeshAPI
import MeshKernel

/// Ends the sign-in, and forgets it.
struct Logout: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "End the sign-in that `colophon login` began.",
        discussion: "Afterwards commands speak for nobody or, in development, for the state folder's own account.")

    @OptionGroup var global: GlobalOptions
    @OptionGroup var peer: MeshOption

    @Flag(help: "Every sign-in of the account, on whatever device.")
    var all = false

    @Flag(help: "Of the staff, for `colophon staff`.")
    var staff = false

    private struct Line: Encodable {
        let ended: Int
    }

    func run() async throws {
        let file = SignInFile(global.folder, isStaff: staff)
        // Held, so that a command that renews the sign-in does not bring it back.
        try await file.holding {
            guard let signIn = try file.read() else {
                show(0, "nobody had signed in")
                return
            }
            let calls = try IdentityCalls(MeshAccess(folder: global.folder, meshPath: peer.mesh))
            do {
                let ended = try await end(signIn, file, calls)
                try file.remove()
                show(ended, "\(signIn.words) has signed out\(all ? ", everywhere: \(ended) sign-ins ended" : "")")
            } catch let failure as Failure where failure.kind == .inputRefused {
                try file.remove()
                show(0, "\(signIn.words) has signed out; the sign-in had ended before")
            } catch let failure as Failure where failure.kind == .unreachable {
                throw Failure.unreachable(
                    failure.summary,
                    advice:
                        "Still signed in; repeat it later. Or remove \(file.path), and the sign-in ends by itself until "
                        + "\(Quantity.moment(signIn.refreshExpiresAt)).")
            }
        }
    }

    private func end(_ signIn: SignIn, _ file: SignInFile, _ calls: IdentityCalls) async throws -> Int {
        var signIn = signIn
        if !signIn.isFresh(at: SystemTime().wall()) {
            signIn = try await calls.renewed(signIn)
            // Should the next call fail, this is the one that is good. Where it cannot be kept, the one before ends the
            // sign-in when it is used again, which is what was asked for.
            try? file.write(signIn)
        }
        guard all else {
            try await calls.end(signIn.session, token: signIn.accessToken)
            return 1
        }
        let answer = try await calls.run(token: signIn.accessToken) { client, options in
            try await IdentityV1.SessionsClient(client).endAllSessions(
                IdentityV1.EndAllSessionsRequest(), options: options)
        }
        return Int(answer.endedSessions)
    }

    private func show(_ ended: Int, _ words: String) {
        if global.json {
            Console.standardOutput.json(Line(ended: ended))
        } else {
            Console.standardOutput.line(words)
        }
    }
}
