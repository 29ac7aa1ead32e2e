internal import MeshAPI
package import MeshKernel
package import MeshRPC
internal import ProtobufC

/// Notify, called over the mesh: brings codes to people, learns where accounts are reached, tells them what concerns their
/// safety. Every call may be repeated under its reference.
package struct NotifyMessenger: CodeDelivery, AccountMessenger {
    private let messages: NotifyV1.MessagesClient

    /// Calls through `client`, which outlives the calls.
    package init(_ client: RPCClient) {
        messages = NotifyV1.MessagesClient(client)
    }

    package func deliver(_ letter: CodeLetter, reference: String) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.send(NotifyV1.SendRequest(letter), options: Self.options(reference))
        }
    }

    package func setContacts(of account: Account) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.setContacts(
                NotifyV1.SetContactsRequest(
                    account: account.id.text, mobile: account.mobile.text, email: account.email?.text ?? ""),
                options: Self.options())
        }
    }

    package func forget(_ account: Identifier) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.forgetAccount(
                NotifyV1.ForgetAccountRequest(account: account.text), options: Self.options())
        }
    }

    package func tell(_ account: Identifier, of notice: SafetyNotice, reference: String) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.send(
                NotifyV1.SendRequest(notice, to: .account(account.text)), options: Self.options(reference))
        }
    }

    package func tell(_ former: CodeRecipient, of notice: SafetyNotice, reference: String) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.send(
                NotifyV1.SendRequest(notice, to: .init(former)), options: Self.options(reference))
        }
    }

    package func tell(_ account: Identifier, of review: ExtendedReview, reference: String) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.send(
                NotifyV1.SendRequest(review, to: .account(account.text)), options: Self.options(reference))
        }
    }

    package func tell(
        _ account: Identifier, of decision: DossierDecision, reference: String
    ) async -> HandoverOutcome {
        await HandoverOutcome.of { () throws(RPCError) in
            _ = try await messages.send(
                NotifyV1.SendRequest(decision, to: .account(account.text), event: "decision:" + reference),
                options: Self.options(reference))
        }
    }

    private static func options(_ reference: String? = nil) -> CallOptions {
        CallOptions(timeout: .seconds(Limits.notifyCallSeconds), idempotencyKey: reference)
    }
}

extension HandoverOutcome {
    /// What a call's end says. Every call here is repeated under its own reference, so that what was cut off on its way
    /// is never done twice.
    static func of(_ call: () async throws(RPCError) -> Void) async -> HandoverOutcome {
        do throws(RPCError) {
            try await call()
            return .delivered
        } catch {
            return HandoverOutcome(error)
        }
    }

    /// What a failure says. Words for people stay out of it: they could hold what is personal.
    package init(_ error: RPCError) {
        let reason = error.reason.map { "\(error.code.name) \($0.reason)" } ?? error.code.name
        self =
            switch error.code {
            // Something was taken over under this reference before.
            case .alreadyExists: .delivered
            case .invalidArgument, .outOfRange, .notFound: .refused(reason: reason)
            case .unavailable, .resourceExhausted, .aborted, .failedPrecondition: .notDelivered(reason: reason)
            // The mesh is not put together as it should be, which somebody will mend.
            case .permissionDenied, .unauthenticated, .unimplemented: .notDelivered(reason: reason)
            case .cancelled, .deadlineExceeded, .internal, .unknown, .dataLoss: .unknown(reason: reason)
            }
    }
}

extension NotifyV1.SendRequest {
    /// A code. What it says depends on the letter alone, so that a repetition is one.
    init(_ letter: CodeLetter) {
        self.init(
            template: "code", recipient: Recipient(letter.recipient),
            data: [
                NotifyV1.Datum(name: "purpose", value: .text(letter.purpose.wordOfNotify)),
                NotifyV1.Datum(name: "code", value: .text(letter.code)),
                NotifyV1.Datum(name: "minutes", value: .number(OneTimeCode.Limits.lifeSeconds / 60)),
            ])
    }

    /// Something that happened to an account.
    init(_ notice: SafetyNotice, to recipient: Recipient) {
        self.init(
            template: "security.notice", recipient: recipient,
            data: [
                NotifyV1.Datum(name: "event", value: .text(notice.event.wordOfNotify)),
                NotifyV1.Datum(name: "time", value: .time(GoogleProtobuf.Timestamp(notice.at))),
            ])
    }
}

extension NotifyV1.SendRequest {
    /// A review that takes longer.
    init(_ review: ExtendedReview, to recipient: Recipient) {
        self.init(
            template: "decision.extended", recipient: recipient,
            data: [
                NotifyV1.Datum(name: "matter", value: .text("identity")),
                NotifyV1.Datum(name: "reference", value: .text(review.dossier.text)),
                NotifyV1.Datum(name: "reason", value: .text(NoticeText(review.reason).text)),
                NotifyV1.Datum(
                    name: "deadline",
                    value: .time(GoogleProtobuf.Timestamp(ChinaTime.start(of: review.deadline)))),
            ])
    }
}

extension NotifyV1.SendRequest {
    /// How a dossier was decided on. Each `event` is told once.
    init(_ decision: DossierDecision, to recipient: Recipient, event: String) {
        var data = [
            NotifyV1.Datum(name: "matter", value: .text(decision.isRegistration ? "dossier" : "identity")),
            NotifyV1.Datum(name: "reference", value: .text(decision.dossier.text)),
        ]
        let template: String
        switch decision.outcome {
        case .approved: template = "decision.approved"
        case .correction(let reason, let fields, let pictures):
            template = "dossier.correction"
            let names = fields.map(\.rawValue) + pictures.map(\.rawValue)
            data.append(NotifyV1.Datum(name: "fields", value: .lines(NotifyV1.Datum.Lines(lines: names))))
            data.append(NotifyV1.Datum(name: "reason", value: .text(NoticeText(reason).text)))
        case .refused(let reason):
            template = "decision.refused"
            data.append(NotifyV1.Datum(name: "reason", value: .text(NoticeText(reason).text)))
        }
        self.init(template: template, recipient: recipient, data: data, event: event)
    }
}

extension NotifyV1.SendRequest.Recipient {
    init(_ recipient: CodeRecipient) {
        self =
            switch recipient {
            case .mobile(let number): .mobile(number.text)
            case .email(let address): .email(address.text)
            }
    }
}

extension CodePurpose {
    /// What notify calls it.
    fileprivate var wordOfNotify: String {
        switch self {
        case .register: "registration"
        case .login: "login"
        case .resetPassword: "password"
        case .changeMobile: "mobile"
        case .bindMobile: "binding"
        case .changeEmail, .dossierEmail: "email"
        case .verifyMobile: "identity"
        case .joinInstitution: "membership"
        case .confirmMandate: "agency"
        }
    }
}

extension SafetyNotice.Event {
    /// What notify calls it.
    fileprivate var wordOfNotify: String {
        switch self {
        case .newDevice: "device"
        case .passwordChanged: "password"
        case .refreshReused: "copied"
        case .locked: "locked"
        case .mobileChanged: "mobile"
        case .mobileFreed: "freed"
        case .emailChanged: "email"
        case .thirdPartyLinked: "linked"
        case .thirdPartyUnlinked: "unlinked"
        case .agencyAsked: "agency_asked"
        case .agencyBegan: "agency_began"
        case .agencyEnded: "agency_ended"
        case .erased: "erasure"
        case .membersChanged: "role"
        }
    }
}
