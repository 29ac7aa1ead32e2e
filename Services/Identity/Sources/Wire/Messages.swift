internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension GoogleProtobuf.Timestamp {
    init(_ time: WallTime) {
        self.init(millisecondsSince1970: time.milliseconds)
    }
}

extension IdentityV1.Account {
    /// An account as its owner sees it: what is personal is masked, for lists and screens are seen by others.
    init(_ account: Account) {
        self.init(
            id: account.id.text, accountClass: IdentityV1.AccountClass(account.accountClass),
            verification: IdentityV1.VerificationState(account.verification), userName: account.userName.text,
            maskedMobile: Masking.mobile(account.mobile.text),
            maskedEmail: account.email.map { Masking.email($0.text) } ?? "", roles: account.roles.map(\.rawValue),
            createdAt: GoogleProtobuf.Timestamp(account.createdAt))
    }
}

extension IdentityV1.AccountClass {
    init(_ accountClass: AccountClass) {
        self =
            switch accountClass {
            case .individual: .individual
            case .institution: .institution
            case .staff: .staff
            }
    }

    /// The word of the domain; empty when nothing was said.
    var word: String {
        switch self {
        case .individual: AccountClass.individual.rawValue
        case .institution: AccountClass.institution.rawValue
        case .staff: AccountClass.staff.rawValue
        case .unspecified: ""
        case .unrecognized(let number): "\(number)"
        }
    }
}

extension IdentityV1.VerificationState {
    init(_ state: VerificationState) {
        self =
            switch state {
            case .unverified: .unverified
            case .inReview: .inReview
            case .verified: .verified
            case .failed: .failed
            }
    }
}

extension CodeDraft {
    init(_ request: IdentityV1.RequestCodeRequest) {
        let address: Address =
            switch request.recipient {
            case .mobile(let text): .mobile(text)
            case .email(let text): .email(text)
            case nil: .none
            }
        let purpose: CodePurpose? =
            switch request.purpose {
            case .register: .register
            case .login: .login
            case .resetPassword: .resetPassword
            case .verifyMobile: .verifyMobile
            case .unspecified, .unrecognized: nil
            }
        self.init(purpose: purpose, address: address)
    }
}

extension PasswordReset {
    init(_ request: IdentityV1.ResetPasswordRequest) {
        let address: CodeDraft.Address =
            switch request.recipient {
            case .mobile(let text): .mobile(text)
            case .email(let text): .email(text)
            case nil: .none
            }
        self.init(
            address: address, code: request.code, password: request.newPassword,
            repeated: request.newPasswordRepeated)
    }
}

extension RegistrationDraft {
    init(_ request: IdentityV1.RegisterAccountRequest) {
        self.init(
            accountClass: request.accountClass.word, userName: request.userName, mobile: request.mobile,
            code: request.code, password: request.password, repeated: request.passwordRepeated,
            acceptsTerms: request.acceptsTerms,
            authority: request.authority == .unspecified ? .platform : Authority(request.authority))
    }
}

extension IdentityV1.RequestCodeResponse {
    init(_ requested: RequestedCode) {
        self.init(
            maskedRecipient: requested.recipient.masked, expiresAt: GoogleProtobuf.Timestamp(requested.expiresAt),
            resendAt: GoogleProtobuf.Timestamp(requested.resendAt))
    }
}

extension IdentityV1.Session {
    init(_ grant: SessionGrant) {
        self.init(
            id: grant.family.id.text, account: grant.family.account.text, accessToken: grant.accessToken,
            accessExpiresAt: GoogleProtobuf.Timestamp(grant.accessExpiresAt), refreshToken: grant.refreshToken,
            refreshExpiresAt: GoogleProtobuf.Timestamp(grant.family.expiresAt))
    }
}

extension IdentityV1.ListSessionsResponse.Device {
    init(_ session: ListedSession) {
        self.init(
            id: session.family.id.text, name: session.device.name, source: session.device.source,
            startedAt: GoogleProtobuf.Timestamp(session.family.startedAt),
            usedAt: GoogleProtobuf.Timestamp(session.family.rotatedAt),
            expiresAt: GoogleProtobuf.Timestamp(session.family.expiresAt))
    }
}
