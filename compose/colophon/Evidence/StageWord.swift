import ArgumentParser
import MeshAPI

/// Which part of a work's making a file shows.
enum StageWord: String, ExpressibleByArgument, CaseIterable {
    case conception
    case draft
    case revision
    case final
    case publication

    /// The same in the service's words.
    var wire: EvidenceV1.Stage {
        switch self {
        case .conception: .conception
        case .draft: .draft
        case .revision: .revision
        case .final: .final
        case .publication: .publication
        }
    }
}
