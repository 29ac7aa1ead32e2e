import MeshCrypto

@testable import colophon

/// Keys as `colophon pki init` makes them.
enum LocalKeys {
    static func make(in folder: StateFolder) throws {
        try StateFolder.makeFolder(folder.path)
        try LocalAuthority(folder: folder.keys, trustDomain: "colophon").initialize(
            origin: LocalAuthority.defaultOrigin)
    }
}
