/// What is asked at an authority in the place of what its own documents say, in the configuration file. What is absent stays.
package struct AuthoritySection: Sendable, Decodable {
    /// A review takes so many working days at most, 1 to `AuthorityRules.Limits.reviewWorkingDaysMax`.
    package var reviewWorkingDays: Int?
    /// Whether a review may be extended with a notice.
    package var mayExtendReview: Bool?
    /// What pictures may be: `jpeg`, `png`.
    package var pictureTypes: [String]?
    /// A picture has fewer bytes than this, at most `AuthorityRules.Limits.pictureBytesLimit`.
    package var pictureBytesLimit: Int?
    /// Shortest side of a picture, in pixels.
    package var pictureSidePixelsMin: Int?
    /// How much neighbouring pixels must differ, in squares of grey levels.
    package var pictureSharpnessMin: Int?
    /// The pictures of a person with a resident identity card.
    package var residentDocuments: [String]?
    /// The pictures of a person with another document.
    package var personDocuments: [String]?
    /// The pictures of an institution.
    package var institutionDocuments: [String]?
    /// Whether only those who were approved may sign in.
    package var needsApprovalToSignIn: Bool?
    /// Whether a dossier says if its holder is of the authority's own province.
    package var asksForProvinceOfOrigin: Bool?
    /// Code of the authority's own province, two digits; empty for one of the whole country.
    package var province: String?
    /// Whether an account's e-mail address is confirmed before a dossier is handed in.
    package var needsConfirmedEmail: Bool?
    /// Whether the e-mail address of a dossier is confirmed by a code.
    package var asksForEmailCode: Bool?
    /// Whether a dossier says in which industry its holder is.
    package var needsIndustry: Bool?
    /// Whether a dossier names an office.
    package var needsOffice: Bool?
    /// Whether an institution says who registers it.
    package var asksForAdministrator: Bool?
    /// Whether an institution that runs a trading platform shows a proof of it.
    package var asksForTradingPlatform: Bool?
    /// Whether an institution's document is to lie flat on its picture, taken from the front.
    package var asksForFlatLicence: Bool?
    /// Whether an institution's document is a copy that bears its red seal.
    package var asksForSealedLicence: Bool?
    /// What a watermark must read, if there is one; empty where nothing is said about it.
    package var watermark: String?
}

/// The authorities of which a configuration says something else than their own documents.
package struct AuthoritiesSection: Sendable, Decodable {
    /// Our own platform.
    package var platform: AuthoritySection?
    /// The works registration platform of Henan.
    package var henan: AuthoritySection?
    /// The Copyright Protection Centre of China.
    package var cpcc: AuthoritySection?
}
