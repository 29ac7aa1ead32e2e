/// What is stated about a sealed file beside its bytes. Its encoding is committed to by the leaf and shipped verbatim.
package struct WorkMetadata: Sendable, Equatable {
    /// Names the form of the metadata.
    package static let format = "colophon/meta/v1"

    /// Whether the file's bytes came to us.
    package enum Mode: String, Sendable, CaseIterable {
        /// We received and keep the bytes.
        case bytes
        /// Only digests came; nothing shows that the holder had the bytes.
        case digest
    }

    /// Who held the work, as known when it was accepted.
    package struct Holder: Sendable, Equatable {
        /// The account's identifier.
        package let account: String
        /// How far the holder's identity had been checked.
        package let verification: Verification
        /// Who had checked it, and whom they found; nil where nobody had, and in works sealed before this was kept.
        package let attestation: HolderAttestation?

        /// A holder as works have it that were sealed before there were attestations.
        package init(account: String, verification: Verification) {
            self.account = account
            self.verification = verification
            attestation = nil
        }

        /// A holder of whom identity has said this; of whom it said nothing is unverified.
        package init(account: String, attestation: HolderAttestation?) {
            self.account = account
            verification = attestation == nil ? .unverified : .verified
            self.attestation = attestation
        }

        /// How far an identity was checked.
        package enum Verification: String, Sendable, CaseIterable {
            /// Nobody has checked who is behind the account.
            case unverified
            /// The holder had been verified by then: by whom the attestation says, in works that have none a token said so.
            case verified
        }
    }

    /// The item's public number.
    package let number: EvidenceNumber
    /// The file's name.
    package let name: FileName
    /// Of the file, in bytes.
    package let size: UInt64
    /// As its sender stated it.
    package let mediaType: MediaType
    /// Whether the bytes came too.
    package let mode: Mode
    /// The file's SM3 digest; its SHA-256 is committed to by the leaf itself.
    package let sm3: [UInt8]
    /// Title of the project when it was sealed.
    package let projectTitle: ProjectTitle
    /// Whose rules the project followed.
    package let authority: AuthorityProfile
    /// Who held the work.
    package let holder: Holder
    /// Which part of the work's making it shows, as its sender states it.
    package let stage: ProcessStage?
    /// The project's copyright settings that it inherits; nil when there were none.
    package let copyright: CopyrightReference?
    /// What its sender said of itself and its clock; nil when it said nothing, and in works sealed before this was kept.
    package let client: ClientStatement?

    package init(
        number: EvidenceNumber, name: FileName, size: UInt64, mediaType: MediaType, mode: Mode, sm3: [UInt8],
        projectTitle: ProjectTitle, authority: AuthorityProfile, holder: Holder, stage: ProcessStage? = nil,
        copyright: CopyrightReference? = nil, client: ClientStatement? = nil
    ) {
        self.number = number
        self.name = name
        self.size = size
        self.mediaType = mediaType
        self.mode = mode
        self.sm3 = sm3
        self.projectTitle = projectTitle
        self.authority = authority
        self.holder = holder
        self.stage = stage
        self.copyright = copyright
        self.client = client
    }
}
