/// The document that shows who a holder is. The raw value is what is stored and sent.
package enum DocumentKind: String, Sendable, CaseIterable {
    // Persons: 居民身份证, 军官证/警官证, 士兵证, 文职干部证, 护照, 港澳居民来往内地通行证, 台湾居民来往大陆通行证, 其他
    case residentIdentityCard = "resident_identity_card"
    case officerCard = "officer_card"
    case soldierCard = "soldier_card"
    case civilCadreCard = "civil_cadre_card"
    case passport
    case hongKongMacaoPermit = "hong_kong_macao_permit"
    case taiwanPermit = "taiwan_permit"
    case otherPersonal = "other_personal"
    // Institutions: 营业执照, 统一社会信用代码证书, 事业单位法人证书, 社会团体法人登记证书, 其他
    case businessLicence = "business_licence"
    case creditCodeCertificate = "credit_code_certificate"
    case publicInstitutionCertificate = "public_institution_certificate"
    case socialGroupCertificate = "social_group_certificate"
    case otherInstitutional = "other_institutional"

    /// Whether persons have it, and not institutions.
    package var isPersonal: Bool {
        switch self {
        case .residentIdentityCard, .officerCard, .soldierCard, .civilCadreCard, .passport, .hongKongMacaoPermit,
            .taiwanPermit, .otherPersonal:
            true
        case .businessLicence, .creditCodeCertificate, .publicInstitutionCertificate, .socialGroupCertificate,
            .otherInstitutional:
            false
        }
    }

    /// Whether somebody may show it whose country is not China; `country` is their ISO 3166-1 code. The permit of Hong Kong
    /// and Macao is given to permanent residents there of any nationality since July 2024, that of Taiwan to its residents
    /// alone; the cards of the mainland's citizens, officers and soldiers are nobody else's. An institution's documents have
    /// nothing to do with it.
    package func isIssued(toForeignerOf country: String) -> Bool {
        switch self {
        case .passport, .otherPersonal, .hongKongMacaoPermit: true
        case .taiwanPermit: country == "TW"
        case .residentIdentityCard, .officerCard, .soldierCard, .civilCadreCard: false
        case .businessLicence, .creditCodeCertificate, .publicInstitutionCertificate, .socialGroupCertificate,
            .otherInstitutional:
            true
        }
    }
}
