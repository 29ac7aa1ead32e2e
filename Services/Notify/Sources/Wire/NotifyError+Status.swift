package import MeshRPC

extension NotifyError {
    /// The status that a caller gets, with the reason and, where one is at fault, the field.
    package var status: RPCError {
        switch self {
        case .unknownTemplate:
            Self.invalid(.unknownTemplate, "template", "there is no such template")
        case .unknownLanguage:
            Self.invalid(.unknownLanguage, "language", "messages are written in zh-CN, zh-Hant and en")
        case .invalidData(let faults):
            faults.reduce(RPCError.invalidArgument("the data has \(faults.count) faults")) {
                $0.violating(field: "data[\($1.name)]", Self.words($1.reason))
            }.withReason(.invalidData)
        case .messageTooLong(let maximum):
            Self.invalid(.messageTooLong, "data", "the message would have more than \(maximum) characters")
        case .invalidAddress(let field):
            Self.invalid(.invalidAddress, field, "this is no address that a message could go to")
        case .missingRecipient:
            Self.invalid(.missingRecipient, "recipient", "an account, a mobile number or an e-mail address is needed")
        case .invalidChannel:
            Self.invalid(.invalidChannel, "channels", "each channel stands there once and goes with the recipient")
        case .invalidEventName(let maximum):
            Self.invalid(.invalidEvent, "event", "a name of at most \(maximum) bytes, without control characters")
        case .invalidMessageID:
            Self.invalid(.invalidMessage, "id", "the message's identifier is not one")
        case .tooManyMessages(let maximum):
            Self.invalid(.tooManyMessages, "ids", "one call names at most \(maximum) messages")
        case .invalidFilter(let field):
            Self.invalid(.invalidFilter, field, "there is no such word")
        case .invalidPageSize(let maximum):
            Self.invalid(.invalidPageSize, "page_size", "a page has at most \(maximum) rows")
        case .invalidPageToken:
            Self.invalid(.invalidPageToken, "page_token", "the page token does not belong to this list")
        case .invalidPreferences(let faults):
            faults.reduce(RPCError.invalidArgument("the preferences have \(faults.count) faults")) {
                $0.violating(field: Self.field($1), Self.words($1))
            }.withReason(.invalidPreferences)
        case .invalidWebhookAddress(let fault):
            Self.invalid(.invalidWebhook, "url", Self.words(fault))
        case .invalidWebhookID:
            Self.invalid(.invalidWebhook, "id", "the webhook's identifier is not one")
        case .invalidSignatureKind:
            Self.invalid(.invalidSignatureKind, "kind", "there is no such kind of signature")
        case .invalidTicketID:
            Self.invalid(.invalidTicket, "id", "the ticket's identifier is not one")
        case .invalidTicketText(let field, let maximum):
            Self.invalid(
                .invalidTicket, field, "1 to \(maximum) characters that can be seen, without control characters")
        case .invalidOutcome:
            Self.invalid(
                .invalidOutcome, "outcome", "a reply says what it does: in progress, awaiting user or resolved")
        case .invalidCallbackNumber:
            Self.invalid(.invalidCallback, "number", "a mobile number or a landline with its area code is needed")
        case .invalidCallbackID:
            Self.invalid(.invalidCallback, "id", "the call-back's identifier is not one")

        case .messageNotFound:
            RPCError.notFound("there is no such message").withReason(.messageNotFound)
        case .webhookNotFound:
            RPCError.notFound("there is no such webhook").withReason(.webhookNotFound)
        case .ticketNotFound:
            RPCError.notFound("there is no such ticket").withReason(.ticketNotFound)
        case .callbackNotFound:
            RPCError.notFound("there is no such call-back").withReason(.callbackNotFound)
        case .adviserNotFound:
            RPCError.notFound("there is no such adviser").withReason(.adviserNotFound)
        case .tooManyTickets(let maximum):
            RPCError.resourceExhausted("an account has at most \(maximum) open tickets").withReason(.tooManyTickets)
        case .conversationFull(let maximum):
            RPCError.resourceExhausted("a ticket has at most \(maximum) texts").withReason(.conversationFull)
        case .tooManyCallbacks(let maximum):
            RPCError.resourceExhausted("an account waits for at most \(maximum) calls").withReason(.tooManyCallbacks)
        case .noNumber:
            RPCError.failedPrecondition("the account has no number; the call must name one").withReason(.noNumber)
        case .officeClosed:
            RPCError.failedPrecondition("the office is closed for too long").withReason(.officeClosed)
        case .notAdviser:
            RPCError.failedPrecondition("the caller has not said to be there").withReason(.notAdviser)
        case .adviserNotFree:
            RPCError.failedPrecondition("no such adviser is on duty and has room").withReason(.adviserNotFree)
        case .tooManyWebhooks(let maximum):
            RPCError.resourceExhausted("an account has at most \(maximum) webhooks").withReason(.tooManyWebhooks)
        case .notDead:
            RPCError.failedPrecondition("the message was not given up").withReason(.notDead)
        case .noAddress:
            RPCError.failedPrecondition("the account has no address for this channel").withReason(.noAddress)
        case .ticketState(let state):
            RPCError.failedPrecondition("the ticket is \(state.rawValue)").withReason(.ticketState)
        case .reopenTooLate(let days):
            RPCError.failedPrecondition("a ticket can be opened again for \(days) days").withReason(.reopenTooLate)
        case .inboxClosed:
            RPCError.failedPrecondition("the embedded provider is not in use").withReason(.inboxClosed)
        case .erased:
            RPCError.notFound("the account was erased").withReason(.erased)
        case .farewellAwaited:
            RPCError.failedPrecondition("somebody is still to be told of the erasure").withReason(.farewellAwaited)
        case .tooBusy(let delay):
            RPCError.resourceExhausted("too many messages wait to be taken over").withReason(.tooBusy)
                .retryAfter(delay)
        case .tooManyWatchers:
            RPCError.resourceExhausted("too many calls watch the message centre").withReason(.tooManyWatchers)
                .retryAfter(.seconds(1))
        case .storageFull:
            RPCError.resourceExhausted("the storage is full").withReason(.storageFull)
        case .storageFailed:
            RPCError.unavailable("the storage failed; the same call under the same key tells what became of it")
                .withReason(.storageFailed).retryAfter(.seconds(1))

        case .idempotencyKeyMissing:
            Self.invalid(.idempotencyKeyMissing, "idempotency-key", "this method needs the metadata idempotency-key")
        case .idempotencyKeyInvalid:
            Self.invalid(.idempotencyKeyInvalid, "idempotency-key", "an idempotency key has 1 to 255 characters")
        case .idempotencyKeyReused:
            RPCError.alreadyExists("the idempotency key was used for another request").withReason(.idempotencyKeyReused)
        }
    }

    private static func invalid(_ reason: RefusalReason, _ field: String, _ message: String) -> RPCError {
        RPCError.invalidArgument(message, field: field).withReason(reason)
    }

    private static func words(_ reason: DataFault.Reason) -> String {
        switch reason {
        case .missing: "is needed"
        case .surplus: "is not a place of this template"
        case .repeated: "stands there twice"
        case .wrongKind(let wanted): "takes a \(wanted)"
        case .empty: "has nothing that could be seen"
        case .tooLong(let maximum): "has at most \(maximum) characters"
        case .tooMany(let maximum): "holds at most \(maximum)"
        case .outOfRange(let minimum, let maximum): "lies between \(minimum) and \(maximum)"
        case .notDigits: "is not so many digits"
        case .malformedReference: "has only letters, digits, '-', '.' and '_'"
        case .forbiddenCharacter: "cannot hold control characters or marks that turn the direction of writing"
        case .senderMark: "cannot hold the brackets that mark a sender"
        case .unknownWord: "is not in the list"
        case .outOfCalendar: "lies in the years 2000 to 9999"
        }
    }

    private static func field(_ fault: PreferenceFault) -> String {
        switch fault {
        case .cannotBeMuted, .channelCannotBeMuted: "preferences.muted"
        case .noSuchMinute: "preferences.digest"
        case .malformedQuietHours: "preferences.quiet_hours"
        case .unknownWord(let field): field
        }
    }

    private static func words(_ fault: PreferenceFault) -> String {
        switch fault {
        case .cannotBeMuted(let category): "messages of the kind \(category.rawValue) cannot be muted"
        case .channelCannotBeMuted(let channel): "the channel \(channel.rawValue) cannot be muted"
        case .noSuchMinute: "a day has the minutes 0 to 1,439"
        case .malformedQuietHours: "quiet hours go from one minute of a day to another"
        case .unknownWord: "there is no such word"
        }
    }

    private static func words(_ fault: WebhookAddress.Fault) -> String {
        switch fault {
        case .tooLong: "an address has at most \(WebhookAddress.Limits.bytesMax) bytes"
        case .scheme: "an address begins with https://"
        case .credentials: "an address holds no name and password"
        case .host: "the address names no host"
        case .port: "a port is a number from 1 to 65,535"
        case .fragment: "an address has no part behind '#'"
        case .character: "the address holds a character that must be written with '%'"
        case .privateHost: "addresses of private networks are not called"
        }
    }
}

extension RPCError {
    fileprivate func withReason(_ reason: RefusalReason) -> RPCError {
        withReason(reason.rawValue, domain: RefusalReason.domain)
    }
}
