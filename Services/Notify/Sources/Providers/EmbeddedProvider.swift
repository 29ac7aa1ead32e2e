internal import MeshKernel

/// Takes everything and sends nothing: the message stays in the store, where `colophon inbox` reads it. For development,
/// where nobody has a telephone; it would show codes to whoever may read the inbox, so it runs nowhere else.
package struct EmbeddedProvider: DeliveryProvider {
    /// Its name.
    package static let name = "embedded"

    package init() {}

    package var name: String { Self.name }
    package var canLookUp: Bool { true }

    package func deliver(_ parcel: Parcel) async -> AttemptOutcome {
        .delivered(reference: parcel.message.id.text)
    }

    package func lookUp(_ parcel: Parcel) async -> LookUp { .report(.delivered) }
}
