internal import MeshKernel
package import MeshRuntime

extension IdentityConfiguration {
    /// The rules of every authority, with what the section `authorities` says in the place of what is published.
    package func checkedProfiles() throws(ConfigurationError) -> AuthorityProfiles {
        var profiles = AuthorityProfiles.published
        for authority in Authority.allCases {
            let section =
                switch authority {
                case .platform: authorities?.platform
                case .henan: authorities?.henan
                case .cpcc: authorities?.cpcc
                }
            guard let section else { continue }
            profiles = profiles.replacing(try section.rules(at: authority))
        }
        return profiles
    }
}

extension AuthoritySection {
    fileprivate func rules(at authority: Authority) throws(ConfigurationError) -> AuthorityRules {
        let place = Place(authority: authority)
        var rules = AuthorityRules.of(authority)
        try place.set(
            &rules.reviewWorkingDays, reviewWorkingDays, "review_working_days",
            1...AuthorityRules.Limits.reviewWorkingDaysMax)
        try place.set(
            &rules.pictureBytesLimit, pictureBytesLimit, "picture_bytes_limit",
            1...AuthorityRules.Limits.pictureBytesLimit)
        try place.set(
            &rules.pictureSideMin, pictureSidePixelsMin, "picture_side_pixels_min",
            1...AuthorityRules.Limits.pictureSidePixelsMax)
        try place.set(
            &rules.pictureSharpnessMin, pictureSharpnessMin, "picture_sharpness_min",
            0...AuthorityRules.Limits.pictureSharpnessMax)
        if let pictureTypes {
            let types: [AuthorityRules.PictureType] = try place.words(
                pictureTypes, "picture_types", AuthorityRules.PictureType.allCases)
            rules.pictureTypes = Set(types)
        }
        let personal: [DocumentSlot] = [.portraitSide, .emblemSide, .handheld, .identityCopy]
        if let residentDocuments {
            rules.documents.resident = try place.words(residentDocuments, "resident_documents", personal)
        }
        if let personDocuments {
            rules.documents.otherPerson = try place.words(
                personDocuments, "person_documents", personal.filter { $0 != .emblemSide })
        }
        if let institutionDocuments {
            rules.documents.institution = try place.words(
                institutionDocuments, "institution_documents", [.licence, .identityCopy, .handheld])
        }
        rules.mayExtendReview = mayExtendReview ?? rules.mayExtendReview
        rules.needsApprovalToSignIn = needsApprovalToSignIn ?? rules.needsApprovalToSignIn
        rules.asksForProvinceOfOrigin = asksForProvinceOfOrigin ?? rules.asksForProvinceOfOrigin
        rules.needsConfirmedEmail = needsConfirmedEmail ?? rules.needsConfirmedEmail
        rules.asksForEmailCode = asksForEmailCode ?? rules.asksForEmailCode
        rules.needsIndustry = needsIndustry ?? rules.needsIndustry
        rules.needsOffice = needsOffice ?? rules.needsOffice
        rules.asksForAdministrator = asksForAdministrator ?? rules.asksForAdministrator
        rules.asksForTradingPlatform = asksForTradingPlatform ?? rules.asksForTradingPlatform
        rules.asksForFlatLicence = asksForFlatLicence ?? rules.asksForFlatLicence
        rules.asksForSealedLicence = asksForSealedLicence ?? rules.asksForSealedLicence
        if let province {
            guard province.isEmpty || Regions.provinces.contains(where: { $0.code == province }) else {
                throw place.invalid("province", "is the code of no province, e.g. \"41\"")
            }
            rules.province = province.isEmpty ? nil : province
        }
        guard !rules.asksForProvinceOfOrigin || rules.province != nil else {
            throw place.invalid("asks_for_province_of_origin", "needs a province that is the authority's own")
        }
        if let watermark {
            let isFit = TextRule(1...AuthorityRules.Limits.watermarkCharactersMax).fault(in: watermark) == nil
            guard watermark.isEmpty || isFit else {
                throw place.invalid(
                    "watermark",
                    "has at most \(AuthorityRules.Limits.watermarkCharactersMax) characters that can be read")
            }
            rules.watermark = watermark.isEmpty ? nil : watermark
        }
        return rules
    }

    /// Where an authority's section stands.
    private struct Place {
        let authority: Authority

        func invalid(_ key: String, _ reason: String) -> ConfigurationError {
            .invalid(
                place: "configuration", path: "identity.authorities.\(authority.rawValue).\(key)", reason: reason)
        }

        func set(
            _ value: inout Int, _ said: Int?, _ key: String, _ range: ClosedRange<Int>
        ) throws(ConfigurationError) {
            guard let said else { return }
            guard range.contains(said) else {
                throw invalid(key, "must be from \(range.lowerBound) to \(range.upperBound)")
            }
            value = said
        }

        func words<Word: RawRepresentable<String> & Hashable>(
            _ said: [String], _ key: String, _ known: [Word]
        ) throws(ConfigurationError) -> [Word] {
            let words = said.compactMap { text in known.first { $0.rawValue == text } }
            guard !said.isEmpty, words.count == said.count, Set(words).count == words.count else {
                throw invalid(
                    key, "names one or more of \(known.map(\.rawValue).joined(separator: ", ")), each once")
            }
            return words
        }
    }
}
