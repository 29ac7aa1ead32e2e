/// Every bound of this service that belongs to no single value.
package enum Limits {
    /// Length of an idempotency key, in characters.
    package static let idempotencyKeyCharactersMax = 255
    /// Name of an event as a caller gives it; the caller's own name comes before it.
    package static let eventBytesMax = 200
    /// Messages that one call may mark as read.
    package static let markedMessagesMax = 200
    /// Calls that watch one message centre at once.
    package static let watchersPerAccountMax = 16
    /// Calls that watch any message centre at once.
    package static let watchersMax = 8_192
    /// Entries that a watching call reads at once.
    package static let watchRowsMax = 64
    /// Arrivals that are looked at at once to wake those who watch.
    package static let arrivalRowsMax = 4_096
    /// Messages of one channel that providers are asked to take at the same time.
    package static let deliveriesMax = 16
    /// Calls of webhooks at the same time.
    package static let webhookCallsMax = 32
    /// Of those, calls of one account's webhooks: whose own do not answer holds up nobody else's.
    package static let webhookCallsPerAccountMax = 4
    /// Webhooks that fail and are remembered at once; one beyond them is called as if it had not.
    package static let restingWebhooksMax = 16_384
    /// A webhook that has not failed for so long is forgotten: by then it was called again, or is gone.
    package static let restingWebhookSeconds: Int64 = 3_600
    /// How long a message is in one worker's hands: longer than any exchange with a provider.
    package static let deliveryLeaseSeconds: Int64 = 120
    /// How often somebody looks for messages whose time has come, besides after every commit.
    package static let deliveryLookSeconds: Int64 = 5
    /// Times that a provider is asked for one message of which nobody knows whether it got there.
    package static let lookUpsMax = 16
    /// Messages that providers are asked about at the same time.
    package static let reportsPerStep = 16
    /// Threads on which providers are asked about messages: none of those on which messages are sent.
    package static let reportThreads = 4
    /// Time between two looks for messages that providers are asked about.
    package static let reportLookSeconds: Int64 = 5
    /// Whole time for one exchange with a provider or a webhook.
    package static let exchangeMilliseconds: Int64 = 15_000
    /// A larger answer of a provider or a webhook is cut off: nothing of it is kept.
    package static let answerBytesMax = 16_384
    /// Tickets and call-backs that one step gives to somebody, or closes.
    package static let deskRowsPerStep = 64
    /// Calls that are read at once when a year is announced, to see which come at another time; all are.
    package static let movedCallbacksPerRead = 1_024
    /// Time between two looks for tickets that wait or are over.
    package static let deskLookSeconds: Int64 = 20
    /// Digests that one step sends.
    package static let digestsPerStep = 64
    /// Time between two looks for digests that are due.
    package static let digestLookSeconds: Int64 = 20
    /// Pause after which an erasure is tried again whose traces in the write-ahead log could not be removed.
    package static let emptyLogRetryMilliseconds: Int64 = 500
    /// Messages among which the embedded provider's inbox looks for those of an address: the newest.
    package static let inboxScanRows = 65_536
    /// Messages that one step of an erasure looks through for those that were sent to a bare address.
    package static let forgottenScanRows = 4_096
    /// How long an erasure waits for the message that tells of it: as long as `identity` tries to hand that over.
    package static let farewellHours: Int64 = 24
    /// What came to a number or e-mail address within so many hours after an account had another one is still about
    /// that account: what tells it of its loss does.
    package static let formerContactHours: Int64 = 24
    /// A message's row is there this long after its identifier was made, or never.
    package static let messageSettledSeconds: Int64 = 60
    /// Erased accounts of which it is remembered how far the forgetting of their answers has come.
    package static let forgettingAccountsMax = 1_024
    /// Rows that an export reads at once.
    package static let exportRowsPerRead = 200
    /// Providers of one channel.
    package static let providersMax = 4
}
