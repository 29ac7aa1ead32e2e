package import MeshKernel

/// What identity said of the person or institution behind an account when a work was accepted: who had verified them, and
/// as which version of them. Facts stay with identity, where that version leads to them; only a masked name is kept.
package struct HolderAttestation: Sendable, Equatable {
    /// Who verifies holders; the raw values are identity's words.
    package enum Authority: String, Sendable, CaseIterable {
        /// Our own platform.
        case platform
        /// The registration platform of Henan.
        case henan
        /// The Copyright Protection Centre of China.
        case cpcc
    }

    /// Bounds of what is kept.
    package enum Limits {
        /// Of the masked name, of the kind and of the identifier, each.
        package static let wordBytesMax = 1_024
    }

    /// Who has verified them.
    package let authority: Authority
    /// "hld_" and a UUIDv7: whom identity knows them as.
    package let holder: String
    /// The version of them that was good then, from 1.
    package let version: UInt32
    /// E.g. "person".
    package let kind: String
    /// A person's name with its middle masked, an institution's in full.
    package let maskedName: String
    /// When that version was verified.
    package let verifiedAt: WallTime

    /// Nil for what identity does not say: no holder, no version, no kind, a time before 1970, words without end.
    package init?(
        authority: Authority, holder: String, version: UInt32, kind: String, maskedName: String, verifiedAt: WallTime
    ) {
        guard version > 0, !kind.isEmpty, verifiedAt.milliseconds >= 0, !holder.isEmpty,
            [holder, kind, maskedName].allSatisfy({ $0.utf8.count <= Limits.wordBytesMax })
        else { return nil }
        self.authority = authority
        self.holder = holder
        self.version = version
        self.kind = kind
        self.maskedName = maskedName
        self.verifiedAt = verifiedAt
    }
}

extension HolderAttestation {
    /// The members that a work's metadata has beside account and verification.
    var members: [CanonicalJSON.Member] {
        [
            .init("authority", .string(authority.rawValue)), .init("holder", .string(holder)),
            .init("version", .number(UInt64(version))), .init("kind", .string(kind)),
            .init("name", .string(maskedName)), .init("verifiedAt", .number(UInt64(verifiedAt.milliseconds))),
        ]
    }

    /// Reads them; nil where any is missing, as in works that were sealed before there were any.
    init?(_ json: CanonicalJSON) {
        guard let authority = json["authority"]?.string.flatMap({ Authority(rawValue: $0) }),
            let holder = json["holder"]?.string, let version = json["version"]?.number.flatMap({ UInt32(exactly: $0) }),
            let kind = json["kind"]?.string, let name = json["name"]?.string,
            let milliseconds = json["verifiedAt"]?.number.flatMap({ Int64(exactly: $0) })
        else { return nil }
        self.init(
            authority: authority, holder: holder, version: version, kind: kind, maskedName: name,
            verifiedAt: WallTime(milliseconds: milliseconds))
    }
}
