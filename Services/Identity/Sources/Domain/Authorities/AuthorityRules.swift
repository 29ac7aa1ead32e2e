/// What an authority asks of those who want to be verified there. Values that could not be confirmed in public are the
/// profile's and not the code's: a configuration may replace any of them (`AuthorityProfiles`).
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
        /// The longest side that a picture can be asked to have at least, in pixels.
        package static let pictureSidePixelsMax = 4_000
        /// The most by which neighbouring pixels can be asked to differ, in squares of grey levels.
        package static let pictureSharpnessMax = 10_000
        /// A watermark's words.
        package static let watermarkCharactersMax = 60
    }

    /// The pictures that holders show, by who they are.
    package struct Documents: Sendable, Equatable {
        /// Of a person with a resident identity card.
        package var resident: [DocumentSlot]
        /// Of a person with another document, which has one page with a portrait and no side with an emblem.
        package var otherPerson: [DocumentSlot]
        /// Of an institution.
        package var institution: [DocumentSlot]

        package init(resident: [DocumentSlot], otherPerson: [DocumentSlot], institution: [DocumentSlot]) {
            self.resident = resident
            self.otherPerson = otherPerson
            self.institution = institution
        }
    }

    /// Whose they are.
    package let authority: Authority
    /// A review takes so many working days at most.
    package var reviewWorkingDays: Int
    /// Whether a review may be extended with a notice.
    package var mayExtendReview: Bool
    /// What pictures may be.
    package var pictureTypes: Set<PictureType>
    /// A picture has fewer bytes than this.
    package var pictureBytesLimit: Int
    /// Shortest side of a picture in pixels, so that its writing can be read.
    package var pictureSideMin: Int
    /// How much neighbouring pixels must differ, in squares of grey levels (own rule): pictures of documents that are in
    /// focus have a hundred and more.
    package var pictureSharpnessMin: Int
    /// The pictures that holders show.
    package var documents: Documents
    /// Whether only those who were approved may sign in; others get a token for their dossier alone.
    package var needsApprovalToSignIn: Bool
    /// Whether a dossier says if its holder is of the authority's own province.
    package var asksForProvinceOfOrigin: Bool
    /// Code of the authority's own province; nil for one of the whole country. Whoever says that they are of the province
    /// lives there, and whoever says that they are not does not.
    package var province: String?
    /// Whether an account's e-mail address is confirmed before a dossier is handed in.
    package var needsConfirmedEmail: Bool
    /// Whether the e-mail address of a dossier is confirmed by a code that is sent there.
    package var asksForEmailCode: Bool
    /// Whether a dossier says in which industry its holder is.
    package var needsIndustry: Bool
    /// Whether a dossier names an office.
    package var needsOffice: Bool
    /// Whether an institution says who registers it.
    package var asksForAdministrator: Bool
    /// Whether an institution of the province that runs a trading platform shows a proof of it.
    package var asksForTradingPlatform: Bool
    /// Whether an institution's document is to lie flat on its picture, taken from the front (平铺正对).
    package var asksForFlatLicence: Bool
    /// Whether an institution's document is a copy that bears its red seal (加盖公章).
    package var asksForSealedLicence: Bool
    /// What a watermark on a picture must read, if there is one; nil where nothing is said about it.
    package var watermark: String?

    package init(
        authority: Authority, reviewWorkingDays: Int, mayExtendReview: Bool = false, pictureTypes: Set<PictureType>,
        pictureBytesLimit: Int = Limits.pictureBytesLimit, pictureSideMin: Int = 600, pictureSharpnessMin: Int = 20,
        documents: Documents, needsApprovalToSignIn: Bool = false, asksForProvinceOfOrigin: Bool = false,
        province: String? = nil, needsConfirmedEmail: Bool = false, asksForEmailCode: Bool = false,
        needsIndustry: Bool = false, needsOffice: Bool = false, asksForAdministrator: Bool = false,
        asksForTradingPlatform: Bool = false, asksForFlatLicence: Bool = true, asksForSealedLicence: Bool = false,
        watermark: String? = nil
    ) {
        self.authority = authority
        self.reviewWorkingDays = reviewWorkingDays
        self.mayExtendReview = mayExtendReview
        self.pictureTypes = pictureTypes
        self.pictureBytesLimit = pictureBytesLimit
        self.pictureSideMin = pictureSideMin
        self.pictureSharpnessMin = pictureSharpnessMin
        self.documents = documents
        self.needsApprovalToSignIn = needsApprovalToSignIn
        self.asksForProvinceOfOrigin = asksForProvinceOfOrigin
        self.province = province
        self.needsConfirmedEmail = needsConfirmedEmail
        self.asksForEmailCode = asksForEmailCode
        self.needsIndustry = needsIndustry
        self.needsOffice = needsOffice
        self.asksForAdministrator = asksForAdministrator
        self.asksForTradingPlatform = asksForTradingPlatform
        self.asksForFlatLicence = asksForFlatLicence
        self.asksForSealedLicence = asksForSealedLicence
        self.watermark = watermark
    }

    /// The rules of an authority as its own documents have them.
    package static func of(_ authority: Authority) -> AuthorityRules {
        switch authority {
        case .platform:
            AuthorityRules(
                authority: .platform, reviewWorkingDays: 3, pictureTypes: [.jpeg, .png],
                documents: Documents(
                    resident: [.portraitSide, .emblemSide], otherPerson: [.portraitSide], institution: [.licence]))
        case .henan:
            AuthorityRules(
                authority: .henan, reviewWorkingDays: 7, pictureTypes: [.jpeg],
                documents: Documents(
                    resident: [.portraitSide, .emblemSide, .handheld], otherPerson: [.portraitSide, .handheld],
                    institution: [.licence]),
                needsApprovalToSignIn: true, asksForProvinceOfOrigin: true, province: "41", asksForEmailCode: true,
                needsIndustry: true, needsOffice: true, asksForTradingPlatform: true, asksForSealedLicence: true)
        case .cpcc:
            AuthorityRules(
                authority: .cpcc, reviewWorkingDays: 3, mayExtendReview: true, pictureTypes: [.jpeg, .png],
                documents: Documents(
                    resident: [.handheld, .identityCopy], otherPerson: [.handheld, .identityCopy],
                    institution: [.licence, .identityCopy]),
                needsConfirmedEmail: true, asksForAdministrator: true, watermark: "仅供办理中国版权保护中心各项申请使用")
        }
    }

    /// The pictures that a holder shows.
    package func slots(for holder: HolderKind, document: DocumentKind, runsTradingPlatform: Bool) -> [DocumentSlot] {
        guard !holder.isPerson else {
            return document == .residentIdentityCard ? documents.resident : documents.otherPerson
        }
        let asksForProof = asksForTradingPlatform && runsTradingPlatform
        return documents.institution + (asksForProof ? [.tradingPlatformProof] : [])
    }
}
