package import MeshCrypto
package import MeshKernel

/// Whose packs there are, and which authority times what their credits pay for: our own, and those elsewhere that the
/// configuration names.
package struct TimestampSuppliers: Sendable {
    private let authority: TimestampAuthority
    private let others: [ExternalAuthority]
    private let time: any TimeSource
    private let random: any RandomSource
    private let timeoutMilliseconds: Int64

    package init(
        _ authority: TimestampAuthority, others: [ExternalAuthority], time: any TimeSource, random: any RandomSource,
        timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) {
        self.authority = authority
        self.others = others
        self.time = time
        self.random = random
        self.timeoutMilliseconds = timeoutMilliseconds
    }

    /// Their names, our own first.
    package var names: [String] { [CreditSupplier.ours] + others.map(\.name) }

    /// Throws `EvidenceError.unknownSupplier` for a name that is none of theirs.
    func require(_ name: String) throws(EvidenceError) {
        guard name == CreditSupplier.ours || others.contains(where: { $0.name == name }) else { throw .unknownSupplier }
    }

    /// A response with a token of the supplier's authority over the SHA-256 `digest`, and the token's time, believed after
    /// imprint, nonce, signature and chain were checked. Waits for the exchange: for a thread that may.
    package func token(
        of supplier: String, over digest: [UInt8]
    ) throws(ExternalAuthority.Failure) -> (response: [UInt8], time: WallTime) {
        guard supplier != CreditSupplier.ours else { return try ownToken(over: digest) }
        guard let other = others.first(where: { $0.name == supplier }) else { throw .unknown }
        let (response, token) = try other.token(
            for: digest, time: time, random: random, timeoutMilliseconds: timeoutMilliseconds)
        return (response, token.time)
    }

    /// Of our own, which is asked and believed as the others are.
    private func ownToken(
        over digest: [UInt8]
    ) throws(ExternalAuthority.Failure) -> (response: [UInt8], time: WallTime) {
        let query = TimestampRequest(digest: digest, nonce: random.word())
        do throws(TimestampError) {
            let trust = try TimestampTrust(pem: Array(authority.chainPEM.utf8), path: "the authority's own chain")
            let token = try TimestampToken(
                der: TimestampResponse(der: try authority.respond(to: query.encoded)).granted())
            try token.verify(digest: digest, nonce: query.nonce, trust: trust)
            return (TimestampResponse.plainGrant(of: token.der), token.time)
        } catch {
            throw .token(error)
        }
    }
}
