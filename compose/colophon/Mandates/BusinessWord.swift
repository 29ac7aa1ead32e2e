import ArgumentParser
import MeshAPI

/// What an agent may do for a holder, as it is named on a command line.
enum BusinessWord: String, ExpressibleByArgument, CaseIterable {
    case works
    case software
    case change
    case contract
    case evidence
    case market

    var wire: IdentityV1.Business {
        switch self {
        case .works: .worksRegistration
        case .software: .softwareRegistration
        case .change: .registrationChange
        case .contract: .contractRegistration
        case .evidence: .evidence
        case .market: .market
        }
    }

    /// Nil for one that this tool does not know.
    init?(_ business: IdentityV1.Business) {
        guard let word = Self.allCases.first(where: { $0.wire == business }) else { return nil }
        self = word
    }

    /// Businesses as people read them.
    static func words(_ businesses: [IdentityV1.Business]) -> String {
        businesses.map { Self($0)?.rawValue ?? "unknown" }.joined(separator: ", ")
    }
}
