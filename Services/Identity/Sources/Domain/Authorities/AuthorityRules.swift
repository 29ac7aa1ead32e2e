/// What an authority asks of those who want to be verified there. Values that could not be confirmed in public are the
/// profile's and not the code's: a configuration may replace any of them.
package struct AuthorityRules: Sendable, Equatable {
    /// A type of picture that may be uploaded.
    package enum PictureType: String, Sendable, CaseIterable {
        case jpeg, png
    }

    /// Bounds of every profile.
    package enum Limits {
        /// The longest review, in working days.
        package static let reviewWorkingDaysMax = 60
        /// Pictures are smaller than this: 5 MiB itself is refused.
        package static let pictureBytesLimit = 5 * 1_048_576
    }

    /// Whose they are.
    package let authority: Authority
    /// A review takes so many working days at most.
    package let reviewWorkingDays: Int
    /// Whether a review may be extended with a notice.
    package let mayExtendReview: Bool
    /// What pictures may be.
    package let pictureTypes: Set<PictureType>
    /// A picture has fewer bytes than this.
    package let pictureBytesLimit: Int
    /// Shortest side of a picture in pixels, so that its writing can be read.
    package let pictureSideMin: Int
    /// How much neighbouring pixels must differ, in squares of grey levels (own rule): pictures of documents that are in
    /// focus have a hundred and more.
    package let pictureSharpnessMin: Int
    /// Whether only those who were approved may sign in; others get a token for their dossier alone.
    package let needsApprovalToSignIn: Bool
    /// Whether a dossier says if its holder is of the authority's own province.
    package let asksForProvinceOfOrigin: Bool
    /// Whether an account's e-mail address is confirmed before a dossier is handed in.
    package let needsConfirmedEmail: Bool
    /// Code of the authority's own province; nil for one of the whole country. Whoever says that they are of the province
    /// lives there, and whoever says that they are not does not.
    package let province: String?
    /// What a watermark on a picture must read, if there is one; nil where nothing is said about it.
    package let watermark: String?

    package init(
        authority: Authority, reviewWorkingDays: Int, mayExtendReview: Bool, pictureTypes: Set<PictureType>,
        pictureBytesLimit: Int = Limits.pictureBytesLimit, pictureSideMin: Int = 600, pictureSharpnessMin: Int = 20,
        needsApprovalToSignIn: Bool, asksForProvinceOfOrigin: Bool, needsConfirmedEmail: Bool = false,
        province: String? = nil, watermark: String? = nil
    ) {
        self.authority = authority
        self.reviewWorkingDays = reviewWorkingDays
        self.mayExtendReview = mayExtendReview
        self.pictureTypes = pictureTypes
        self.pictureBytesLimit = pictureBytesLimit
        self.pictureSideMin = pictureSideMin
        self.pictureSharpnessMin = pictureSharpnessMin
        self.needsApprovalToSignIn = needsApprovalToSignIn
        self.asksForProvinceOfOrigin = asksForProvinceOfOrigin
        self.needsConfirmedEmail = needsConfirmedEmail
        self.province = province
        self.watermark = watermark
    }

    /// The rules of an authority as its own documents have them.
    package static func of(_ authority: Authority) -> AuthorityRules {
        switch authority {
        case .platform:
            AuthorityRules(
                authority: .platform, reviewWorkingDays: 3, mayExtendReview: false, pictureTypes: [.jpeg, .png],
                needsApprovalToSignIn: false, asksForProvinceOfOrigin: false)
        case .henan:
            AuthorityRules(
                authority: .henan, reviewWorkingDays: 7, mayExtendReview: false, pictureTypes: [.jpeg],
                needsApprovalToSignIn: true, asksForProvinceOfOrigin: true, province: "41")
        case .cpcc:
            AuthorityRules(
                authority: .cpcc, reviewWorkingDays: 3, mayExtendReview: true, pictureTypes: [.jpeg, .png],
                needsApprovalToSignIn: false, asksForProvinceOfOrigin: false, needsConfirmedEmail: true,
                watermark: "仅供办理中国版权保护中心各项申请使用")
        }
    }

    /// The pictures that a holder shows.
    package func slots(for holder: HolderKind, document: DocumentKind, runsTradingPlatform: Bool) -> [DocumentSlot] {
        var slots: [DocumentSlot]
        switch (authority, holder.isPerson) {
        // A passport has one page with a portrait and no side with an emblem.
        case (.platform, true):
            slots = document == .residentIdentityCard ? [.portraitSide, .emblemSide] : [.portraitSide]
        case (.henan, true):
            slots =
                document == .residentIdentityCard
                ? [.portraitSide, .emblemSide, .handheld] : [.portraitSide, .handheld]
        case (.cpcc, true): slots = [.handheld, .identityCopy]
        case (.platform, false), (.henan, false): slots = [.licence]
        case (.cpcc, false): slots = [.licence, .identityCopy]
        }
        if authority == .henan, !holder.isPerson, runsTradingPlatform { slots.append(.tradingPlatformProof) }
        return slots
    }
}
