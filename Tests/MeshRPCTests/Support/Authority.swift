import MeshTestKit

/// One authority for all tests of this target.
enum Authority {
    private static let made = Result { try TestAuthority(services: ["evidence", "operator", "gateway", "registry"]) }

    static var shared: TestAuthority {
        get throws { try made.get() }
    }
}
