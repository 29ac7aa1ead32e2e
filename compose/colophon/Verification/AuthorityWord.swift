import ArgumentParser
import MeshAPI

/// An authority as it is named on a command line.
enum AuthorityWord: String, ExpressibleByArgument, CaseIterable {
    case platform
    case henan
    case cpcc

    var wire: IdentityV1.Authority {
        switch self {
        case .platform: .platform
        case .henan: .henan
        case .cpcc: .cpcc
        }
    }
}
