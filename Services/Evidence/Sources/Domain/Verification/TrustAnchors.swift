package import MeshCrypto

/// What a verifier believes from the start. Never taken from a bundle.
package struct TrustAnchors: Sendable {
    /// The log's key; its name is the log's origin.
    package let log: NoteKey
    /// Keys that the log had before that one; they vouch for what they signed then.
    package let retiredLogKeys: [NoteKey]
    /// Roots of the timestamp authorities.
    package let authorities: TimestampTrust

    package init(log: NoteKey, retiredLogKeys: [NoteKey] = [], authorities: TimestampTrust) {
        self.log = log
        self.retiredLogKeys = retiredLogKeys
        self.authorities = authorities
    }
}
