internal import MeshKernel
internal import MeshStore

/// Where this service's sealed columns stand.
enum SealedPlaces {
    static func projectTitle(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "projects", column: "title", row: id.text)
    }

    static func opening(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "openings", column: "opening", row: id.text)
    }

    static func response(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "openings", column: "response", row: id.text)
    }

    static func copyright(_ project: Identifier, version: UInt32) -> SealedPlace {
        SealedPlace(table: "copyright_versions", column: "settings", row: project.text, "\(version)")
    }

    static func chainContent(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "chain_seals", column: "content", row: id.text)
    }

    static func chainOpening(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "chain_seals", column: "opening", row: id.text)
    }

    static func chainResponse(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "chain_seals", column: "response", row: id.text)
    }

    static func filingStatement(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "filings", column: "statement", row: id.text)
    }

    static func filingToken(_ id: Identifier) -> SealedPlace {
        SealedPlace(table: "filings", column: "token", row: id.text)
    }
}
