package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import MeshRuntime
internal import ProtobufC

/// `colophon.evidence.v1.Orders` as callers see it. What an rpc does stands in `Service`.
package struct OrdersEndpoint: EvidenceV1.OrdersService {
    private let server: EvidenceServer

    /// Offers what `server` does.
    package init(_ server: EvidenceServer) {
        self.server = server
    }

    /// The payload of `credit.expiring`.
    package static let notice: @Sendable (CreditNotice) -> [UInt8] = { EvidenceV1.CreditExpiring($0).serialized() }

    /// Whose packs there are.
    package func listSuppliers(
        _ request: EvidenceV1.ListSuppliersRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListSuppliersResponse {
        try await server.answering(context) {
            _ = try context.requireAccount()
            return EvidenceV1.ListSuppliersResponse(suppliers: server.suppliers.names)
        }
    }

    /// A page of the account's packs, oldest first.
    package func listOrders(
        _ request: EvidenceV1.ListOrdersRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListOrdersResponse {
        try await server.answering(context) {
            let page = try await server.orders(
                of: try context.requireAccount(), filter: try OrderFilter(request), size: request.pageSize,
                token: request.pageToken)
            let now = server.time.wall()
            return EvidenceV1.ListOrdersResponse(
                orders: page.rows.map { EvidenceV1.Order($0, now: now) }, nextPageToken: page.next)
        }
    }

    /// A page of what the account's credits were used for.
    package func listUses(
        _ request: EvidenceV1.ListUsesRequest, context: ServerContext
    ) async throws -> EvidenceV1.ListUsesResponse {
        try await server.answering(context) {
            let page = try await server.creditUses(
                of: try context.requireAccount(), order: request.order, size: request.pageSize,
                token: request.pageToken)
            return EvidenceV1.ListUsesResponse(
                uses: page.rows.map { EvidenceV1.CreditUse($0) }, nextPageToken: page.next)
        }
    }

    /// Gives an account a pack; a repetition answers the same and gives nothing.
    package func grantOrder(
        _ request: EvidenceV1.GrantOrderRequest, context: ServerContext
    ) async throws -> EvidenceV1.Order {
        try await server.answering(context) {
            let staff = try context.requireAccount()
            let time = server.time
            let answer = try await server.grant(
                try CreditOrder(request), by: staff,
                call: try context.idempotentRequest(account: staff, over: request.serialized()),
                told: { EvidenceV1.Order($0, now: time.wall()).serialized() })
            return try EvidenceV1.Order(serialized: answer)
        }
    }
}

extension OrderFilter {
    /// The filter that a message asks for.
    fileprivate init(_ request: EvidenceV1.ListOrdersRequest) throws(EvidenceError) {
        self.init()
        state = CreditPackState(number: request.state.rawValue)
        guard request.state.rawValue == 0 || state != nil else { throw .invalidOrderState }
        supplier = request.supplier.isEmpty ? nil : request.supplier
    }
}

extension CreditOrder {
    fileprivate init(_ request: EvidenceV1.GrantOrderRequest) throws(EvidenceError) {
        var orderedAt: WallTime?
        if let timestamp = request.orderedAt {
            guard let time = WallTime(timestamp) else {
                throw .invalidOrder([FieldFault(field: "ordered_at", reason: .malformedDate)])
            }
            orderedAt = time
        }
        self.init(
            account: request.account, supplier: request.supplier, quantity: request.quantity, orderedAt: orderedAt)
    }
}

extension EvidenceV1.Order {
    fileprivate init(_ pack: CreditPack, now: WallTime) {
        self.init(
            id: pack.id.text, account: pack.account, supplier: pack.supplier, quantity: pack.quantity, used: pack.used,
            orderedAt: GoogleProtobuf.Timestamp(pack.orderedAt), expiresAt: GoogleProtobuf.Timestamp(pack.expiresAt),
            state: EvidenceV1.OrderState(rawValue: pack.state(now: now).number))
    }
}

extension EvidenceV1.CreditUse {
    fileprivate init(_ recorded: RecordedUse) {
        let use = recorded.use
        self.init(
            order: use.terms.pack.text, supplier: use.terms.supplier,
            orderedAt: GoogleProtobuf.Timestamp(use.terms.orderedAt),
            expiresAt: GoogleProtobuf.Timestamp(use.terms.expiresAt), usedAt: GoogleProtobuf.Timestamp(use.at),
            purpose: EvidenceV1.CreditPurpose(rawValue: use.purpose.number), subject: use.subject.text,
            number: recorded.number ?? "")
    }
}

extension EvidenceV1.CreditExpiring {
    fileprivate init(_ notice: CreditNotice) {
        let pack = notice.pack
        self.init(
            order: pack.id.text, account: pack.account, supplier: pack.supplier,
            credits: min(pack.left, CreditPack.Limits.creditsMax),
            expiresAt: GoogleProtobuf.Timestamp(pack.expiresAt), daysBefore: UInt32(notice.daysBefore))
    }
}
