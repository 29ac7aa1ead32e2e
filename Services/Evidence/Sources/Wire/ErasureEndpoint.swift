package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.evidence.v1.Erasure` as callers see it. What an rpc does stands in `Service`.
package struct ErasureEndpoint: EvidenceV1.ErasureService {
    private let server: EvidenceServer
    private let former: FormerLog?

    /// Offers what `server` does; items that it does not have are looked for at `former`.
    package init(_ server: EvidenceServer, former: FormerLog? = nil) {
        self.server = server
        self.former = former
    }

    /// The payload of `evidence.item.erased`.
    package static let event: @Sendable (ItemErasure) -> [UInt8] = { EvidenceV1.ItemErased($0).serialized() }

    /// Erases an item of the account; another account's is not there.
    package func eraseItem(
        _ request: EvidenceV1.EraseItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemErasure {
        try await server.answering(context) {
            try await former.orElse {
                let erasure = try await server.eraseItem(
                    EvidenceReference(request), of: try context.requireAccount(), person: context.caller?.actor,
                    trace: context.trace.traceparent, event: Self.event)
                return EvidenceV1.ItemErasure(erasure)
            } there: { former in
                try await former.erase(request, byStaff: false, context)
            }
        }
    }

    /// Erases anybody's item; the staff's account is kept with it.
    package func eraseItemOnRequest(
        _ request: EvidenceV1.EraseItemRequest, context: ServerContext
    ) async throws -> EvidenceV1.ItemErasure {
        try await server.answering(context) {
            try await former.orElse {
                let erasure = try await server.eraseItem(
                    EvidenceReference(request), of: nil, staff: try context.requireAccount(),
                    trace: context.trace.traceparent, event: Self.event)
                return EvidenceV1.ItemErasure(erasure)
            } there: { former in
                try await former.erase(request, byStaff: true, context)
            }
        }
    }

    /// Erases everything of an account, and tells how far that has come.
    package func eraseSubject(
        _ request: EvidenceV1.EraseSubjectRequest, context: ServerContext
    ) async throws -> EvidenceV1.SubjectErasure {
        try await server.answering(context) {
            var erasure: EvidenceV1.SubjectErasure
            do {
                erasure = .init(try await server.eraseSubject(request.account, event: Self.event))
            } catch EvidenceError.logDisputed(let fault) {
                // What the log before this one can do it need not wait for.
                _ = try await former?.eraseSubject(request, context)
                throw EvidenceError.logDisputed(fault)
            }
            // Gone is what is gone from both.
            if let theirs = try await former?.eraseSubject(request, context) {
                if theirs.state != .erased { erasure.state = theirs.state }
                erasure.entriesLeft += theirs.entriesLeft
            }
            return erasure
        }
    }
}

extension EvidenceReference {
    init(_ request: EvidenceV1.EraseItemRequest) throws(EvidenceError) {
        switch request.which {
        case nil: throw .missingEvidenceReference
        case .id(let text)?: self = try Self.parse(id: text)
        case .number(let text)?: self = try Self.parse(number: text)
        }
    }
}

extension EvidenceV1.ItemErasure {
    init(_ erasure: ItemErasure) {
        self.init(
            evidence: erasure.id.text, number: erasure.number.description, project: erasure.project.text,
            erasedAt: GoogleProtobuf.Timestamp(erasure.erasedAt), logIndex: erasure.logIndex,
            tombstoneIndex: erasure.tombstoneIndex)
    }
}

extension EvidenceV1.ItemErased {
    init(_ erasure: ItemErasure) {
        self.init(
            evidence: erasure.id.text, number: erasure.number.description, project: erasure.project.text,
            account: erasure.account, logIndex: erasure.logIndex, tombstoneIndex: erasure.tombstoneIndex,
            erasedAt: GoogleProtobuf.Timestamp(erasure.erasedAt))
    }
}

extension EvidenceV1.SubjectErasure {
    init(_ erasure: SubjectErasure) {
        let state: State =
            switch erasure.state {
            case .erasing: .erasing
            case .settling, .erased: .erased
            }
        self.init(
            state: state, requestedAt: GoogleProtobuf.Timestamp(erasure.requestedAt),
            entriesLeft: erasure.entriesLeft)
    }
}

extension EvidenceV1.EvidenceItem {
    init(_ listed: ListedEvidence, origin: String) {
        switch listed {
        case .item(let item): self.init(item, origin: origin)
        case .erased(let item):
            self.init(
                id: item.id.text, number: item.number.description, project: item.project.text,
                acceptedAt: GoogleProtobuf.Timestamp(item.acceptedAt), sequence: item.sequence,
                logIndex: item.logIndex, logOrigin: origin, leafHash: item.leafHash.bytes,
                erasedAt: GoogleProtobuf.Timestamp(item.erasedAt))
        }
    }
}
