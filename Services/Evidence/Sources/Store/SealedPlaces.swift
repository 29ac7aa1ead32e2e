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
}
