internal import MeshAPI
internal import MeshKernel
internal import MeshRPC
internal import ProtobufC

extension CopyrightDraft {
    /// What a message says.
    init(_ message: EvidenceV1.CopyrightSettings) {
        self.init()
        owners = message.owners.map(Owner.init)
        authors = message.authors.map(Author.init)
        category = message.category
        categoryExplanation = message.categoryExplanation
        nature = message.nature.rawValue
        natureExplanation = message.natureExplanation
        completedOn = message.completedOn
        completedAt = message.completedAt.map(Place.init)
        publication = message.publication.rawValue
        firstPublishedOn = message.firstPublishedOn
        firstPublishedAt = message.firstPublishedAt.map(Place.init)
        acquisition = message.acquisition.rawValue
        acquisitionExplanation = message.acquisitionExplanation
        attribution = message.attribution.rawValue
        rightsScope = message.rightsScope.rawValue
        rights = message.rights.map(\.rawValue)
        extent = message.extent.rawValue
        purpose = message.explanation?.purpose ?? ""
        process = message.explanation?.process ?? ""
        originality = message.explanation?.originality ?? ""
        trainingUse = message.trainingUse.rawValue
    }
}

extension CopyrightDraft.Place {
    init(_ message: EvidenceV1.Place) {
        self.init(country: message.country, province: message.province, city: message.city)
    }
}

extension CopyrightDraft.Owner {
    init(_ message: EvidenceV1.Owner) {
        self.init()
        name = message.name
        kind = message.kind.rawValue
        documentKind = message.documentKind.rawValue
        documentNumber = message.documentNumber
        nationality = message.nationality
        province = message.province
        city = message.city
        signatureKind = message.signatureKind.rawValue
        signature = message.signature
    }
}

extension CopyrightDraft.Author {
    init(_ message: EvidenceV1.Author) {
        self.init()
        name = message.name
        signatureKind = message.signatureKind.rawValue
        signature = message.signature
    }
}

extension EvidenceV1.Copyright {
    init(_ version: CopyrightVersion, project: String) {
        self.init(
            project: project, version: version.number, settings: EvidenceV1.CopyrightSettings(version.settings),
            setAt: GoogleProtobuf.Timestamp(version.setAt), canonical: version.settings.encoded,
            salt: version.salt.bytes)
    }
}

extension EvidenceV1.CopyrightSettings {
    init(_ settings: CopyrightSettings) {
        self.init(
            owners: settings.owners.map(EvidenceV1.Owner.init), authors: settings.authors.map(EvidenceV1.Author.init),
            category: settings.category ?? "", categoryExplanation: settings.categoryExplanation,
            nature: EvidenceV1.Nature(rawValue: settings.nature.number), natureExplanation: settings.natureExplanation,
            completedOn: settings.completedOn.map(FormDay.text) ?? "",
            completedAt: settings.completedAt.map(EvidenceV1.Place.init),
            publication: EvidenceV1.Publication(rawValue: settings.publication.number),
            firstPublishedOn: settings.firstPublishedOn.map(FormDay.text) ?? "",
            firstPublishedAt: settings.firstPublishedAt.map(EvidenceV1.Place.init),
            acquisition: EvidenceV1.Acquisition(rawValue: settings.acquisition.number),
            acquisitionExplanation: settings.acquisitionExplanation,
            attribution: EvidenceV1.Attribution(rawValue: settings.attribution.number),
            rightsScope: EvidenceV1.RightsScope(rawValue: settings.rightsScope.number),
            rights: settings.rights.map { EvidenceV1.Right(rawValue: $0.number) },
            extent: EvidenceV1.Extent(rawValue: settings.extent.number),
            explanation: EvidenceV1.Explanation(
                purpose: settings.explanation.purpose, process: settings.explanation.process,
                originality: settings.explanation.originality),
            trainingUse: EvidenceV1.TrainingUse(rawValue: settings.trainingUse.number))
    }
}

extension EvidenceV1.Place {
    init(_ place: CopyrightSettings.Place) {
        self.init(country: place.country, province: place.province, city: place.city)
    }
}

extension EvidenceV1.Owner {
    init(_ owner: CopyrightSettings.Owner) {
        self.init(
            name: owner.name, kind: EvidenceV1.OwnerKind(rawValue: owner.kind.number),
            documentKind: EvidenceV1.DocumentKind(rawValue: owner.documentKind.number),
            documentNumber: owner.documentNumber,
            nationality: owner.home?.country ?? "", province: owner.home?.province ?? "", city: owner.home?.city ?? "",
            signatureKind: EvidenceV1.SignatureKind(rawValue: (owner.signature?.kind).number),
            signature: owner.signature?.name ?? "")
    }
}

extension EvidenceV1.Author {
    init(_ author: CopyrightSettings.Author) {
        self.init(
            name: author.name, signatureKind: EvidenceV1.SignatureKind(rawValue: (author.signature?.kind).number),
            signature: author.signature?.name ?? "")
    }
}
