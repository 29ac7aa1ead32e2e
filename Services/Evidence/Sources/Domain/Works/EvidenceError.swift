package import MeshKernel

/// Everything the service refuses, and why. Each becomes a status in one place, `Wire`.
package enum EvidenceError: Error, Sendable, Equatable {
    // What was said
    case invalidTitle(ProjectTitle.Fault)
    case invalidName(FileName.Fault)
    case invalidMediaType
    /// A project identifier that is none.
    case invalidProjectID
    /// An account's identifier that is none.
    case invalidAccountID
    /// An evidence identifier or number that is none; names the field.
    case invalidEvidenceReference(field: String)
    /// Neither an identifier nor a number was given.
    case missingEvidenceReference
    /// Something else to wait for than there is.
    case invalidWait
    /// A size that the log has not reached, or an entry that is not in a tree of that size.
    case invalidRenewal
    /// A bundle of another log than the one that grows, which `growing` names.
    case otherLog(growing: String)
    /// A page size above the bound.
    case invalidPageSize(maximum: Int)
    /// A page token that this service did not make for this filter.
    case invalidPageToken
    /// A stage that the list does not have; names the field.
    case invalidStage(field: String)
    /// A filter whose times are the wrong way round, or out of any calendar; names the field.
    case invalidTimeRange(field: String)
    /// Every fault of copyright settings.
    case invalidCopyright([FieldFault])
    /// A filing identifier that is none.
    case invalidFilingID
    /// A state that filings do not have.
    case invalidFilingState
    /// Every fault of an application for a filing.
    case invalidFiling([FieldFault])
    /// A matter of filings that there is not.
    case invalidFilingMatter
    /// A filter of filings that names no kind or timing that there is; names the field.
    case invalidFilingFilter(field: String)
    /// Nobody of this name supplies packs.
    case unknownSupplier
    /// An order's identifier that is none.
    case invalidOrderID
    /// A state that orders do not have.
    case invalidOrderState
    /// Every fault of an order.
    case invalidOrder([FieldFault])
    /// What a sender says of itself is too long, or no words or time at all; names the field.
    case invalidClientStatement(field: String)
    /// An identifier of a pair of like works that is none.
    case invalidPairID
    /// A verdict that there is not, or none where one is needed.
    case invalidVerdict

    // Who has it sealed
    /// Nobody has verified who is behind the account.
    case holderNotVerified
    /// Identity cannot be asked now who is behind the account.
    case holderUnknown

    // How a file came
    /// The stream ended, or sent something else, before its header.
    case missingHeader
    /// A second header, or anything after the digest.
    case unexpectedPart
    /// A message without any part.
    case emptyPart
    /// The header declares no bytes.
    case emptyFile
    case fileTooLarge(maximumBytes: UInt64)
    case emptyChunk
    case chunkTooLarge(maximumBytes: Int)
    /// More or fewer bytes came than the header declared.
    case wrongSize(declared: UInt64, received: UInt64)
    /// The stream ended without a digest.
    case missingDigest
    case malformedDigest
    /// The digest sent is not the digest of what was received.
    case wrongDigest
    /// A digest in a header that is not one, or that comes without hash_only; names the field.
    case invalidDeclaredDigest(field: String)
    /// More files than one stream may hold.
    case tooManyFiles(maximum: Int)

    // What stands in the way
    /// Not there, or another account's, which is the same to the caller.
    case projectNotFound
    case evidenceNotFound
    case filingNotFound
    case orderNotFound
    case pairNotFound
    /// The project has no such version of its copyright settings.
    case copyrightNotFound
    /// The current version is not the one that the caller expects.
    case copyrightChanged(current: UInt32)
    /// The project's settings were replaced too often.
    case tooManyVersions(maximum: Int64)
    /// No credit of the account is free in the packs that are good.
    case noCredit
    /// Credits are left, but their packs' time is over: the latest of them ended then.
    case creditExpired(at: WallTime)
    /// The account has as many packs that are good as it may.
    case tooManyOrders(maximum: Int)
    /// The account keeps so many bytes that these would be too many; so many are left.
    case keptBytesFull(leftBytes: UInt64, maximumBytes: UInt64)
    /// The filing's end is so far away that it cannot be moved further.
    case renewalTooEarly(yearsMax: Int64)
    /// A chain without any item.
    case chainEmpty
    /// More entries than one archive of a chain holds.
    case chainTooLong(maximumEntries: UInt64)
    /// The clock cannot be vouched for now, so nothing is sealed.
    case timeNotAvailable
    /// The timestamp authority failed or answered something unfit.
    case timestampFailed
    /// More submissions wait for the log than its queue takes.
    case tooBusy(retryAfter: Duration)
    /// The disk or the quota is full.
    case storageFull
    /// The disk failed; what it holds of the call is known to the next process, not to this one.
    case storageFailed
    /// More files are on their way in than may be, of this account or of all.
    case tooManyUploads
    /// Nothing of a file came for this long.
    case uploadSilent(seconds: Int64)
    /// The bundle would be larger than an archive may be.
    case bundleTooLarge
    /// A witnessed bundle was asked for and no quorum of witnesses is configured.
    case noWitnesses
    /// The witnesses have not cosigned the item's checkpoint in the time that the call had.
    case notWitnessed
    /// What opened the item was destroyed at its holder's wish; the log still stands.
    case erased

    // What strangers ask
    /// Nothing with this digest was sealed.
    case digestNotFound
    /// A digest to look for that is none; names the field.
    case invalidDigestQuestion(field: String)
    /// Neither a number nor exactly one digest to look for.
    case missingQuestion
    /// A file to look for without any byte.
    case emptyQuestion
    /// A file to look for that is larger than is taken.
    case questionTooLarge(maximumBytes: Int)
    /// This source, or all together, have asked too much.
    case tooManyQuestions(retryAfter: Duration)

    // What is known of an item's hands
    /// The item's custody log is not what was written.
    case custodyBroken

    // How a call was repeated
    case idempotencyKeyMissing
    case idempotencyKeyInvalid
    /// The key was used before for another request.
    case idempotencyKeyReused

    // What is asked of the log
    /// There is no log of this name.
    case logNotFound
    /// Neither an index nor a leaf was given.
    case missingLogEntry
    /// The bytes are no leaf.
    case invalidLeaf
    /// The leaf is not in the log.
    case leafNotFound
    /// The log has only `size` entries.
    case sizeBeyondLog(size: UInt64)
    /// The tree has only `size` entries, and none at this index.
    case indexBeyondSize(size: UInt64)
    /// The older tree would be larger than the newer one, of `size` entries.
    case oldSizeBeyondSize(size: UInt64)

    /// The log was closed for good and takes no more entries.
    case logFrozen
    /// What was asked about may be in the log before this one, and whoever keeps that cannot be asked now.
    case formerUnreachable
    /// A witness has seen more of the log, or another one; nothing more is sealed by this process.
    case logDisputed(WitnessFault)
    /// The log or what belongs to it does not add up; nothing more is sealed.
    case logBroken(LogFault)
}

/// How a log can fail to add up.
package enum LogFault: Error, Sendable, Equatable {
    /// Two derivations of a root disagree.
    case rootMismatch(size: UInt64)
    /// The stored head is not the one that this process wrote last.
    case headMoved(expectedSize: UInt64)
    /// A tile that the head's size needs is missing or short.
    case missingTile(level: Int, index: UInt64)
    /// The stored checkpoint is unreadable, is signed by another key, or says something else than the head.
    case checkpointMismatch(String)
    /// The log's own entry at this index names another key than the one it is opened with.
    case keyRetired(index: UInt64)
    /// A chain's head moved under the one writer.
    case chainMoved(project: String)
    /// An entry is missing, unreadable, or not the one its tile has the hash of.
    case wrongEntry(index: UInt64)
    /// A tile that should not exist, or holds other hashes than the entries give.
    case wrongTile(level: Int, index: UInt64)
    /// An evidence row names a place in the log at which its leaf does not stand.
    case wrongEvidence(id: String)
    /// What opens an item is missing, and no entry says that it was erased.
    case unopened(id: String)
    /// An entry says that an item was erased, and something of it is still there.
    case notErased(id: String)
    /// A chain in the log has a gap, a fork or a wrong link.
    case wrongChain(project: String)
}
