package import MeshAPI
internal import MeshKernel
package import MeshRPC
internal import ProtobufC

/// `colophon.identity.v1.Agents` as agents and holders see it. What an rpc does stands in `Service`.
package struct AgentsEndpoint: IdentityV1.AgentsService {
    private let server: IdentityServer

    /// Offers what `server` does.
    package init(_ server: IdentityServer) {
        self.server = server
    }

    /// Begins a mandate; a repetition answers the same.
    package func nameHolder(
        _ request: IdentityV1.NameHolderRequest, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            let agent = try context.accountIdentifier()
            let answer = try await server.nameHolder(
                MandateDraft(request), by: agent,
                call: try context.idempotentRequest(
                    account: agent.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Mandate($0).serialized() })
            return try IdentityV1.Mandate(serialized: answer)
        }
    }

    /// Takes the picture of a letter, which comes in pieces.
    package func uploadLetter(
        _ requests: RequestStream<IdentityV1.UploadLetterRequest>, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            IdentityV1.Mandate(
                try await server.uploadLetter(
                    requests.map { try LetterPart($0) }, by: try context.accountIdentifier()))
        }
    }

    /// Asks the holder; a repetition answers the same.
    package func submitMandate(
        _ request: IdentityV1.SubmitMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            let agent = try context.accountIdentifier()
            let answer = try await server.submitMandate(
                request.mandate, by: agent, from: context.origin,
                call: try context.idempotentRequest(
                    account: agent.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Mandate($0).serialized() })
            return try IdentityV1.Mandate(serialized: answer)
        }
    }

    /// Sends the holder a code.
    package func requestMandateCode(
        _ request: IdentityV1.RequestMandateCodeRequest, context: ServerContext
    ) async throws -> IdentityV1.RequestCodeResponse {
        try await server.answering(context) {
            IdentityV1.RequestCodeResponse(
                try await server.requestMandateCode(
                    request.mandate, of: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// The holder agrees; a repetition answers the same.
    package func confirmMandate(
        _ request: IdentityV1.ConfirmMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            let account = try context.accountIdentifier()
            let answer = try await server.confirmMandate(
                request.mandate, code: request.code, of: account, from: context.origin,
                call: try context.idempotentRequest(
                    account: account.text, over: request.serialized(), serviceKey: server.key),
                answer: { IdentityV1.Mandate($0).serialized() })
            return try IdentityV1.Mandate(serialized: answer)
        }
    }

    /// Ends a mandate.
    package func endMandate(
        _ request: IdentityV1.EndMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            IdentityV1.Mandate(
                try await server.endMandate(
                    request.mandate, by: try context.accountIdentifier(), from: context.origin))
        }
    }

    /// A page of the account's mandates.
    package func listMandates(
        _ request: IdentityV1.ListMandatesRequest, context: ServerContext
    ) async throws -> IdentityV1.ListMandatesResponse {
        try await server.answering(context) {
            let page = try await server.mandates(
                of: try context.accountIdentifier(), as: Mandate.Side(request.side), size: request.pageSize,
                token: request.pageToken)
            return IdentityV1.ListMandatesResponse(
                mandates: page.rows.map { IdentityV1.Mandate($0) }, nextPageToken: page.next)
        }
    }

    /// One of them.
    package func getMandate(
        _ request: IdentityV1.GetMandateRequest, context: ServerContext
    ) async throws -> IdentityV1.Mandate {
        try await server.answering(context) {
            IdentityV1.Mandate(
                try await server.mandate(request.mandate, of: try context.accountIdentifier()))
        }
    }

    /// The letter of one of them, in pieces.
    package func getLetter(
        _ request: IdentityV1.GetLetterRequest, responses: ResponseWriter<IdentityV1.DocumentChunk>,
        context: ServerContext
    ) async throws {
        try await server.answering(context) {
            let (letter, bytes) = try await server.letter(request.mandate, of: try context.accountIdentifier())
            try await responses.write(bytes, of: letter.type)
        }
    }
}

extension ResponseWriter<IdentityV1.DocumentChunk> {
    /// Gives a picture in pieces, of which the first says what it is.
    func write(_ bytes: [UInt8], of type: AuthorityRules.PictureType) async throws {
        for start in stride(from: 0, to: bytes.count, by: Limits.documentChunkBytesMax) {
            let piece = Array(bytes[start..<Swift.min(start + Limits.documentChunkBytesMax, bytes.count)])
            try await write(
                IdentityV1.DocumentChunk(
                    mediaType: start == 0 ? type.mediaType : "", size: start == 0 ? UInt64(bytes.count) : 0,
                    data: piece))
        }
    }
}

extension MandateDraft {
    fileprivate init(_ request: IdentityV1.NameHolderRequest) {
        self.init(
            authority: Authority(request.authority),
            facts: ClaimedFacts(
                name: request.name, documentKind: request.documentKind, documentNumber: request.documentNumber),
            businesses: request.businesses.map { Business($0) }, validFrom: request.validFrom,
            validUntil: request.validUntil)
    }
}

extension LetterPart {
    /// One message of the stream; one without a part is refused.
    fileprivate init(_ message: IdentityV1.UploadLetterRequest) throws(IdentityError) {
        switch message.part {
        case nil: throw .upload(.emptyPart)
        case .header(let header)?:
            self = .header(LetterDraft(mandate: header.mandate, mediaType: header.mediaType, size: header.size))
        case .chunk(let bytes)?: self = .chunk(bytes)
        }
    }
}

extension Mandate.Side {
    /// Nil when nothing is said, or what no version knows.
    fileprivate init?(_ side: IdentityV1.MandateSide) {
        switch side {
        case .agent: self = .agent
        case .holder: self = .holder
        case .unspecified, .unrecognized: return nil
        }
    }
}
