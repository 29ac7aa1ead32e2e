import ArgumentParser
import MeshAPI

/// What may be consented to, as it is said on a command line.
enum ConsentWord: String, CaseIterable, ExpressibleByArgument {
    case identityDocument = "identity_document"
    case face

    /// The same on the wire.
    var wire: IdentityV1.ConsentKind {
        switch self {
        case .identityDocument: .identityDocument
        case .face: .face
        }
    }
}
