/// The sheet for people that goes with a bundle, or why there is none. Bundles of the first version have neither.
package enum BundleCertificate: Sendable, Equatable {
    /// PDF.
    case made([UInt8])
    /// It could not be made; the reason, in words for the bundle's reader.
    case missing(reason: String)
}
