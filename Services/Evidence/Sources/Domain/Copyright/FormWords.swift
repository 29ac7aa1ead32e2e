/// What kind of holder an owner is: 自然人, then the kinds of institutions.
package enum OwnerKind: String, FormWord {
    case person
    case enterprise
    case stateOrgan
    case publicInstitution
    case socialGroup
    case otherOrganisation

    /// Whether it is one person.
    package var isPerson: Bool { self == .person }
}

/// The document that shows who an owner is, persons' first.
package enum DocumentKind: String, FormWord {
    case residentIdentityCard
    case officerCard
    case soldierCard
    case civilCadreCard
    case passport
    case hongKongMacaoPermit
    case taiwanPermit
    case otherPersonal
    case businessLicence
    case creditCodeCertificate
    case publicInstitutionCertificate
    case socialGroupCertificate
    case otherInstitutional

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
}

/// How a work is signed: 本名, 别名, 匿名.
package enum SignatureKind: String, FormWord {
    case realName
    case alias
    case anonymous
}

/// How a work came about: 原创, 改编, 翻译, 汇编, 注释, 整理, 其他.
package enum WorkNature: String, FormWord {
    case original
    case adaptation
    case translation
    case compilation
    case annotation
    case arrangement
    case other
}

/// Whether a work is public.
package enum Publication: String, FormWord {
    case unpublished
    case published
}

/// How the owners came by their rights: 原始, 继承, 承受, 其他.
package enum Acquisition: String, FormWord {
    case original
    case inherited
    case succeeded
    case other
}

/// To whom a work belongs by its making: 个人, 合作, 法人, 职务, 委托.
package enum Attribution: String, FormWord {
    case individual
    case joint
    case legalEntity
    case employment
    case commissioned
}

/// Whether the owners have all rights or some.
package enum RightsScope: String, FormWord {
    case all
    case selected
}

/// The seventeen rights of a work (Copyright Law, article 10), in its order.
package enum WorkRight: String, FormWord {
    case publication
    case authorship
    case alteration
    case integrity
    case reproduction
    case distribution
    case rental
    case exhibition
    case performance
    case projection
    case broadcasting
    case networkDissemination
    case cinematography
    case adaptation
    case translation
    case compilation
    case other
}

/// One work or several under one title.
package enum WorkExtent: String, FormWord {
    case single
    case series
}

/// What the holders state about the training of models on the work.
package enum TrainingUse: String, FormWord {
    case optedOut
    case permitted
}
