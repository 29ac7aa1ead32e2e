internal import MeshStore

/// What of a message is sealed or stands as a keyed code: made before a transaction where its key is known already, so that
/// nobody waits for it in there.
struct SealedMessage: Sendable {
    /// Where it goes.
    let address: [UInt8]
    /// What finds it by that.
    let addressCode: [UInt8]
    /// What knows it again.
    let deduplication: [UInt8]
    /// Its headline.
    let title: [UInt8]
    /// What it says.
    let content: [UInt8]

    /// Seals `message` under its account's key, or the service's own while it has none.
    init(_ message: Message, under sealing: SubjectKey, key: ServiceKey) throws(StoreError) {
        let id = message.id
        address = try sealing.seal(Array(message.address.text.utf8), at: SealedPlaces.messageAddress(id))
        addressCode = key.code(of: message.address)
        deduplication = key.code(of: message.deduplicationKey)
        title = try sealing.seal(Array(message.content.title.utf8), at: SealedPlaces.messageTitle(id))
        content = try sealing.seal(Array(message.content.text.utf8), at: SealedPlaces.messageContent(id))
    }
}
