internal import Logging
internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime
internal import MeshStore

/// What was read of a stored file.
private struct StoredBytes {
    let digests: FileDigests?
    let bytes: UInt64
}

/// What a check is told as, in bytes; Wire makes them.
struct CheckBytes: Sendable {
    /// The answer of the call.
    let answer: @Sendable (ItemCheck) -> [UInt8]
    /// The payload of `evidence.damaged`.
    let event: @Sendable (ItemCheck, EvidenceNumber?, Identifier?, String) -> [UInt8]
}

extension EvidenceServer {
    /// Holds an item against its seal: the stored bytes are read and digested, the proof is derived from the store and
    /// verified like a stranger's bundle, the custody log is followed. What was found is written down; what did not hold
    /// is also told as an event. Returns the answer's bytes: the first call's when this one repeats it.
    func check(
        _ reference: EvidenceReference, of account: String?, by actor: CustodyActor, call: IdempotentRequest,
        trace: String, told: CheckBytes
    ) async throws -> [UInt8] {
        try await turns.take(IdempotentTurn(call)) {
            if let saved = try await store.read({ try $0.recall(call) }) { return saved.body }
            let holder = try await holder(of: reference, account: account)
            guard
                let check = try await checking.hold({
                    try await check(holder.item, of: holder.account, by: actor, call: call, trace: trace, told: told)
                })
            else { throw EvidenceError.erased }
            return told.answer(check)
        }
    }

    /// Checks items whose last check, or seal, is `period` ago, the longest ago first: at most `items` of them, and none
    /// more once 1 GiB of stored bytes were read. Returns how many were checked and how many of them did not hold.
    package func checkDue(
        period: Duration, items: Int, telling event: CheckTelling
    ) async throws -> (checked: Int, failed: Int) {
        let due = try await store.read { [time] in
            try $0.dueChecks(before: time.wall().advanced(by: .zero - period), count: items)
        }
        var (checked, failed) = (0, 0)
        var bytes: UInt64 = 0
        for one in due where bytes < Limits.checkRunBytesMax {
            try Task.checkCancellation()
            let found = try await checking.hold {
                try await check(
                    one.item, of: one.account, by: .ourselves, call: nil, trace: "", told: event.bytes)
            }
            guard let check = found else { continue }
            checked += 1
            if !check.hasPassed { failed += 1 }
            bytes += check.bytes
        }
        return (checked, failed)
    }

    /// Nil when the item was erased.
    private func check(
        _ item: Identifier, of account: String, by actor: CustodyActor, call: IdempotentRequest?, trace: String,
        told: CheckBytes
    ) async throws -> ItemCheck? {
        let key = try await serviceKeys.key()
        let logKey = identity.signer.publicKey
        var faults: [ItemCheck.Fault] = []
        var number: EvidenceNumber?
        var project: Identifier?
        var read: UInt64 = 0
        do {
            let found = try await store.read {
                try $0.checkedItem(item, account: account, logKey: logKey, serviceKey: key)
            }
            guard let found else { return try await passOver(item) }
            (number, project) = (found.evidence.item.number, found.evidence.item.project)
            if let blob = found.blob {
                let stored = try await self.read(blob, under: found.key)
                read = stored.bytes
                if stored.digests != found.evidence.item.digests || stored.bytes != found.evidence.item.size {
                    faults.append(.bytes)
                }
            } else if found.evidence.metadata.mode == .bytes {
                faults.append(.bytes)
            }
            if !found.hasCustody { faults.append(.custody) }
            faults += try await failedSteps(of: found)
        } catch StoreError.subjectErased, EvidenceError.erased {
            return try await passOver(item)
        } catch StoreError.sealBroken {
            faults.append(.opening)
        } catch let fault as LogFault {
            logger.error("a check found the log broken", metadata: ["evidence": "\(item.text)", "fault": "\(fault)"])
            faults.append(.opening)
        }
        let check = ItemCheck(
            item: item, at: time.wall(), failed: faults.map(\.word), bytes: read, actor: actor)
        try await keep(check, number: number, project: project, account: account, call: call, trace: trace, told: told)
        return check
    }

    /// There is nothing left to check; it is not looked at again before the others.
    private func passOver(_ item: Identifier) async throws -> ItemCheck? {
        let now = time.wall()
        try await store.write { try $0.setChecked(item, at: now) }
        return nil
    }

    private func keep(
        _ check: ItemCheck, number: EvidenceNumber?, project: Identifier?, account: String, call: IdempotentRequest?,
        trace: String, told: CheckBytes
    ) async throws {
        let key = try await serviceKeys.key()
        var events: [CustodyEvent] = []
        if check.bytes > 0 {
            events.append(
                CustodyEvent(
                    at: check.at, kind: .read, actor: .ourselves, facts: [.init("bytes", String(check.bytes))]))
        }
        let record = CustodyRecord(events + [check.event])
        try await store.write { transaction in
            do {
                try transaction.append(record, to: check.item, key: key)
            } catch EvidenceError.custodyBroken {
                // Told below; a log that is not what was written is not written on.
            }
            try transaction.setChecked(check.item, at: check.at)
            if !check.hasPassed {
                try transaction.append(
                    Event(
                        type: EvidenceEvents.damaged, aggregate: check.item.text,
                        payload: told.event(check, number, project, account), trace: trace))
            }
            if let call { try transaction.remember(call, SavedAnswer(status: 0, body: told.answer(check))) }
        }
        report?.checked(check.hasPassed)
        if !check.hasPassed {
            logger.critical(
                "an item is not what was sealed",
                metadata: ["evidence": "\(check.item.text)", "failed": "\(check.failed.joined(separator: " "))"])
        }
    }

    /// Reads a stored file to its end, never whole in memory. One that is gone or changed has no digests.
    private func read(_ blob: String, under key: SubjectKey) async throws -> StoredBytes {
        var (sha256, sm3) = (StreamingDigest(.sha256), StreamingDigest(.sm3))
        var bytes: UInt64 = 0
        do {
            let reader = try await blobs.open(blob, in: store, key: key.key)
            for number in 0..<reader.chunks {
                let piece = try await reader.chunk(number)
                bytes += UInt64(piece.count)
                let (before256, before3) = (sha256, sm3)
                (sha256, sm3) = try await permits.hold {
                    try await offload.run { () throws(Never) in
                        var (sha256, sm3) = (before256, before3)
                        sha256.update(piece)
                        sm3.update(piece)
                        return (sha256, sm3)
                    }
                }
            }
        } catch let error as BlobError {
            switch error {
            case .missing, .tampered, .identifierInvalid, .files: return StoredBytes(digests: nil, bytes: bytes)
            case .ended, .full, .busy, .closed: throw error
            }
        }
        return StoredBytes(digests: FileDigests(sha256: sha256.finish(), sm3: sm3.finish()), bytes: bytes)
    }

    /// The steps of the verifier that the item's bundle fails now. Believed are this log's key and the certificates that
    /// the item's token came with: they are in the store under the digest that its row names, and the token is bound to
    /// the log by its hash.
    private func failedSteps(of found: CheckedItem) async throws -> [ItemCheck.Fault] {
        let logKey = identity.signer.publicKey
        let digests = found.evidence.item.digests
        let chain = found.evidence.authorityChain
        let bundle = found.bundle
        let retired = retiredLogKeys
        let failed = try await permits.hold {
            try await offload.run { () throws(Never) -> [VerificationReport.StepName]? in
                guard let roots = try? Certificate.list(pem: Array(chain.utf8), path: BundleFile.authorityChain),
                    let root = try? roots.last?.pem(),
                    let trust = try? TimestampTrust(pem: root, path: BundleFile.authorityChain),
                    let report = try? BundleVerifier(
                        trust: TrustAnchors(log: logKey, retiredLogKeys: retired, authorities: trust)
                    )
                    .verify(archive: bundle.archive, file: digests, kind: .work)
                else { return nil }
                return report.steps.filter { $0.outcome == .failed }.map(\.name)
            }
        }
        return failed.map { $0.map { ItemCheck.Fault.step($0) } } ?? [.opening]
    }
}

/// How the others are told about an item that is not what was sealed.
package struct CheckTelling: Sendable {
    let bytes: CheckBytes
}
