import ArgumentParser
import FuzzTargets
import MeshTestKit

/// Any target, by its name.
enum AnySubject: ExpressibleByArgument {
    case wire(FuzzSubject)
    case service(ServiceSubject)

    static let all = FuzzSubject.allCases.map { AnySubject.wire($0) } + ServiceSubject.allCases.map { .service($0) }
    static var allValueStrings: [String] { all.map(\.name) }

    init?(argument: String) {
        guard let found = Self.all.first(where: { $0.name == argument }) else { return nil }
        self = found
    }

    var name: String {
        switch self {
        case .wire(let subject): subject.rawValue
        case .service(let subject): subject.rawValue
        }
    }

    /// Sets the target up.
    func target() async throws -> any FuzzTarget {
        switch self {
        case .wire(let subject): try await subject.target()
        case .service(let subject): try subject.target()
        }
    }
}
