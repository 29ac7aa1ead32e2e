package import MeshKernel

/// A sign-in through a third party that was begun and has not come back: what binds its end to its beginning.
package struct ThirdPartyFlow: Sendable, Equatable {
    /// Bounds of a sign-in.
    package enum Limits {
        /// How long somebody may take at the third party.
        package static let lifeSeconds: Int64 = 600
        /// How long somebody may take to register after that.
        package static let registrationSeconds: Int64 = 1_800
        /// Random bytes of state, nonce, and of what the user agent keeps.
        package static let secretBytes = 32
        /// Longer texts are refused unread.
        package static let textBytesMax = 2_048
    }

    /// Which third party.
    package let provider: ThirdParty
    /// The account that it is to be linked to; nil for a sign-in.
    package let account: Identifier?
    /// What the third party must send back.
    package let state: String
    /// What its claims must hold.
    package let nonce: String
    /// What redeems its code.
    package let proofKey: ProofKey
    /// From when on it is over.
    package let expiresAt: WallTime

    package init(
        provider: ThirdParty, account: Identifier?, state: String, nonce: String, proofKey: ProofKey,
        expiresAt: WallTime
    ) {
        self.provider = provider
        self.account = account
        self.state = state
        self.nonce = nonce
        self.proofKey = proofKey
        self.expiresAt = expiresAt
    }

    /// A sign-in that begins now.
    package init(at provider: ThirdParty, for account: Identifier?, now: WallTime, random: any RandomSource) {
        // Of letters and digits alone, for some send nothing else back as it was.
        let state = Hexadecimal.encode(random.bytes(Limits.secretBytes))
        self.init(
            provider: provider, account: account, state: state, nonce: Self.secret(from: random),
            proofKey: ProofKey(from: random), expiresAt: now.advanced(by: .seconds(Limits.lifeSeconds)))
    }

    /// Random text that stands for itself in an address.
    package static func secret(from random: any RandomSource) -> String {
        Base64.encodeURL(random.bytes(Limits.secretBytes))
    }

    /// What of it is secret, for the store; no part has a line feed.
    package var encodedSecrets: [UInt8] { Array([state, nonce, proofKey.verifier].joined(separator: "\n").utf8) }

    /// Puts one together from what was stored; nil for what `encodedSecrets` did not make.
    package init?(provider: ThirdParty, account: Identifier?, secrets bytes: [UInt8], expiresAt: WallTime) {
        let parts = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map(String.init)
        guard parts.count == 3, let proofKey = ProofKey(verifier: parts[2]) else { return nil }
        self.init(
            provider: provider, account: account, state: parts[0], nonce: parts[1], proofKey: proofKey,
            expiresAt: expiresAt)
    }
}
