/// A fact that an application for registration would still have to ask for.
package struct MissingFact: Sendable, Equatable {
    /// Path of the field in the settings, in the `.proto`'s names.
    package let field: String
    /// What it is, for people.
    package let description: String

    package init(field: String, description: String) {
        self.field = field
        self.description = description
    }
}

extension CopyrightSettings {
    /// What the works form would still ask for, in the form's order; empty when an application needs nothing more.
    package func missingFacts(categories: WorksCategoryList) -> [MissingFact] {
        var missing: [MissingFact] = []
        func need(_ field: String, _ isThere: Bool, _ description: String) {
            if !isThere { missing.append(MissingFact(field: field, description: description)) }
        }
        need("category", category != nil, "the category of the work")
        let isExplained = category.flatMap { categories[$0]?.needsExplanation } != true || !categoryExplanation.isEmpty
        need("category_explanation", isExplained, "what the work is, in a category that does not say")
        need("owners", !owners.isEmpty, "at least one owner")
        for (place, owner) in owners.enumerated() {
            let field = "owners[\(place)]"
            need(field + ".kind", owner.kind != nil, "whether the owner is a person or what institution")
            need(field + ".document_kind", owner.documentKind != nil, "the owner's document")
            need(field + ".document_number", !owner.documentNumber.isEmpty, "the number of the owner's document")
            need(field + ".nationality", owner.home != nil, "the owner's nationality")
            need(
                field + ".city", owner.home.map { $0.country != "CN" || !$0.city.isEmpty } ?? false, "the owner's city")
            need(field + ".signature_kind", owner.signature != nil, "how the owner signs")
        }
        need("authors", !authors.isEmpty, "at least one author")
        for (place, author) in authors.enumerated() {
            need("authors[\(place)].signature_kind", author.signature != nil, "how the author signs")
        }
        need("nature", nature != nil, "how the work came about")
        need("nature_explanation", nature != .other || !natureExplanation.isEmpty, "how else the work came about")
        need("completed_on", completedOn != nil, "the day of completion")
        need("completed_at", completedAt != nil, "the place of completion")
        need("publication", publication != nil, "whether the work is published")
        if publication == .published {
            need("first_published_on", firstPublishedOn != nil, "the day of first publication")
            need("first_published_at", firstPublishedAt != nil, "the place of first publication")
        }
        need("acquisition", acquisition != nil, "how the owners acquired the rights")
        need(
            "acquisition_explanation", acquisition != .other || !acquisitionExplanation.isEmpty,
            "how else the owners acquired the rights")
        need("attribution", attribution != nil, "to whom the work belongs by its making")
        need("rights_scope", rightsScope != nil, "which rights the owners have")
        need("extent", extent != nil, "whether it is one work or a series")
        need("explanation.purpose", !explanation.purpose.isEmpty, "what the work was made for")
        need("explanation.process", !explanation.process.isEmpty, "how the work was made")
        need("explanation.originality", !explanation.originality.isEmpty, "what is original in the work")
        return missing
    }
}
