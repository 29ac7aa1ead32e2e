internal import Logging
internal import MeshStore

extension Witnessing {
    /// What a witness says about a checkpoint in the end.
    package enum Word: Sendable, Equatable {
        /// It has cosigned it.
        case agrees
        /// It has seen more of the log, or another one, and says so twice.
        case disputes(WitnessFault)
        /// It says nothing that counts now, and is asked again.
        case silent
    }

    /// Has `head` cosigned by a witness that is thought to have seen `known` entries, and follows it to what it has
    /// really seen. What speaks against the log is asked a second time: one answer may be an accident.
    package func talk(to peer: WitnessPeer, of head: LogHead, known: inout UInt64) async -> Word {
        let name = peer.key.name
        var suspicion: WitnessFault?
        for _ in 0..<Limits.witnessQuestionsMax {
            let old = min(known, head.size)
            let fault: WitnessFault
            switch await send(head, from: old, to: peer) {
            case .cosigned(let line, let time):
                await keep(line, time, of: peer, head)
                known = head.size
                return .agrees
            case .otherSize(let size) where size > head.size:
                known = size
                // A later checkpoint of ours may have come to it in another way.
                let newest = latest.head?.size ?? head.size
                guard size > newest else { return .silent }
                fault = .ahead(witness: name, theirs: size, ours: newest)
            case .otherSize(let size) where size != old:
                // It has seen less than was thought (its state was lost), or answered what did not arrive here.
                known = size
                suspicion = nil
                continue
            case .otherSize(let size):
                guard size == head.size else { return .silent }
                fault = .forked(witness: name, size: size)
            case .otherHistory:
                // The size was right, or it would have said so; before that says anything, it must not be our own doing.
                guard old > 0, await isGrown(head, from: old) else { return .silent }
                fault = .forked(witness: name, size: old)
            case .failed(let reason):
                logger.warning("a witness did not cosign", metadata: ["witness": "\(name)", "reason": "\(reason)"])
                return .silent
            }
            if suspicion?.isRepeated(by: fault) == true { return .disputes(fault) }
            suspicion = fault
        }
        return .silent
    }

    /// Says that a witness contradicts the log, remembers it, and unless the configuration only warns ends the signing.
    func tell(_ fault: WitnessFault) async {
        announce(fault)
        do {
            try await store.write { try $0.keep(fault) }
        } catch {
            logger.error("a witness's contradiction was not kept", metadata: ["error": "\(error)"])
        }
    }

    /// The same without keeping it, for what is kept already.
    func announce(_ fault: WitnessFault) {
        if refusesAhead {
            stop.raise(fault)
            report.stopped()
        }
        report.disputed(fault.witness, true)
        logger.critical(
            "a witness disagrees\(refusesAhead ? "; nothing is sealed until this is mended and the service started anew" : "")",
            metadata: ["fault": "\(fault)"])
    }

    /// Whether the store's own tiles show that the log of `head` begins with its first `size` entries. Where they do not,
    /// no witness can believe the proof, and the store is what is wrong.
    private func isGrown(_ head: LogHead, from size: UInt64) async -> Bool {
        let isGrown = try? await store.read { snapshot in
            let root = try TreeProofs(size: size) { try snapshot.tile($0) }.root()
            let proof = try TreeProofs(size: head.size) { try snapshot.tile($0) }.consistency(from: size)
            return proof.holds(oldSize: size, oldRoot: root, size: head.size, root: head.root)
        }
        guard isGrown != true else { return true }
        logger.critical(
            "the log's tiles do not lead from one of its sizes to another; see colophon log fsck",
            metadata: ["from": "\(size)", "to": "\(head.size)"])
        return false
    }
}
