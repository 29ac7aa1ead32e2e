/// What kind of right holder somebody is: 自然人, then the kinds of institutions: 企业法人, 机关法人, 事业单位法人,
/// 社会团体法人, 其他组织. The raw value is what is stored and sent.
package enum HolderKind: String, Sendable, CaseIterable {
    case person
    case enterprise
    case stateOrgan = "state_organ"
    case publicInstitution = "public_institution"
    case socialGroup = "social_group"
    case otherOrganisation = "other_organisation"

    /// Whether it is one person.
    package var isPerson: Bool { self == .person }
}

/// A picture of a dossier. The raw value is what is stored and sent.
package enum DocumentSlot: String, Sendable, CaseIterable {
    /// 证件人像面.
    case portraitSide = "portrait_side"
    /// 证件国徽面.
    case emblemSide = "emblem_side"
    /// The holder with the document in their hand, 证件手持照.
    case handheld
    /// A copy of the person's document; an institution shows that of whoever registers.
    case identityCopy = "identity_copy"
    /// The institution's document, one picture; how it is to look is the authority's rule, and `ReviewPoint` for staff.
    case licence
    /// What shows that an institution of the province runs a trading platform.
    case tradingPlatformProof = "trading_platform_proof"
}
