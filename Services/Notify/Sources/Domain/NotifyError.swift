/// Everything the service refuses, and why. Each becomes a status in one place, `Wire`.
package enum NotifyError: Error, Sendable, Equatable {
    // What was said
    /// No template has this name.
    case unknownTemplate
    /// No template is written in this language.
    case unknownLanguage
    /// Every fault of a message's data.
    case invalidData([DataFault])
    /// What was rendered is longer than its channel takes.
    case messageTooLong(maximumCharacters: Int)
    /// An address that is none; names the field.
    case invalidAddress(field: String)
    /// No recipient, or more than one.
    case missingRecipient
    /// A channel that there is not, or that the recipient's address does not go with.
    case invalidChannel
    /// The name of an event that is empty or too long.
    case invalidEventName(maximumBytes: Int)
    /// An identifier of a message that is none.
    case invalidMessageID
    /// More messages in one request than it may name.
    case tooManyMessages(maximum: Int)
    /// A filter that knows no such word; names the field.
    case invalidFilter(field: String)
    /// A page size above the bound.
    case invalidPageSize(maximum: Int)
    /// A page token that this service did not make for this filter.
    case invalidPageToken
    /// Every fault of preferences.
    case invalidPreferences([PreferenceFault])
    /// An address of a webhook that is not called, and why.
    case invalidWebhookAddress(WebhookAddress.Fault)
    /// A webhook's identifier that is none.
    case invalidWebhookID
    /// A kind of signature that there is not.
    case invalidSignatureKind
    /// A ticket's identifier that is none.
    case invalidTicketID
    /// A text of a ticket that is empty, too long or has control characters; names the field.
    case invalidTicketText(field: String, maximumCharacters: Int)
    /// A reply that says nothing about what it does.
    case invalidOutcome
    /// A number that nobody could call.
    case invalidCallbackNumber
    /// A call-back's identifier that is none.
    case invalidCallbackID

    // What stands in the way
    /// Not there, or another account's, which is the same to the caller.
    case messageNotFound
    case webhookNotFound
    case ticketNotFound
    case callbackNotFound
    /// Nobody of that name has ever said to be there.
    case adviserNotFound
    /// The account has as many webhooks as it may.
    case tooManyWebhooks(maximum: Int)
    /// The message is not dead, so that it cannot be sent again.
    case notDead
    /// The account of the message is not reached over its channel.
    case noAddress
    /// A step that the ticket's state does not allow.
    case ticketState(TicketState)
    /// The ticket was resolved too long ago to be opened again.
    case reopenTooLate(days: Int64)
    /// The account has as many open tickets as it may.
    case tooManyTickets(maximum: Int)
    /// The conversation has as many texts as it may.
    case conversationFull(maximum: Int)
    /// The account waits for as many calls as it may.
    case tooManyCallbacks(maximum: Int)
    /// The account named no number and has none.
    case noNumber
    /// The office is closed for as long as anybody looks ahead.
    case officeClosed
    /// The caller has never said to be there.
    case notAdviser
    /// Nobody of that name is on duty with room for another ticket.
    case adviserNotFree
    /// The embedded inbox is not in use: it shows codes, and is for development.
    case inboxClosed
    /// Whom it is for was erased.
    case erased
    /// Somebody is still to be told of the erasure.
    case farewellAwaited
    /// More calls wait than may.
    case tooBusy(retryAfter: Duration)
    /// More watch their message centre at once than may.
    case tooManyWatchers
    /// The disk or the quota is full.
    case storageFull
    /// The disk failed; what it holds of the call is known to the next process, not to this one.
    case storageFailed

    // How a call was repeated
    case idempotencyKeyMissing
    case idempotencyKeyInvalid
    /// The key was used before for another request.
    case idempotencyKeyReused
}
