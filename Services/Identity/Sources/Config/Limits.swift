/// Every bound of this service that belongs to no single value.
package enum Limits {
    /// Length of an idempotency key, in characters.
    package static let idempotencyKeyCharactersMax = 255
    /// Open sign-ins of one account; one more ends the oldest.
    package static let sessionsPerAccountMax = 50
    /// Devices of an account that are remembered, so that its owner is told of others.
    package static let knownDevicesPerAccountMax = 100
    /// Passwords that may wait for a thread to be hashed on, for each thread.
    package static let hashesWaitingPerThreadMax = 32
    /// When to come again past that.
    package static let hashRetryMilliseconds: Int64 = 500
    /// How long an access token is good, in seconds.
    package static let accessTokenSeconds: Int64 = 300
    /// Codes that one look takes to be sent.
    package static let codesPerLookMax = 32
    /// How long a code is in one worker's hands: longer than any call of notify.
    package static let codeLeaseSeconds: Int64 = 30
    /// How long notify may take to answer a call.
    package static let notifyCallSeconds: Int64 = 5
    /// Errands that one look takes to be run, one after the other.
    package static let errandsPerLookMax = 8
    /// How long an errand is in one worker's hands: longer than two calls for each of them.
    package static let errandLeaseSeconds: Int64 = 120
    /// Erasures that one look has evidence do, one after the other.
    package static let erasuresPerLookMax = 4
    /// How long evidence may take to answer about one.
    package static let erasureCallSeconds: Int64 = 20
    /// How long an erasure is in one worker's hands: longer than a call for each of them.
    package static let erasureLeaseSeconds: Int64 = 120
    /// Audit records that one read follows of their chain.
    package static let auditRowsPerRead = 5_000
    /// Consents that are listed, besides those that stand.
    package static let consentsListedMax = 100
    /// Audit records that one read takes of an account's export.
    package static let exportRowsPerRead = 500
    /// How long it is tried to tell where an account was reached before what happened; then that is forgotten.
    package static let formerContactHours: Int64 = 24
    /// Links to third parties that are as young as this end when a forgotten password is replaced.
    package static let youngLinkDays: Int64 = 30
    /// Third parties that people may sign in through.
    package static let thirdPartiesMax = 16
    /// Longest text of the configuration about one of them.
    package static let thirdPartyTextBytesMax = 1_024
    /// How long a third party may take for one answer; a sign-in takes two of them.
    package static let thirdPartyCallMilliseconds: Int64 = 5_000
    /// Sign-ins for which one third party is asked at the same time.
    package static let thirdPartyThreads = 4
    /// Sign-ins that may wait for that.
    package static let thirdPartyWaitingMax = 32
    /// Time between two looks for codes and errands that are to be tried again.
    package static let codeLookSeconds: Int64 = 1
    /// Codes that the embedded inbox keeps.
    package static let inboxCodesMax = 256
    /// Rows of what was counted or sent long ago that one step removes.
    package static let sweepRows = 256
    /// Such steps at once, as long as there is more.
    package static let sweepStepsMax = 256
    /// Time between two such sweeps.
    package static let sweepSeconds: Int64 = 60
    /// Pictures of one account on their way in.
    package static let uploadsPerAccountMax = 2
    /// Pictures on their way in; each is in memory until it was looked at.
    package static let uploadsMax = 32
    /// When to come again past that.
    package static let uploadRetryMilliseconds: Int64 = 1_000
    /// How long a picture may take to come, from the beginning of its call: its bytes at 44 kB a second.
    package static let uploadSecondsMax: Int64 = 120
    /// How long the writing of a picture may take to be read.
    package static let readingSecondsMax: Int64 = 15
    /// Pictures that may wait to have their writing read; of those that come then it is left to staff.
    package static let readingsWaitingMax = 3
    /// What reading the pictures of one account may take of an hour; of those that come then it is left to staff.
    package static let readingSecondsPerHourMax: Int64 = 60
    /// Accounts whose share of the reading is known; more than can be read for in an hour.
    package static let readingAccountsMax = 16_384
    /// Between two looks whether another picture of the same account has been read.
    package static let readingTurnMilliseconds: Int64 = 50
    /// Pictures' files that one sweep looks at.
    package static let sweepFilesMax = 1_024
    /// Pictures that may wait to be decoded.
    package static let picturesWaitingMax = 64
    /// Bytes of a picture that go to staff in one message.
    package static let documentChunkBytesMax = 65_536
    /// A sealed file that no row names is removed when it is this old: longer than any call may take.
    package static let orphanMinutes: Int64 = 60
    /// How long a provider may take to say whether name, number and mobile number belong together.
    package static let threeFactorMilliseconds: Int64 = 5_000
    /// A provider's larger answer is none.
    package static let threeFactorAnswerBytesMax = 65_536
    /// Dossiers about which one look asks, one after the other.
    package static let threeFactorsPerLookMax = 8
    /// How long such a question is in one worker's hands: longer than an answer for each of them may take.
    package static let threeFactorLeaseSeconds: Int64 = 120
    /// So often a provider is asked about a dossier; then it is left to staff. The last time is about an hour after the
    /// first.
    package static let threeFactorAttemptsMax = 12
    /// Where a provider is.
    package static let threeFactorAddressBytesMax = 1_024
    /// What a provider calls a field of its form, or the key of its customer.
    package static let threeFactorWordBytesMax = 128
    /// Services that access tokens may be made for.
    package static let audienceMax = 16
}
