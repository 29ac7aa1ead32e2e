package import MeshCrypto

/// What a verifier believes from the start. Never taken from a bundle.
package struct TrustAnchors: Sendable {
    /// A timestamp authority that is not the log's.
    package struct ExternalAuthority: Sendable {
        /// For people.
        package let name: String
        /// Its roots.
        package let trust: TimestampTrust

        package init(name: String, trust: TimestampTrust) {
            self.name = name
            self.trust = trust
        }
    }

    /// The log's key; its name is the log's origin.
    package let log: NoteKey
    /// Keys that the log had before that one; they vouch for what they signed then.
    package let retiredLogKeys: [NoteKey]
    /// Roots of the timestamp authorities that time works.
    package let authorities: TimestampTrust
    /// Witnesses whose cosignatures count.
    package let witnesses: WitnessQuorum
    /// Authorities whose tokens over checkpoints count as somebody else's word.
    package let externalAuthorities: [ExternalAuthority]

    package init(
        log: NoteKey, retiredLogKeys: [NoteKey] = [], authorities: TimestampTrust, witnesses: WitnessQuorum = .none,
        externalAuthorities: [ExternalAuthority] = []
    ) {
        self.log = log
        self.retiredLogKeys = retiredLogKeys
        self.authorities = authorities
        self.witnesses = witnesses
        self.externalAuthorities = externalAuthorities
    }

    /// Which of the log's keys must vouch for `note`.
    func logKey(for note: SignedNote) -> NoteKey { log.vouching(for: note, orElse: retiredLogKeys) }
}
