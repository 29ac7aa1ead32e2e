package import MeshKernel

/// Every fact of the works form that is not tied to one file: set once for a project, inherited by its items. What is
/// not known yet is nil or empty; what is there was checked.
package struct CopyrightSettings: Sendable, Equatable {
    /// Bounds of one project's settings.
    package enum Limits {
        /// Owners, and authors, of one work.
        package static let partiesMax = 32
        /// A name, or what a work is signed with, as a reader counts.
        package static let nameCharactersMax = 200
        /// A province or a city.
        package static let placeCharactersMax = 60
        /// A document's number.
        package static let documentNumberCharactersMax = 60
        /// What explains an "other".
        package static let remarkCharactersMax = 200
        /// Each of purpose, process and originality.
        package static let explanationCharactersMax = 2_000
        /// Characters can be long; so many bytes each at most.
        package static let characterBytesMax = 12
        /// Form dates are days in China, so many hours ahead of UTC.
        package static let formZoneHours: Int64 = 8
        /// Versions that one project may have.
        package static let versionsMax: Int64 = 1_000
    }

    /// Where something happened.
    package struct Place: Sendable, Equatable {
        /// ISO 3166-1 alpha-2.
        package var country: String
        /// Empty outside China when it is not known.
        package var province: String
        /// Empty when it is not known.
        package var city: String

        package init(country: String, province: String, city: String) {
            self.country = country
            self.province = province
            self.city = city
        }
    }

    /// How an owner or an author signs.
    package struct Signature: Sendable, Equatable {
        /// Real name, alias or none.
        package var kind: SignatureKind
        /// The name the work bears; empty for anonymity.
        package var name: String

        package init(kind: SignatureKind, name: String) {
            self.kind = kind
            self.name = name
        }
    }

    /// One holder of the rights.
    package struct Owner: Sendable, Equatable {
        /// Full name.
        package var name: String
        /// Person or institution.
        package var kind: OwnerKind?
        /// Shows who it is.
        package var documentKind: DocumentKind?
        /// In its normal form; empty when it is not known.
        package var documentNumber: String
        /// Nationality and seat; nil when it is not known.
        package var home: Place?
        /// How it signs.
        package var signature: Signature?

        package init(
            name: String, kind: OwnerKind?, documentKind: DocumentKind?, documentNumber: String, home: Place?,
            signature: Signature?
        ) {
            self.name = name
            self.kind = kind
            self.documentKind = documentKind
            self.documentNumber = documentNumber
            self.home = home
            self.signature = signature
        }
    }

    /// One maker of the work.
    package struct Author: Sendable, Equatable {
        /// Full name.
        package var name: String
        /// How it signs.
        package var signature: Signature?

        package init(name: String, signature: Signature?) {
            self.name = name
            self.signature = signature
        }
    }

    /// What the work is for, how it was made, and what is its own.
    package struct Explanation: Sendable, Equatable {
        /// What it was made for.
        package var purpose: String
        /// How it was made.
        package var process: String
        /// What is original in it.
        package var originality: String

        package init(purpose: String, process: String, originality: String) {
            self.purpose = purpose
            self.process = process
            self.originality = originality
        }
    }

    /// Who holds the rights.
    package var owners: [Owner] = []
    /// Who made it.
    package var authors: [Author] = []
    /// Code in the configured list; nil when it is not known.
    package var category: String?
    /// For a category that needs one.
    package var categoryExplanation = ""
    /// How it came about.
    package var nature: WorkNature?
    /// For the nature "other".
    package var natureExplanation = ""
    /// The day it was completed.
    package var completedOn: CivilDate?
    /// Where it was completed.
    package var completedAt: Place?
    /// Whether it is public.
    package var publication: Publication?
    /// The day it became public.
    package var firstPublishedOn: CivilDate?
    /// Where it became public.
    package var firstPublishedAt: Place?
    /// How the owners came by it.
    package var acquisition: Acquisition?
    /// For the acquisition "other".
    package var acquisitionExplanation = ""
    /// To whom it belongs by its making.
    package var attribution: Attribution?
    /// All rights or some.
    package var rightsScope: RightsScope?
    /// Which, when it is some.
    package var rights: [WorkRight] = []
    /// One or several.
    package var extent: WorkExtent?
    /// Purpose, process, originality.
    package var explanation = Explanation(purpose: "", process: "", originality: "")
    /// About the training of models.
    package var trainingUse: TrainingUse?

    package init() {}
}
