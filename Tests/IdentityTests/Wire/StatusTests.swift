import Identity
import MeshKernel
import MeshRPC
import Testing

@Suite("What refusals are told as", .timeLimit(.minutes(5)))
struct StatusTests {
    private let errors: [IdentityError] = [
        .invalidFields([FieldFault(field: "mobile", reason: .malformed)]), .invalidSessionID,
        .codeTooSoon(retryAfter: .seconds(60)), .codeRefused, .loginRefused, .locked(retryAfter: .seconds(900)),
        .refreshRefused, .refreshReused, .tooBusy(retryAfter: .milliseconds(500)), .mobileTaken, .userNameTaken,
        .emailTaken, .passwordMissing, .rolesHeld, .invalidAddressID, .addressNotFound, .addressesFull(maximum: 20),
        .unknownProvider, .flowRefused, .issuerRefused, .thirdPartyRefused, .thirdPartyClientRefused,
        .thirdPartyUnreadable, .thirdPartyUntrusted, .thirdPartyAway, .thirdPartyTaken, .linkedElsewhere,
        .registrationRefused, .embeddedOnly, .invalidDossierID, .invalidDocumentID, .invalidHolderID, .dossierNotFound,
        .documentNotFound,
        .dossierState(.approved), .closedFields(["mobile"]), .consentMissing(.face), .documentsMissing([.handheld]),
        .mobileClaimed,
        .upload(.missingHeader), .picture(.empty), .picture(.tooLarge(limitBytes: 5)),
        .picture(.wrongType(allowed: [])),
        .picture(.lyingType(found: .png)), .picture(.damaged), .picture(.tooManyPixels),
        .picture(.tooSmall(sidePixelsMin: 600)), .picture(.blurred), .picture(.wrongWatermark(expected: "x")),
        .uploadTooSlow(limit: .seconds(120)), .picturesUnreadable, .claimedByOther, .notClaimed,
        .holderNotVerified, .ownDossier, .notReviewer, .holderNotStaff, .lastStaffAdministrator,
        .claimHeld, .reviewNotExtendable, .dossierStale([FieldFault(field: "valid_until", reason: .expired)]),
        .notInstitution, .notAdministrator, .memberNotFound, .alreadyMember, .memberUnfit, .lastAdministrator,
        .foundingMember, .membersFull(maximum: 200), .membershipsFull(maximum: 20), .institutionNotVerified,
        .invalidInvitationID, .invitationNotFound, .invitationsFull(maximum: 50),
        .invalidPageSize(maximum: 200), .invalidPageToken, .passwordWrong, .accountNotFound,
        .sessionNotFound, .idempotencyKeyMissing, .idempotencyKeyInvalid,
        .invalidMandateID, .mandateNotFound, .mandateState(.active), .mandateUnderWay, .mandatesFull(maximum: 100),
        .letterMissing, .mobileMissing, .ownMandate, .accountIncomplete([.email]), .accountComplete,
        .unknownRegion, .officesFull(maximum: 2_000),
        .idempotencyKeyReused, .storageFull, .storageFailed, .auditBroken, .erased,
    ]

    @Test("every refusal has a reason of its own, and every reason a refusal")
    func reasons() {
        let reasons = errors.compactMap { $0.status.reason }
        #expect(reasons.count == errors.count && reasons.allSatisfy { $0.domain == "identity" })
        #expect(Set(reasons.map(\.reason)) == Set(RefusalReason.allCases.map(\.rawValue)))
    }

    @Test("who has to wait is told how long")
    func waits() {
        #expect(IdentityError.codeTooSoon(retryAfter: .seconds(60)).status.retryDelay == .seconds(60))
        #expect(IdentityError.locked(retryAfter: .seconds(900)).status.retryDelay == .seconds(900))
        #expect(IdentityError.tooBusy(retryAfter: .milliseconds(500)).status.retryDelay == .milliseconds(500))
    }

    @Test("nothing that was typed comes back in a refusal")
    func silent() throws {
        let typed = "X9-secret"
        let draft = RegistrationDraft(
            accountClass: typed, userName: "1" + typed, mobile: typed, code: typed, password: typed, repeated: "",
            acceptsTerms: false)
        let error = #expect(throws: IdentityError.self) { try draft.checked() }
        let status = try #require(error).status
        #expect(!status.message.contains(typed))
        #expect(status.fieldViolations.allSatisfy { !$0.description.contains(typed) })
    }
}
