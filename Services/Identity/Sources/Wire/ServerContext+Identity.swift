internal import MeshKernel
internal import MeshRPC
internal import MeshRuntime
internal import MeshStore
internal import MeshTLS

extension ServerContext {
    /// Where the call comes from. The gateway says in `client-source` which network its user is in; other callers count as
    /// one source each.
    var origin: CallOrigin {
        let service = peer?.service ?? ""
        let said = service == "gateway" ? metadata["client-source"] ?? "" : ""
        let isFit = !said.isEmpty && said.utf8.count <= Device.Limits.sourceBytesMax
        return CallOrigin(
            source: isFit ? SourceNetwork(said).text : "service:" + service, trace: trace.traceparent, actor: actor)
    }

    /// The calling service's segment; empty without TLS.
    var callingService: String { peer?.service ?? "" }

    /// The account that the token names.
    func accountIdentifier() throws -> Identifier {
        guard let account = Identifier(try requireAccount(), kind: .account) else {
            throw IdentityError.accountNotFound
        }
        return account
    }

    /// The institution that the token names, and who speaks for it.
    func institutionSpeaker() throws -> InstitutionSpeaker {
        let institution = try accountIdentifier()
        guard let actor else { return InstitutionSpeaker(institution: institution, account: institution) }
        guard let account = Identifier(actor, kind: .account) else { throw IdentityError.accountNotFound }
        return InstitutionSpeaker(institution: institution, account: account)
    }

    /// This call under the key that its caller sent; `body` is what the request asks for, of which only a code under
    /// `serviceKey` is kept.
    func idempotentRequest(
        account: String, over body: [UInt8], serviceKey: ServiceKey
    ) throws(IdentityError) -> IdempotentRequest {
        guard let key = metadata["idempotency-key"], !key.isEmpty else { throw .idempotencyKeyMissing }
        guard key.unicodeScalars.count <= Limits.idempotencyKeyCharactersMax else { throw .idempotencyKeyInvalid }
        return IdempotentRequest(
            caller: peer?.service ?? "", subject: account, method: method.fullName, key: key,
            requestHash: serviceKey.code(ofRequest: body))
    }
}
