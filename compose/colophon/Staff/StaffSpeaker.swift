/// Whoever of the staff has signed in, for whom the commands of desks speak.
struct StaffSpeaker: Sendable {
    private let account: SignedInAccount

    /// Whoever has signed in with `colophon login NAME --staff`; says so on standard error unless `isSilent`.
    init(_ access: MeshAccess, isSilent: Bool) throws(Failure) {
        guard let account = try Speaker.signedIn(access, asStaff: true) else {
            throw .refused("nobody of the staff has signed in", advice: "Sign in: colophon login NAME --staff")
        }
        self.account = account
        if !isSilent { Console.standardError.line("as \(account.words), staff") }
    }

    /// An access token that can be used now.
    func token() async throws -> String {
        do {
            return try await account.accessToken()
        } catch let failure as Failure where failure.advice?.hasPrefix("Sign in again") == true {
            throw Failure(
                kind: failure.kind, summary: failure.summary, advice: "Sign in again: colophon login NAME --staff")
        }
    }
}
