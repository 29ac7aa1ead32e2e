internal import MeshKernel
package import MeshRPC

extension EvidenceError {
    /// The status that a caller gets, with the reason and, where one is at fault, the field.
    package var status: RPCError {
        switch self {
        case .invalidTitle(let fault):
            Self.invalid(.invalidTitle, "title", Self.words(fault))
        case .invalidName(let fault):
            Self.invalid(.invalidName, "header.name", Self.words(fault))
        case .invalidMediaType:
            Self.invalid(.invalidMediaType, "header.media_type", "the media type is not of the form type/subtype")
        case .invalidProjectID:
            Self.invalid(.invalidProject, "project", "the project's identifier is not one")
        case .invalidAccountID:
            Self.invalid(.invalidAccount, "account", "the account's identifier is not one")
        case .invalidEvidenceReference(let field):
            Self.invalid(.invalidEvidence, field, "the evidence's \(field) is not one")
        case .missingEvidenceReference:
            Self.invalid(.invalidEvidence, "which", "an identifier or a number is needed")
        case .invalidWait:
            Self.invalid(.invalidWait, "wait", "there is nothing of this number to wait for")
        case .invalidRenewal:
            Self.invalid(.invalidRenewal, "size", "the log has no such tree, or the tree has no such entry")
        case .otherLog(let growing):
            RPCError.failedPrecondition(
                "only bundles of the log \(growing) are carried forward here; one of another log, or of a log that was "
                    + "closed, keeps the times that it has"
            ).withReason(.otherLog)
        case .invalidPageSize(let maximum):
            Self.invalid(.invalidPageSize, "page_size", "a page has at most \(maximum) rows")
        case .invalidPageToken:
            Self.invalid(.invalidPageToken, "page_token", "the page token does not belong to this list")

        case .invalidStage(let field):
            Self.invalid(.invalidStage, field, "there is no such stage")
        case .invalidTimeRange(let field):
            Self.invalid(.invalidTimeRange, field, "'from' comes before 'to', and both in the years 1 to 9999")
        case .invalidCopyright(let faults):
            Self.invalid(.invalidCopyright, faults, "the copyright settings have \(faults.count) faults")
        case .invalidFilingID:
            Self.invalid(.invalidFiling, "filing", "the filing's identifier is not one")
        case .invalidFilingState:
            Self.invalid(.invalidFilingState, "state", "filings have no such state")
        case .invalidFiling(let faults):
            Self.invalid(.invalidFiling, faults, "the application has \(faults.count) faults")

        case .invalidFilingMatter:
            Self.invalid(.invalidFilingState, "matter", "filings have no such matter")
        case .invalidFilingFilter(let field):
            Self.invalid(.invalidFilingState, field, "there is no such \(field)")
        case .unknownSupplier:
            Self.invalid(
                .invalidSupplier, "supplier", "nobody of this name supplies packs; ListSuppliers says who does")
        case .invalidOrderID:
            Self.invalid(.invalidOrder, "order", "the order's identifier is not one")
        case .invalidOrderState:
            Self.invalid(.invalidOrder, "state", "orders have no such state")
        case .invalidOrder(let faults):
            Self.invalid(.invalidOrder, faults, "the order has \(faults.count) faults")
        case .invalidClientStatement(let field):
            Self.invalid(
                .invalidClientStatement, field,
                "a time of the years 1970 to 9999, and words of at most \(ClientStatement.Limits.wordBytesMax) bytes "
                    + "without control characters")

        case .invalidPairID:
            Self.invalid(.invalidPair, "pair", "the pair's identifier is not one")
        case .invalidVerdict:
            Self.invalid(.invalidVerdict, "verdict", "there is no such verdict")

        case .missingHeader:
            Self.invalid(.streamOrder, "header", "the stream does not begin with a header")
        case .unexpectedPart:
            Self.invalid(.streamOrder, "part", "the stream has a part that may not come there")
        case .emptyPart:
            Self.invalid(.streamOrder, "part", "a message of the stream has no part")
        case .emptyFile:
            Self.invalid(.emptyFile, "header.size", "an empty file cannot be sealed")
        case .fileTooLarge(let maximum):
            Self.invalid(.fileTooLarge, "header.size", "a file has at most \(maximum) bytes")
        case .emptyChunk:
            Self.invalid(.invalidChunk, "chunk", "a chunk has at least one byte")
        case .chunkTooLarge(let maximum):
            Self.invalid(.invalidChunk, "chunk", "a chunk has at most \(maximum) bytes")
        case .wrongSize(let declared, let received):
            Self.invalid(.sizeMismatch, "header.size", "the header declares \(declared) bytes, \(received) came")
        case .missingDigest:
            Self.invalid(.streamOrder, "digest", "the stream ended without the file's digest")
        case .malformedDigest:
            Self.invalid(.invalidDigest, "digest.sha256", "a SHA-256 has 32 bytes")
        case .wrongDigest:
            Self.invalid(.digestMismatch, "digest.sha256", "the digest is not the one of the bytes that came")

        case .invalidDeclaredDigest(let field):
            Self.invalid(
                .invalidDigest, field, "with hash_only a header has both digests, of 32 bytes each; without, none")
        case .tooManyFiles(let maximum):
            Self.invalid(.tooManyFiles, "header", "one stream has at most \(maximum) files")

        case .projectNotFound:
            RPCError.notFound("there is no such project").withReason(.projectNotFound)
        case .evidenceNotFound:
            RPCError.notFound("there is no such evidence").withReason(.evidenceNotFound)
        case .filingNotFound:
            RPCError.notFound("there is no such filing").withReason(.filingNotFound)
        case .orderNotFound:
            RPCError.notFound("there is no such order").withReason(.orderNotFound)
        case .pairNotFound:
            RPCError.notFound("there is no such pair of works").withReason(.pairNotFound)
        case .copyrightNotFound:
            RPCError.notFound("the project has no such version of its copyright settings")
                .withReason(.copyrightNotFound)
        case .copyrightChanged(let current):
            RPCError.aborted("the copyright settings are at version \(current) now").withReason(.copyrightChanged)
        case .tooManyVersions(let maximum):
            RPCError.resourceExhausted("copyright settings can be replaced \(maximum) times")
                .withReason(.tooManyVersions)
        case .noCredit:
            RPCError.resourceExhausted("the account has no credit left").withReason(.noCredit)
        case .creditExpired(let end):
            RPCError.resourceExhausted(
                "the account's credits are void: they were good for a year, until \(Moment.text(end))"
            ).withReason(.creditExpired)
        case .tooManyOrders(let maximum):
            RPCError.resourceExhausted("an account has at most \(maximum) packs that are good and not used up")
                .withReason(.tooManyOrders)
        case .keptBytesFull(let left, let maximum):
            RPCError.resourceExhausted(
                "\(left) bytes are left of the \(maximum) that are kept for the account; hash_only keeps none, and "
                    + "erasure frees what an item holds"
            ).withReason(.keptBytesFull)
        case .renewalTooEarly(let years):
            RPCError.failedPrecondition("a filing's end can be at most \(years) years ahead")
                .withReason(.renewalTooEarly)
        case .chainEmpty:
            RPCError.failedPrecondition("nothing was sealed in this project yet").withReason(.chainEmpty)
        case .chainTooLong(let maximum):
            RPCError.resourceExhausted("a chain of more than \(maximum) entries is not given as one bundle")
                .withReason(.chainTooLong)
        case .timeNotAvailable:
            RPCError.unavailable("the clock cannot be vouched for now, so nothing is sealed")
                .withReason(.timeNotAvailable).retryAfter(.seconds(5))
        case .timestampFailed:
            RPCError.unavailable("the timestamp authority failed").withReason(.timestampFailed)
                .retryAfter(.seconds(1))
        case .tooBusy(let delay):
            RPCError.resourceExhausted("too many works wait to be sealed").withReason(.tooBusy).retryAfter(delay)
        case .storageFull:
            RPCError.resourceExhausted("the storage is full").withReason(.storageFull)
        case .storageFailed:
            RPCError.unavailable("the storage failed; the same call under the same key tells what became of it")
                .withReason(.storageFailed).retryAfter(.seconds(1))
        case .tooManyUploads:
            RPCError.resourceExhausted("too many files are on their way in").withReason(.tooManyUploads)
                .retryAfter(.seconds(1))
        case .uploadSilent(let seconds):
            RPCError.deadlineExceeded("nothing of the file came for \(seconds) seconds").withReason(.uploadSilent)
        case .bundleTooLarge:
            RPCError.resourceExhausted("the bundle would be too large").withReason(.bundleTooLarge)
        case .noWitnesses:
            RPCError.failedPrecondition("no quorum of witnesses is configured").withReason(.noWitnesses)
        case .notWitnessed:
            RPCError.unavailable("the witnesses have not cosigned a checkpoint with the item yet")
                .withReason(.notWitnessed).retryAfter(.seconds(1))
        case .erased:
            RPCError.notFound("the evidence was erased").withReason(.erased)
        case .digestNotFound:
            RPCError.notFound("nothing with this digest was sealed here").withReason(.digestNotFound)
        case .invalidDigestQuestion(let field):
            Self.invalid(.invalidDigest, field, "a digest has 32 bytes: 64 hexadecimal digits")
        case .missingQuestion:
            Self.invalid(.invalidQuestion, "digest", "a number, or exactly one of sha256 and sm3, is needed")
        case .emptyQuestion:
            Self.invalid(.emptyFile, "chunk", "no bytes came; an empty file is never sealed")
        case .questionTooLarge(let maximum):
            Self.invalid(
                .fileTooLarge, "chunk", "at most \(maximum) bytes are digested here; ask by the digest of a larger file"
            )
        case .tooManyQuestions(let delay):
            RPCError.resourceExhausted("too much was asked; come again later").withReason(.tooManyQuestions)
                .retryAfter(delay)
        case .custodyBroken:
            RPCError.internal("the item's custody log is not what was written; nothing was added to it")
                .withReason(.custodyBroken)
        case .idempotencyKeyMissing:
            Self.invalid(.idempotencyKeyMissing, "idempotency-key", "this method needs the metadata idempotency-key")
        case .idempotencyKeyInvalid:
            Self.invalid(.idempotencyKeyInvalid, "idempotency-key", "an idempotency key has 1 to 255 characters")
        case .idempotencyKeyReused:
            RPCError.alreadyExists("the idempotency key was used for another request").withReason(.idempotencyKeyReused)
        case .logNotFound:
            RPCError.notFound("there is no log of this name").withReason(.logNotFound)
        case .missingLogEntry:
            Self.invalid(.invalidLogEntry, "which", "an index or a leaf is needed")
        case .invalidLeaf:
            Self.invalid(.invalidLogEntry, "leaf", "these bytes are no leaf")
        case .leafNotFound:
            RPCError.notFound("the log has no such leaf").withReason(.leafNotFound)
        case .sizeBeyondLog(let size):
            Self.invalid(.invalidLogSize, "size", "the log has \(size) entries")
        case .indexBeyondSize(let size):
            Self.invalid(.invalidLogEntry, "index", "a tree of \(size) entries has none at this index")
        case .oldSizeBeyondSize(let size):
            Self.invalid(.invalidLogSize, "old_size", "the older tree cannot have more than \(size) entries")
        case .logFrozen:
            RPCError.failedPrecondition("the log was closed for good and takes no more entries").withReason(.logFrozen)
        case .formerUnreachable:
            RPCError.unavailable("whoever keeps the log before this one cannot be asked now")
                .withReason(.formerUnreachable).retryAfter(.seconds(1))
        case .logDisputed:
            RPCError.failedPrecondition(
                "a witness has seen another log, or more of this one; nothing is sealed until an operator has mended it"
            ).withReason(.logDisputed)
        case .holderNotVerified:
            RPCError.permissionDenied("您还未实名认证: nobody has verified who is behind this account")
                .withReason(.notVerified)
        case .holderUnknown:
            RPCError.unavailable("identity cannot be asked now who is behind this account")
                .withReason(.holderUnknown).retryAfter(.seconds(1))
        case .logBroken:
            RPCError.internal("the log does not add up; nothing is sealed until it was looked at")
                .withReason(.logBroken)
        }
    }

    private static func invalid(_ reason: RefusalReason, _ field: String, _ message: String) -> RPCError {
        RPCError.invalidArgument(message, field: field).withReason(reason)
    }

    private static func invalid(_ reason: RefusalReason, _ faults: [FieldFault], _ message: String) -> RPCError {
        faults.reduce(RPCError.invalidArgument(message)) { $0.violating(field: $1.field, words($1.reason)) }
            .withReason(reason)
    }

    private static func words(_ reason: FieldFault.Reason) -> String {
        switch reason {
        case .empty: "is needed"
        case .tooLong(let maximum): "has at most \(maximum) characters"
        case .tooMany(let maximum): "holds at most \(maximum)"
        case .controlCharacter: "cannot hold control characters"
        case .unknownWord: "is not in the list"
        case .repeated: "stands there twice"
        case .malformedDate: "is not a day of the form YYYY-MM-DD"
        case .futureDate: "has not come yet"
        case .beforeCompletion: "is before the day of completion"
        case .malformedCountry: "is not a country's two capital letters (ISO 3166-1)"
        case .provinceNeeded: "is needed in China"
        case .documentOfOthers: "persons and institutions have documents of their own"
        case .kindlessNumber: "is a number without its document's kind"
        case .malformedIdentifier: "is not an identifier"
        case .malformedDocumentNumber: "does not check; look for a wrong digit"
        case .outOfRange(let range): "is from \(range.lowerBound) to \(range.upperBound)"
        case .tooLongAgo: "is so long ago that all of it would be void"
        case .contradicts(let field): "contradicts \(field)"
        case .neededBy(let field): "is needed beside \(field)"
        }
    }

    private static func words(_ fault: ProjectTitle.Fault) -> String {
        switch fault {
        case .empty: "a title cannot be empty"
        case .tooLong: "a title has at most \(ProjectTitle.Limits.titleCharactersMax) characters"
        case .controlCharacter: "a title cannot hold control characters"
        }
    }

    private static func words(_ fault: FileName.Fault) -> String {
        switch fault {
        case .empty: "a file needs a name"
        case .tooLong: "a file's name has at most \(FileName.Limits.nameBytesMax) bytes"
        case .reserved: "'.' and '..' are no names of files"
        case .folder: "a file's name is given without folders"
        case .controlCharacter: "a file's name cannot hold control characters"
        }
    }
}

extension EvidenceError {
    /// What a sender is told who began a file and sent nothing more of it.
    static var senderSilent: RPCError { uploadSilent(seconds: Limits.uploadSilenceSeconds).status }
}

extension RPCError {
    fileprivate func withReason(_ reason: RefusalReason) -> RPCError {
        withReason(reason.rawValue, domain: RefusalReason.domain)
    }
}
