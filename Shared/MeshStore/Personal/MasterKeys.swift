package import MeshCrypto

/// The keys that wrap data keys and seal answers, by version. New values are sealed under the newest; old ones open as
/// long as their version is listed.
package struct MasterKeys: Sendable {
    private let keys: [Int: SealingKey]
    /// The version that seals.
    package let current: Int

    /// One key, version 1.
    package init(_ key: SealingKey) {
        keys = [1: key]
        current = 1
    }

    /// Several versions; nil when there is none.
    package init?(_ keys: [Int: SealingKey]) {
        guard let newest = keys.keys.max() else { return nil }
        self.keys = keys
        current = newest
    }

    /// The key of a version.
    func key(_ version: Int) throws(StoreError) -> SealingKey {
        guard let key = keys[version] else { throw .masterKeyMissing(version: version) }
        return key
    }

    /// Seals under the newest key and says which: version (four bytes, big-endian), then the sealed bytes.
    func seal(_ plain: [UInt8], _ place: SealedPlace) throws(StoreError) -> [UInt8] {
        let version = withUnsafeBytes(of: UInt32(current).bigEndian, Array.init)
        do {
            return version + (try key(current).seal(plain, associated: place.associated))
        } catch let error as StoreError {
            throw error
        } catch {
            throw .sealBroken
        }
    }

    /// Opens what `seal` made for the same place.
    func open(_ sealed: [UInt8], _ place: SealedPlace) throws(StoreError) -> [UInt8] {
        guard sealed.count > 4 else { throw .sealBroken }
        let version = sealed.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let key = try key(version)
        do {
            return try key.open(Array(sealed.dropFirst(4)), associated: place.associated)
        } catch {
            throw .sealBroken
        }
    }
}
