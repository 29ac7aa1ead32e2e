/// Every bound of this room.
package enum Limits {
    /// The largest PEM or key file that is read.
    package static let keyFileBytesMax = 256 * 1_024
    /// The longest compact token that is looked at; longer ones are refused unread.
    package static let tokenBytesMax = 4 * 1_024
    /// The longest life a token may claim, in seconds.
    package static let tokenLifetimeSecondsMax: Int64 = 300
    /// How far two machines' clocks may disagree about a token, in seconds.
    package static let tokenSkewSeconds: Int64 = 5
    /// The length of a master key.
    package static let sealingKeyBytes = 32
    /// How many certificates one PEM file may hold.
    package static let certificatesPerFileMax = 32
    /// How long a service certificate is good for.
    package static let serviceCertificateDays = 90
    /// How long an authority's own certificate, or a timestamp signer's, is good for.
    package static let authorityCertificateDays = 3_650
    /// How far before its making a certificate begins, so that a peer whose clock is behind accepts it.
    package static let certificateBackdateSeconds: Int64 = 300
}
