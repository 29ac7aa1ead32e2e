package import Logging
internal import MeshCrypto
internal import MeshDocument
package import MeshKernel
package import MeshRuntime
package import MeshStore
internal import Synchronization

/// Takes the fingerprints of what was sealed, after it was sealed and never in its way: it follows the log from where it
/// was, one work at a time, and slows down while works come in. A work of which none can be taken is passed over.
package final class Fingerprints: Sendable {
    private let store: Store
    private let blobs: Blobs
    private let latest: LatestHead
    private let pool: OffloadPool
    private let time: any TimeSource
    private let identifiers: IdentifierSource
    private let event: @Sendable (FoundPair) -> [UInt8]
    private let logger: Logger
    /// Works that may be like one and are compared with it at most.
    private let rowsMax: Int
    /// What the operator was told of missing libraries, so that it is told once.
    private let told = Mutex<Set<String>>([])

    /// `latest` tells whether works come in; `event` makes the payload of `evidence.similar`.
    package init(
        store: Store, blobs: Blobs, latest: LatestHead, pool: OffloadPool, time: any TimeSource,
        random: any RandomSource, event: @escaping @Sendable (FoundPair) -> [UInt8],
        rowsMax: Int = Limits.likeRowsReadMax, logger: Logger
    ) {
        self.store = store
        self.blobs = blobs
        self.latest = latest
        self.pool = pool
        self.time = time
        identifiers = IdentifierSource(time: time, random: random)
        self.event = event
        self.rowsMax = rowsMax
        self.logger = logger
    }

    /// Works until the task is cancelled.
    package func run() async throws {
        while true {
            var goesOn = false
            do {
                let size = latest.head?.size
                goesOn = try await work() > 0 && latest.head?.size == size
            } catch let error as StoreError {
                if error == .closed { throw error }
                logger.warning("no fingerprint can be taken now", metadata: ["error": "\(error)"])
            } catch let error as BlobError {
                if error == .closed { throw error }
                logger.warning("no fingerprint can be taken now", metadata: ["error": "\(error)"])
            }
            // While works come in they have the processor: the rest waits for a quiet moment.
            if !goesOn { try await Task.sleep(for: .milliseconds(Limits.fingerprintPauseMilliseconds)) }
            try Task.checkCancellation()
        }
    }

    /// Looks at the next works, a bounded number; returns how many, 0 when there is nothing left. Throws what may pass:
    /// the same works are looked at again.
    package func work() async throws -> Int {
        let (cursor, works) = try await store.read { snapshot in
            let cursor = try snapshot.fingerprintCursor()
            return (cursor, try snapshot.unreadWorks(from: cursor, count: Limits.fingerprintWorksPerStep))
        }
        for work in works {
            if let fingerprint = try await fingerprint(of: work) {
                try await keep(fingerprint, of: work)
            } else {
                try await store.write { try $0.moveFingerprintCursor(to: work.logIndex + 1) }
            }
        }
        assert(works.allSatisfy { $0.logIndex >= cursor }, "nothing is looked at twice")
        return works.count
    }

    private func keep(_ fingerprint: Fingerprint, of work: UnreadWork) async throws {
        let likes = try await store.read { [rowsMax] snapshot in
            try snapshot.likes(
                fingerprint, besides: work.account, count: Limits.similarPairsMax, rowsMax: rowsMax)
        }
        if !likes.isComplete {
            logger.warning(
                "too many works may be like one: the nearest of a part of them are reported",
                metadata: ["evidence": "\(work.id)", "read": "\(rowsMax)"])
        }
        let pairs = likes.kept.map { like in
            let isLater = like.logIndex < work.logIndex
            return FoundPair(
                id: identifiers.next(.similarity), later: isLater ? work.id : like.id,
                earlier: isLater ? like.id : work.id, distance: fingerprint.distance(to: like.fingerprint),
                isComplete: likes.isComplete)
        }
        let now = time.wall()
        let event = event
        try await store.write { transaction in
            try transaction.moveFingerprintCursor(to: work.logIndex + 1)
            guard try transaction.keep(fingerprint, of: work) else { return }
            for pair in pairs where try transaction.keep(pair, kind: fingerprint.kind, at: now) {
                try transaction.append(
                    Event(type: EvidenceEvents.similar, aggregate: pair.later.text, payload: event(pair)))
            }
        }
    }

    /// Nil for a work that has none: neither picture nor text, too large, damaged, or erased meanwhile.
    private func fingerprint(of work: UnreadWork) async throws -> Fingerprint? {
        do {
            guard let (key, type) = try await self.key(of: work) else { return nil }
            let blob = try await blobs.open(work.blob, in: store, key: key.key)
            let first = try await blob.chunk(0)
            let isPicture = ImageHeader.format(of: first) != nil
            let bound = isPicture ? ImageHeader.Limits.fileBytesMax : TextHash.Limits.textBytesMax
            // Most files are neither; a zero in the first bytes says so without reading them all.
            guard isPicture || !first.prefix(Limits.sniffedBytes).contains(0),
                let content = try await blob.contents(bound: bound)
            else { return nil }
            return try await pool.run { () throws(ImageError) in
                try Self.fingerprint(of: content, isPicture: isPicture, type: type)
            }
        } catch let error as OffloadError<ImageError> {
            switch error {
            case .work(let reason): report(reason, work)
            case .full, .cancelled, .closed: throw CancellationError()
            }
        } catch let error as BlobError {
            switch error {
            case .missing, .tampered, .identifierInvalid, .ended:
                logger.error(
                    "the bytes of an item cannot be read", metadata: ["evidence": "\(work.id)", "error": "\(error)"])
            case .full, .files, .busy, .closed: throw error
            }
        }
        return nil
    }

    /// The key of the work's bytes and the media type that its sender stated; nil when either is gone.
    private func key(of work: UnreadWork) async throws -> (SubjectKey, MediaType)? {
        do {
            return try await store.read { snapshot in
                guard let key = try snapshot.subjectKey(work.account),
                    let opened = try snapshot.evidence(.id(work.id), account: work.account)
                else { return nil }
                return (key, opened.metadata.mediaType)
            }
        } catch EvidenceError.erased {
            return nil
        } catch StoreError.subjectErased {
            return nil
        } catch let fault as LogFault {
            // The audit names it; a fingerprint is no reason to stop.
            logger.error("an item cannot be opened", metadata: ["evidence": "\(work.id)", "error": "\(fault)"])
            return nil
        } catch StoreError.sealBroken {
            logger.error("an item cannot be opened", metadata: ["evidence": "\(work.id)"])
            return nil
        }
    }

    private static func fingerprint(
        of content: [UInt8], isPicture: Bool, type: MediaType
    ) throws(ImageError) -> Fingerprint? {
        if isPicture { return Fingerprint(of: try GreyImage(reading: content)) }
        let mayBeGB18030 = type.description.hasPrefix("text/")
        return PlainText.decode(content, mayBeGB18030: mayBeGB18030).flatMap { Fingerprint(of: $0) }
    }

    private func report(_ reason: ImageError, _ work: UnreadWork) {
        switch reason {
        case .missingLibrary:
            guard told.withLock({ $0.insert("\(reason)").inserted }) else { return }
            logger.warning("pictures are not compared: \(reason)")
        case .tooLarge, .malformed:
            logger.debug("no fingerprint: \(reason)", metadata: ["evidence": "\(work.id)"])
        }
    }
}
