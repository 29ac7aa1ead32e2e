package import MeshRPC

extension IdentityError {
    /// The status that a caller gets, with the reason and, where they are at fault, the fields.
    package var status: RPCError {
        switch self {
        case .invalidFields(let faults):
            faults.reduce(RPCError.invalidArgument(Self.words(faults.count))) {
                $0.violating(field: $1.field, $1.reason.message)
            }.withReason(.invalidFields)
        case .invalidSessionID:
            RPCError.invalidArgument("the session's identifier is not one", field: "session")
                .withReason(.invalidSession)

        case .codeTooSoon(let delay):
            RPCError.resourceExhausted("codes were sent as often as they may be; come again later")
                .withReason(.codeTooSoon).retryAfter(delay)
        case .codeRefused:
            RPCError.permissionDenied("the code is wrong, or is over").withReason(.codeRefused)

        case .loginRefused:
            RPCError.unauthenticated("name and password do not go together, or none is looked at for a while")
                .withReason(.loginRefused)
        case .locked(let delay):
            RPCError.resourceExhausted("too many attempts failed; come again later").withReason(.locked)
                .retryAfter(delay)
        case .refreshRefused:
            RPCError.unauthenticated("the refresh token is not good; sign in again").withReason(.refreshRefused)
        case .refreshReused:
            RPCError.unauthenticated("the refresh token was used before, so its sign-in has ended; sign in again")
                .withReason(.refreshReused)
        case .tooBusy(let delay):
            RPCError.resourceExhausted("too many calls wait").withReason(.tooBusy).retryAfter(delay)

        case .mobileTaken:
            RPCError.alreadyExists("this mobile number has an account").withReason(.mobileTaken)
        case .userNameTaken:
            RPCError.alreadyExists("this user name is taken").withReason(.userNameTaken)
        case .emailTaken:
            RPCError.alreadyExists("this e-mail address has an account").withReason(.emailTaken)
        case .passwordWrong:
            RPCError.permissionDenied("the present password is another").withReason(.passwordWrong)
        case .passwordMissing:
            RPCError.failedPrecondition("the account has no password; set one as if it were forgotten")
                .withReason(.passwordMissing)
        case .accountNotFound:
            RPCError.notFound("there is no such account").withReason(.accountNotFound)
        case .sessionNotFound:
            RPCError.notFound("there is no such sign-in").withReason(.sessionNotFound)

        case .rolesHeld:
            RPCError.failedPrecondition("an account with roles is erased after they were taken from it")
                .withReason(.rolesHeld)
        case .invalidAddressID:
            RPCError.invalidArgument("the address's identifier is not one", field: "address")
                .withReason(.invalidAddress)
        case .addressNotFound:
            RPCError.notFound("there is no such address").withReason(.addressNotFound)
        case .addressesFull(let maximum):
            RPCError.failedPrecondition("an account has at most \(maximum) addresses").withReason(.addressesFull)

        case .unknownProvider:
            RPCError.invalidArgument("no third party of this name is known", field: "provider")
                .withReason(.unknownProvider)
        case .flowRefused:
            RPCError.permissionDenied("this sign-in was not begun here, or is over; begin again")
                .withReason(.flowRefused)
        case .issuerRefused:
            RPCError.permissionDenied(
                "this came from another third party than the one that was asked, or does not say from which (`iss`)"
            ).withReason(.issuerRefused)
        case .thirdPartyRefused:
            RPCError.permissionDenied("the third party does not stand by this; begin again")
                .withReason(.thirdPartyRefused)
        case .thirdPartyAway:
            RPCError.unavailable("the third party cannot be asked now; begin again").withReason(.thirdPartyAway)
        case .thirdPartyClientRefused:
            RPCError.failedPrecondition(
                "the third party does not take this house for its client; whoever runs it compares name and secret"
            ).withReason(.thirdPartyClientRefused)
        case .thirdPartyUnreadable:
            RPCError.internal("the third party answers what cannot be read").withReason(.thirdPartyUnreadable)
        case .thirdPartyUntrusted:
            RPCError.internal(
                "whoever is where the third party should be cannot show that they are it; nothing was sent there"
            ).withReason(.thirdPartyUntrusted)
        case .thirdPartyTaken:
            RPCError.alreadyExists("whoever the third party knows is linked to another account")
                .withReason(.thirdPartyTaken)
        case .linkedElsewhere:
            RPCError.alreadyExists("the account is linked to somebody else of this third party; end that link first")
                .withReason(.linkedElsewhere)
        case .registrationRefused:
            RPCError.permissionDenied("the registration is over; sign in through the third party again")
                .withReason(.registrationRefused)
        case .embeddedOnly:
            RPCError.failedPrecondition("the embedded third party is for development").withReason(.embeddedOnly)

        case .invalidDossierID:
            RPCError.invalidArgument("the dossier's identifier is not one", field: "dossier")
                .withReason(.invalidDossier)
        case .invalidDocumentID:
            RPCError.invalidArgument("the document's identifier is not one", field: "document")
                .withReason(.invalidDocument)
        case .invalidHolderID:
            RPCError.invalidArgument("the holder's identifier is not one", field: "who").withReason(.invalidHolder)
        case .dossierNotFound:
            RPCError.notFound("there is no such dossier").withReason(.dossierNotFound)
        case .documentNotFound:
            RPCError.notFound("there is no such document").withReason(.documentNotFound)
        case .dossierState(let state):
            RPCError.failedPrecondition("the dossier is \(state.words)").withReason(.dossierState)
        case .closedFields(let fields):
            fields.reduce(RPCError.invalidArgument("only what staff named can be corrected")) {
                $0.violating(field: $1, "was not named to be corrected")
            }.withReason(.fieldsClosed)
        case .consentMissing(let kind):
            RPCError.failedPrecondition("whoever such a picture shows consents to that first, in words of its own")
                .violating(field: "consent", "to \(kind.rawValue) is needed").withReason(.consentMissing)
        case .documentsMissing(let slots):
            slots.reduce(RPCError.failedPrecondition("pictures are missing")) {
                $0.violating(field: $1.rawValue, "is needed")
            }.withReason(.documentsMissing)
        case .mobileClaimed:
            RPCError.alreadyExists("this mobile number verifies another right holder").withReason(.holderMobileTaken)
        case .upload(let fault):
            RPCError.invalidArgument(fault.words, field: "part").withReason(.invalidUpload)
        case .picture(let fault):
            RPCError.invalidArgument("the picture \(fault.words)", field: "chunk").withReason(fault.refusal)
        case .uploadTooSlow(let limit):
            RPCError.deadlineExceeded("the picture did not come within \(limit.components.seconds) s")
                .withReason(.uploadTooSlow)
        case .picturesUnreadable:
            RPCError.unavailable("pictures cannot be looked at here now").withReason(.picturesUnreadable)

        case .claimedByOther:
            RPCError.failedPrecondition("somebody else of the staff has claimed it").withReason(.claimedByOther)
        case .notClaimed:
            RPCError.failedPrecondition("it must be claimed first").withReason(.notClaimed)
        case .claimHeld:
            RPCError.failedPrecondition(
                "whoever has claimed it looked at it not long ago; the queue says when it can be taken over"
            ).withReason(.claimHeld)
        case .reviewNotExtendable:
            RPCError.failedPrecondition(
                "a review is extended once, before its deadline is over, and only where the authority does so"
            ).withReason(.reviewNotExtendable)
        case .dossierStale(let faults):
            faults.reduce(
                RPCError.failedPrecondition(
                    "what passed when it was handed in does not pass any more; give it back to be corrected")
            ) { $0.violating(field: $1.field, $1.reason.message) }.withReason(.dossierStale)
        case .holderNotVerified:
            RPCError.notFound("nobody was verified so at this authority").withReason(.holderNotVerified)
        case .ownDossier:
            RPCError.permissionDenied("nobody decides about themselves").withReason(.ownDossier)
        case .notReviewer:
            RPCError.permissionDenied("the role 'review' was withdrawn").withReason(.notReviewer)
        case .invalidMandateID:
            RPCError.invalidArgument("the mandate's identifier is not one", field: "mandate")
                .withReason(.invalidMandate)
        case .mandateNotFound:
            RPCError.notFound("there is no such mandate").withReason(.mandateNotFound)
        case .mandateState(let state):
            RPCError.failedPrecondition("the mandate \(state.words)").withReason(.mandateState)
        case .mandateUnderWay:
            RPCError.alreadyExists("this holder was named before, and that mandate is under way")
                .withReason(.mandateUnderWay)
        case .mandatesFull(let maximum):
            RPCError.failedPrecondition("an agent has at most \(maximum) open mandates").withReason(.mandatesFull)
        case .letterMissing:
            RPCError.failedPrecondition("the letter of authority is missing").withReason(.letterMissing)
        case .mobileMissing:
            RPCError.failedPrecondition(
                "the number that the holder was verified with is theirs no more; they name another one first"
            ).withReason(.mobileMissing)
        case .ownMandate:
            RPCError.invalidArgument("nobody is their own agent", field: "document_number").withReason(.ownMandate)
        case .accountIncomplete(let parts):
            parts.reduce(RPCError.failedPrecondition("the account is to be completed first")) {
                $0.violating(field: $1.rawValue, "is needed")
            }.withReason(.accountIncomplete)
        case .accountComplete:
            RPCError.failedPrecondition("the account is complete").withReason(.accountComplete)
        case .unknownRegion:
            RPCError.invalidArgument("no region has this code", field: "parent").withReason(.unknownRegion)
        case .officesFull(let maximum):
            RPCError.failedPrecondition("an authority has at most \(maximum) offices here").withReason(.officesFull)
        case .holderNotStaff:
            RPCError.failedPrecondition(
                "whoever is, or is being, verified, an institution, and who acts for one, cannot be one of the staff"
            ).withReason(.holderNotStaff)
        case .lastStaffAdministrator:
            RPCError.failedPrecondition("nobody else is an administrator").withReason(.lastStaffAdministrator)
        case .notInstitution:
            RPCError.failedPrecondition("only an institution has members").withReason(.notInstitution)
        case .notAdministrator:
            RPCError.permissionDenied("whoever calls is no administrator of the institution any more")
                .withReason(.notAdministrator)
        case .memberNotFound:
            RPCError.notFound("nobody of this account acts for the institution").withReason(.memberNotFound)
        case .alreadyMember:
            RPCError.alreadyExists("the account acts for the institution already").withReason(.alreadyMember)
        case .memberUnfit:
            RPCError.failedPrecondition("an institution, and whoever is of the staff, act for no institution")
                .withReason(.memberUnfit)
        case .lastAdministrator:
            RPCError.failedPrecondition("nobody else is an administrator of the institution")
                .withReason(.lastAdministrator)
        case .foundingMember:
            RPCError.failedPrecondition(
                "the sign-in that the institution was registered with can be suspended, and nothing else"
            ).withReason(.foundingMember)
        case .membersFull(let maximum):
            RPCError.failedPrecondition("at most \(maximum) act for an institution").withReason(.membersFull)
        case .membershipsFull(let maximum):
            RPCError.failedPrecondition("an account acts for at most \(maximum) institutions")
                .withReason(.membershipsFull)
        case .institutionNotVerified:
            RPCError.failedPrecondition("您还未实名认证: nobody acts for an institution before it was verified")
                .withReason(.institutionNotVerified)
        case .invalidInvitationID:
            RPCError.invalidArgument("the invitation's identifier is not one", field: "invitation")
                .withReason(.invalidInvitation)
        case .invitationNotFound:
            RPCError.notFound("there is no such invitation of the account's number").withReason(.invitationNotFound)
        case .invitationsFull(let maximum):
            RPCError.failedPrecondition("an institution has at most \(maximum) open invitations")
                .withReason(.invitationsFull)
        case .invalidPageSize(let maximum):
            RPCError.invalidArgument("a page has at most \(maximum) rows", field: "page_size")
                .withReason(.invalidPageSize)
        case .invalidPageToken:
            RPCError.invalidArgument("the page token is of another list, or none", field: "page_token")
                .withReason(.invalidPageToken)

        case .idempotencyKeyMissing:
            RPCError.invalidArgument("this method needs the metadata idempotency-key", field: "idempotency-key")
                .withReason(.idempotencyKeyMissing)
        case .idempotencyKeyInvalid:
            RPCError.invalidArgument("an idempotency key has 1 to 255 characters", field: "idempotency-key")
                .withReason(.idempotencyKeyInvalid)
        case .idempotencyKeyReused:
            RPCError.alreadyExists("the idempotency key was used for another request").withReason(.idempotencyKeyReused)

        case .storageFull:
            RPCError.resourceExhausted("the storage is full").withReason(.storageFull)
        case .storageFailed:
            RPCError.unavailable("the storage failed; the same call under the same key tells what became of it")
                .withReason(.storageFailed).retryAfter(.seconds(1))
        case .auditBroken:
            RPCError.dataLoss("the end of the audit is not what was written, so no look at it can be written down")
                .withReason(.auditBroken)
        case .erased:
            RPCError.notFound("the account was erased").withReason(.erased)
        }
    }

    private static func words(_ count: Int) -> String {
        count == 1 ? "one field is wrong" : "\(count) fields are wrong"
    }
}

extension RPCError {
    fileprivate func withReason(_ reason: RefusalReason) -> RPCError {
        withReason(reason.rawValue, domain: RefusalReason.domain)
    }
}
