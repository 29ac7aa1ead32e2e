internal import MeshCrypto
package import MeshKernel

/// What shows that whoever redeems an authorisation code is who asked for it: PKCE with the method S256 (RFC 7636).
package struct ProofKey: Sendable, Equatable {
    /// Bounds of a verifier (RFC 7636, section 4.1).
    package enum Limits {
        /// Characters at least.
        package static let verifierCharactersMin = 43
        /// Characters at most.
        package static let verifierCharactersMax = 128
        /// Random bytes that one is made of here.
        package static let verifierBytes = 32
        /// Characters of a challenge: a digest of 32 bytes in the alphabet for addresses.
        package static let challengeCharacters = 43
    }

    /// The secret, kept by whoever asks and sent when the code is redeemed.
    package let verifier: String

    /// A secret that nobody can guess.
    package init(from random: any RandomSource) {
        verifier = Base64.encodeURL(random.bytes(Limits.verifierBytes))
    }

    /// Takes a verifier; nil when it has not the form of one.
    package init?(verifier: String) {
        guard (Limits.verifierCharactersMin...Limits.verifierCharactersMax).contains(verifier.utf8.count),
            verifier.utf8.allSatisfy(FormParameters.isUnreserved)
        else { return nil }
        self.verifier = verifier
    }

    /// What is sent when the code is asked for (RFC 7636, section 4.2).
    package var challenge: String { Base64.encodeURL(Digest.sha256(Array(verifier.utf8))) }

    /// Whether this is the secret behind `challenge`.
    package func answers(_ challenge: String) -> Bool {
        ConstantTime.areEqual(Array(self.challenge.utf8), Array(challenge.utf8))
    }

    /// Whether `text` has the form of a challenge by S256.
    package static func isChallenge(_ text: String) -> Bool {
        text.utf8.count == Limits.challengeCharacters && Base64.decodeURL(text)?.count == 32
    }
}
