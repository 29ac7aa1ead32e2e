/// The `identity` section of the configuration file.
package struct IdentityConfiguration: Sendable, Decodable {
    /// How one-time codes reach people.
    package enum CodeChannel: String, Sendable, Decodable {
        /// Notify takes them, which `peers` names.
        case notify
        /// They stay in this process, where nobody but tests reads them; development only. Notify learns nothing of
        /// accounts meanwhile: what it is to be told waits.
        case embedded
    }

    /// Path of the Ed25519 key in PEM that signs access tokens.
    package var tokenKey: String
    /// Service segments that access tokens are good for; all six services when absent.
    package var audience: [String]?
    /// Passwords hashed at once; as many as there are cores when absent.
    package var hashThreads: Int?
    /// How one-time codes reach people; `notify` when absent.
    package var codes: CodeChannel?
    /// Folder of the sealed pictures; `blobs` beside the store when absent.
    package var blobs: String?
    /// The program that reads what is written on pictures: a path or a name, or `none`, which leaves all of it to staff;
    /// `tesseract` when absent.
    package var reader: String?
    /// How long a picture may take to come, in seconds; `Limits.uploadSecondsMax` when absent.
    package var uploadSeconds: Int64?

    /// Through whom people may sign in; nobody when absent.
    package var thirdParties: ThirdPartiesSection?

    /// What is asked at authorities in the place of what their own documents say.
    package var authorities: AuthoritiesSection?
    /// Who says whether name, identity number and mobile number belong together; staff when absent.
    package var threeFactor: ThreeFactorSection?

    package init(
        tokenKey: String, audience: [String]? = nil, hashThreads: Int? = nil, codes: CodeChannel? = nil,
        blobs: String? = nil, reader: String? = nil, uploadSeconds: Int64? = nil,
        thirdParties: ThirdPartiesSection? = nil, authorities: AuthoritiesSection? = nil,
        threeFactor: ThreeFactorSection? = nil
    ) {
        self.authorities = authorities
        self.threeFactor = threeFactor
        self.thirdParties = thirdParties
        self.tokenKey = tokenKey
        self.audience = audience
        self.hashThreads = hashThreads
        self.codes = codes
        self.blobs = blobs
        self.reader = reader
        self.uploadSeconds = uploadSeconds
    }

    /// Service segments that access tokens are good for.
    package var audienceList: [String] {
        audience ?? ["identity", "billing", "evidence", "registry", "market", "notify"]
    }
}
