internal import MeshKernel

extension CopyrightSettings {
    /// Names the form of the settings.
    package static let format = "colophon/copyright/v1"

    /// The settings in the one canonical JSON: stored, and committed to by every item sealed under them. What says
    /// nothing is left out.
    package var encoded: [UInt8] {
        var members: [CanonicalJSON.Member] = [.init("format", .string(Self.format))]
        members.add("owners", owners.map(\.json))
        members.add("authors", authors.map(\.json))
        members.add("category", category)
        members.add("categoryExplanation", categoryExplanation)
        members.add("nature", nature?.rawValue)
        members.add("natureExplanation", natureExplanation)
        members.add("completedOn", completedOn.map(FormDay.text))
        members.add("completedAt", completedAt?.json)
        members.add("publication", publication?.rawValue)
        members.add("firstPublishedOn", firstPublishedOn.map(FormDay.text))
        members.add("firstPublishedAt", firstPublishedAt?.json)
        members.add("acquisition", acquisition?.rawValue)
        members.add("acquisitionExplanation", acquisitionExplanation)
        members.add("attribution", attribution?.rawValue)
        members.add("rightsScope", rightsScope?.rawValue)
        members.add("rights", rights.map { .string($0.rawValue) })
        members.add("extent", extent?.rawValue)
        members.add("purpose", explanation.purpose)
        members.add("process", explanation.process)
        members.add("originality", explanation.originality)
        members.add("trainingUse", trainingUse?.rawValue)
        return CanonicalJSON.object(members).encoded
    }

    /// Reads settings of this version; nil unless the bytes are exactly what `encoded` gives.
    package init?(decoding bytes: [UInt8]) {
        guard let json = CanonicalJSON(parsing: bytes), json["format"]?.string == Self.format else { return nil }
        self.init()
        owners = (json["owners"]?.array ?? []).map(Owner.init)
        authors = (json["authors"]?.array ?? []).map(Author.init)
        category = json["category"]?.string
        categoryExplanation = json.text("categoryExplanation")
        nature = json.word("nature")
        natureExplanation = json.text("natureExplanation")
        completedOn = json["completedOn"]?.string.flatMap(FormDay.parse)
        completedAt = json["completedAt"].map(Place.init)
        publication = json.word("publication")
        firstPublishedOn = json["firstPublishedOn"]?.string.flatMap(FormDay.parse)
        firstPublishedAt = json["firstPublishedAt"].map(Place.init)
        acquisition = json.word("acquisition")
        acquisitionExplanation = json.text("acquisitionExplanation")
        attribution = json.word("attribution")
        rightsScope = json.word("rightsScope")
        rights = (json["rights"]?.array ?? []).compactMap { $0.string.flatMap(WorkRight.init) }
        extent = json.word("extent")
        explanation = Explanation(
            purpose: json.text("purpose"), process: json.text("process"), originality: json.text("originality"))
        trainingUse = json.word("trainingUse")
        // Whatever was not understood is missing from what would be written.
        guard encoded == bytes else { return nil }
    }
}

extension CopyrightSettings.Place {
    fileprivate init(_ json: CanonicalJSON) {
        self.init(country: json.text("country"), province: json.text("province"), city: json.text("city"))
    }

    fileprivate var json: CanonicalJSON {
        var members: [CanonicalJSON.Member] = [.init("country", .string(country))]
        members.add("province", province)
        members.add("city", city)
        return .object(members)
    }
}

extension CopyrightSettings.Signature {
    fileprivate init?(_ json: CanonicalJSON) {
        guard let kind: SignatureKind = json.word("kind") else { return nil }
        self.init(kind: kind, name: json.text("name"))
    }

    fileprivate var json: CanonicalJSON {
        var members: [CanonicalJSON.Member] = [.init("kind", .string(kind.rawValue))]
        members.add("name", name)
        return .object(members)
    }
}

extension CopyrightSettings.Owner {
    fileprivate init(_ json: CanonicalJSON) {
        self.init(
            name: json.text("name"), kind: json.word("kind"), documentKind: json.word("documentKind"),
            documentNumber: json.text("documentNumber"), home: json["home"].map(CopyrightSettings.Place.init),
            signature: json["signature"].flatMap(CopyrightSettings.Signature.init))
    }

    fileprivate var json: CanonicalJSON {
        var members: [CanonicalJSON.Member] = [.init("name", .string(name))]
        members.add("kind", kind?.rawValue)
        members.add("documentKind", documentKind?.rawValue)
        members.add("documentNumber", documentNumber)
        members.add("home", home?.json)
        members.add("signature", signature?.json)
        return .object(members)
    }
}

extension CopyrightSettings.Author {
    fileprivate init(_ json: CanonicalJSON) {
        self.init(
            name: json.text("name"), signature: json["signature"].flatMap(CopyrightSettings.Signature.init))
    }

    fileprivate var json: CanonicalJSON {
        var members: [CanonicalJSON.Member] = [.init("name", .string(name))]
        members.add("signature", signature?.json)
        return .object(members)
    }
}

extension CanonicalJSON {
    fileprivate func text(_ key: String) -> String { self[key]?.string ?? "" }

    fileprivate func word<Word: FormWord>(_ key: String) -> Word? { self[key]?.string.flatMap { Word(rawValue: $0) } }
}

extension [CanonicalJSON.Member] {
    fileprivate mutating func add(_ key: String, _ value: CanonicalJSON?) {
        if let value { append(.init(key, value)) }
    }

    fileprivate mutating func add(_ key: String, _ text: String?) {
        if let text, !text.isEmpty { append(.init(key, .string(text))) }
    }

    fileprivate mutating func add(_ key: String, _ values: [CanonicalJSON]) {
        if !values.isEmpty { append(.init(key, .array(values))) }
    }
}
