internal import MeshKernel

extension DossierField {
    /// What stands in this field as it may be shown to others.
    package func masked(_ value: String) -> String {
        switch self {
        case .realName, .administratorName, .contactName: Masking.name(value)
        case .documentNumber, .administratorDocumentNumber: Masking.identityNumber(value)
        case .mobile, .landline: Masking.mobile(value)
        case .email: Masking.email(value)
        case .address: Masking.address(value)
        case .administratorBirth, .administratorSex, .emailCode: String(repeating: Masking.mark, count: value.count)
        // Places, kinds, days and the names of institutions, which are public.
        case .origin, .holderKind, .nationality, .province, .city, .district, .institutionName, .foundedOn,
            .runsTradingPlatform, .documentKind, .validFrom, .validUntil, .isLongTerm, .administratorDocumentKind,
            .administratorValidFrom, .administratorValidUntil, .administratorIsLongTerm, .postcode, .industry,
            .officeCity, .office, .promise:
            value
        }
    }
}
