package import MeshCrypto

/// The data key of one person: seals what is personal to them, column by column. Destroying it erases all of that at
/// once, in backups too.
package struct SubjectKey: Sendable {
    /// Whose key it is.
    package let subject: String
    /// For what is not a column: blobs.
    package let key: SealingKey
    private let indexKey: [UInt8]

    init(subject: String, bytes: [UInt8]) throws(StoreError) {
        guard let key = SealingKey(bytes: Array(bytes.prefix(32))) else { throw .sealBroken }
        self.subject = subject
        self.key = key
        indexKey = Array(bytes.suffix(32))
    }

    /// Seals a value for its place.
    package func seal(_ plain: [UInt8], at place: SealedPlace) throws(StoreError) -> [UInt8] {
        do {
            return try key.seal(plain, associated: place.associated)
        } catch {
            throw .sealBroken
        }
    }

    /// Opens a value sealed for the same place; throws `StoreError.sealBroken` when it was sealed for another.
    package func open(_ sealed: [UInt8], at place: SealedPlace) throws(StoreError) -> [UInt8] {
        do {
            return try key.open(sealed, associated: place.associated)
        } catch {
            throw .sealBroken
        }
    }

    /// A value that equals another of the same table and column exactly when their plain values are equal, and tells
    /// nothing else (HMAC-SHA-256).
    package func blindIndex(_ plain: [UInt8], table: String, column: String) -> [UInt8] {
        Digest.hmacSHA256(key: indexKey, SealedPlace(table: table, column: column).associated + plain)
    }
}
