import MeshAPI
import MeshKernel
import MeshRPC

/// Has a one-time code sent, and gets it: typed at a terminal or, in development without one, from where the embedded
/// provider keeps what it would have sent.
struct OneTimeCodeEntry {
    /// How long a code may take into the embedded inbox.
    private static let inboxLimit = Duration.seconds(15)
    private static let inboxPause = Duration.milliseconds(200)
    /// As many of the newest messages are looked at for the code.
    private static let inboxRows: UInt32 = 20
    private static let digits = 6
    /// How long a code is good.
    private static let life = Duration.seconds(300)
    /// What messages call the purpose of a code that comes with an invitation, in each of their languages.
    private static let invitationWords = ["加入机构", "加入機構", "joining an institution"]

    private let calls: IdentityCalls
    private let isSilent: Bool

    init(_ calls: IdentityCalls, isSilent: Bool) {
        self.calls = calls
        self.isSilent = isSilent
    }

    /// Has a code sent to `mobile` for `purpose`, and returns it.
    func code(for purpose: IdentityV1.CodePurpose, to mobile: String) async throws -> String {
        try await code(for: purpose, to: .mobile(mobile))
    }

    /// Has a code sent to a number or an address for `purpose`, and returns it.
    func code(
        for purpose: IdentityV1.CodePurpose, to recipient: IdentityV1.RequestCodeRequest.Recipient
    ) async throws -> String {
        try await code(to: recipient.address) { client, options in
            try await IdentityV1.AccountsClient(client).requestCode(
                IdentityV1.RequestCodeRequest(purpose: purpose, recipient: recipient), options: options)
        }
    }

    /// Has a code sent to what is to be the account's number or address, and returns it.
    func changeCode(
        to recipient: IdentityV1.RequestCodeRequest.Recipient, token: String
    ) async throws -> String {
        let request: IdentityV1.RequestChangeCodeRequest.Recipient =
            switch recipient {
            case .mobile(let text): .mobile(text)
            case .email(let text): .email(text)
            }
        return try await code(to: recipient.address, token: token) { client, options in
            try await IdentityV1.AccountChangesClient(client).requestChangeCode(
                IdentityV1.RequestChangeCodeRequest(recipient: request), options: options)
        }
    }

    /// Has a code sent to the e-mail address that a dossier is to name, and returns it.
    func dossierCode(to address: String, at authority: IdentityV1.Authority, token: String) async throws -> String {
        try await code(to: address, token: token, saying: "--set email_code=CODE") { client, options in
            let sent = try await IdentityV1.DossiersClient(client).requestDossierEmailCode(
                IdentityV1.RequestDossierEmailCodeRequest(authority: authority, email: address), options: options)
            return IdentityV1.RequestCodeResponse(
                maskedRecipient: sent.maskedRecipient, expiresAt: sent.expiresAt, resendAt: sent.resendAt)
        }
    }

    /// Has a code sent to the number that a registration through a third party is to bind, and returns it.
    func bindingCode(to mobile: String, registration: String) async throws -> String {
        try await code(to: mobile) { client, options in
            try await IdentityV1.ThirdPartiesClient(client).requestBindingCode(
                IdentityV1.RequestBindingCodeRequest(registration: registration, mobile: mobile), options: options)
        }
    }

    /// Has a code sent to where an imported account is to be reached, and returns it.
    func completionCode(
        to recipient: IdentityV1.RequestCodeRequest.Recipient, of signIn: SignIn
    ) async throws -> String {
        let request: IdentityV1.RequestCompletionCodeRequest.Recipient =
            switch recipient {
            case .mobile(let text): .mobile(text)
            case .email(let text): .email(text)
            }
        return try await code(to: recipient.address, token: signIn.accessToken) { client, options in
            try await IdentityV1.CompletionClient(client).requestCompletionCode(
                IdentityV1.RequestCompletionCodeRequest(recipient: request), options: options)
        }
    }

    /// Has a code sent with which a holder agrees to a mandate, and returns it. It goes to the number that they were verified
    /// with, which only `mobile` says here.
    func mandateCode(_ mandate: String, of signIn: SignIn, mobile: String?) async throws -> String {
        try await code(to: mobile, token: signIn.accessToken) { client, options in
            do {
                return try await IdentityV1.AgentsClient(client).requestMandateCode(
                    IdentityV1.RequestMandateCodeRequest(mandate: mandate), options: options)
            } catch let error as RPCError {
                throw Failure.mandates(error) ?? error
            }
        }
    }

    /// Has a code sent with which an invitation is accepted, and returns it. Where none can be sent yet, the one that came
    /// with the invitation is taken. `mobile` is the account's number, where it is known.
    func invitationCode(_ invitation: String, of signIn: SignIn, mobile: String?) async throws -> String {
        var isThere = false
        do {
            return try await code(to: mobile, token: signIn.accessToken) { client, options in
                do {
                    return try await IdentityV1.MembershipsClient(client).requestInvitationCode(
                        IdentityV1.RequestInvitationCodeRequest(invitation: invitation), options: options)
                } catch let error as RPCError {
                    isThere = error.reason?.reason == "CODE_TOO_SOON"
                    throw Failure.members(error, isAdministering: false) ?? error
                }
            }
        } catch let failure as Failure where isThere {
            guard let code = try await earlierInvitationCode(to: mobile) else { throw failure }
            return code
        }
    }

    /// The code that came with an invitation: typed, or the newest such one of the embedded inbox that is still good. Nil
    /// where it cannot be had.
    private func earlierInvitationCode(to mobile: String?) async throws -> String? {
        if Terminal.isThere {
            say("a code was sent with the invitation; use that one")
            return try Terminal.line("code: ").filter { !$0.isWhitespace }
        }
        guard let mobile, let inbox = embeddedInbox() else { return nil }
        let goodSince = SystemTime().wall().advanced(by: .zero - Self.life)
        let message = try await messages(to: mobile, in: inbox).first { message in
            message.template == "code" && Self.invitationWords.contains { message.text.contains($0) }
                && (message.at?.seconds ?? 0) * 1_000 > goodSince.milliseconds
        }
        guard let code = message.flatMap({ Self.code(in: $0.text) }) else { return nil }
        say("the code that came with the invitation is taken from the embedded inbox, as only development can")
        return code
    }

    private func code(
        to address: String?, token: String? = nil, saying option: String = "--code CODE",
        asking request: (RPCClient, CallOptions) async throws -> IdentityV1.RequestCodeResponse
    ) async throws -> String {
        let inbox = Terminal.isThere ? nil : embeddedInbox()
        var seen: Set<String> = []
        if let inbox, let address { seen = Set(try await messages(to: address, in: inbox).map(\.id)) }
        let sent = try await calls.run(token: token, request)
        say("a code was sent to \(sent.maskedRecipient), good until \(Quantity.moment(sent.expiresAt))")
        if Terminal.isThere { return try Terminal.line("code: ").filter { !$0.isWhitespace } }
        guard let inbox, let address else {
            throw Failure.refused(
                "there is no terminal to type the code at",
                advice: "Repeat the command with the code that was sent: \(option)")
        }
        return try await newCode(to: address, in: inbox, seen: seen)
    }

    /// Waits for a code that was not there before.
    private func newCode(to address: String, in inbox: MeshFile.Service, seen: Set<String>) async throws -> String {
        let time = SystemTime()
        let began = time.monotonic()
        while time.monotonic().since(began) < Self.inboxLimit {
            let new = try await messages(to: address, in: inbox).first {
                $0.template == "code" && !seen.contains($0.id)
            }
            if let code = new.flatMap({ Self.code(in: $0.text) }) {
                say("there is no terminal, so the code is taken from the embedded inbox, as only development can")
                return code
            }
            try await Task.sleep(for: Self.inboxPause)
        }
        throw Failure.refused(
            "no code came to the embedded inbox in \(Quantity.duration(Self.inboxLimit))",
            advice: "Whoever has no account gets none to sign in. What was sent there: colophon inbox NUMBER")
    }

    /// The service that keeps messages readable: in development only.
    private func embeddedInbox() -> MeshFile.Service? {
        calls.access.mesh.environment == "development" ? try? calls.access.service("notify") : nil
    }

    private func messages(to address: String, in inbox: MeshFile.Service) async throws -> [NotifyV1.EmbeddedMessage] {
        try await calls.access.withClient(of: inbox) { client in
            try await NotifyV1.MessagesClient(client).readEmbeddedInbox(
                NotifyV1.ReadEmbeddedInboxRequest(recipient: address, pageSize: Self.inboxRows),
                options: CallOptions(timeout: MeshAccess.callLimit)
            ).messages
        }
    }

    /// The first six digits in a row, no more and no less, of a message.
    static func code(in text: String) -> String? {
        text.split { !("0"..."9").contains($0) }.first { $0.count == digits }.map(String.init)
    }

    private func say(_ words: String) {
        if !isSilent { Console.standardError.line(words) }
    }
}

extension IdentityV1.RequestCodeRequest.Recipient {
    /// The number or the address.
    fileprivate var address: String {
        switch self {
        case .mobile(let text), .email(let text): text
        }
    }
}
