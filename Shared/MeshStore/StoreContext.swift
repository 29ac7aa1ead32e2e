import MeshKernel

/// What every snapshot and transaction of one store shares.
struct StoreContext: Sendable {
    let time: any TimeSource
    let random: any RandomSource
    let identifiers: IdentifierSource
    let masterKeys: MasterKeys?
    /// The event types that the service declared, by name.
    let eventTypes: [String: EventType]
    /// The random name of this store's history.
    let epoch: String
}
