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
            RPCError.unauthenticated("name and password do not go together").withReason(.loginRefused)
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
        case .passwordWrong:
            RPCError.permissionDenied("the present password is another").withReason(.passwordWrong)
        case .accountNotFound:
            RPCError.notFound("there is no such account").withReason(.accountNotFound)
        case .sessionNotFound:
            RPCError.notFound("there is no such sign-in").withReason(.sessionNotFound)

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
