/// Copyright settings as they were said, before anything was checked. Numbers are the wire's; 0 and empty texts say
/// nothing.
package struct CopyrightDraft: Sendable, Equatable {
    /// A place as it was said.
    package struct Place: Sendable, Equatable {
        /// Country, province, city.
        package var country = "", province = "", city = ""

        package init(country: String, province: String, city: String) {
            self.country = country
            self.province = province
            self.city = city
        }
    }

    /// An owner as it was said.
    package struct Owner: Sendable, Equatable {
        /// As the fields of the settings.
        package var name = "", documentNumber = "", nationality = "", province = "", city = "", signature = ""
        /// Numbers of the wire.
        package var kind: Int32 = 0, documentKind: Int32 = 0, signatureKind: Int32 = 0

        package init() {}
    }

    /// An author as it was said.
    package struct Author: Sendable, Equatable {
        /// As the fields of the settings.
        package var name = "", signature = ""
        /// Number of the wire.
        package var signatureKind: Int32 = 0

        package init() {}
    }

    /// Who holds the rights, who made it.
    package var owners: [Owner] = [], authors: [Author] = []
    /// As the fields of the settings.
    package var category = "", categoryExplanation = "", natureExplanation = "", acquisitionExplanation = ""
    /// Days, YYYY-MM-DD.
    package var completedOn = "", firstPublishedOn = ""
    /// Places.
    package var completedAt: Place?, firstPublishedAt: Place?
    /// Texts for the form.
    package var purpose = "", process = "", originality = ""
    /// Numbers of the wire.
    package var nature: Int32 = 0, publication: Int32 = 0, acquisition: Int32 = 0, attribution: Int32 = 0
    /// Numbers of the wire.
    package var rightsScope: Int32 = 0, extent: Int32 = 0, trainingUse: Int32 = 0
    /// Numbers of the wire.
    package var rights: [Int32] = []

    package init() {}
}
