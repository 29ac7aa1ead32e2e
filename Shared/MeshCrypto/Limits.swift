/// Every bound of this room.
enum Limits {
    /// The largest PEM or key file that is read.
    static let keyFileBytesMax = 256 * 1_024
    /// The longest compact token that is looked at; longer ones are refused unread.
    static let tokenBytesMax = 4 * 1_024
    /// The longest life a token may claim, in seconds.
    static let tokenLifetimeSecondsMax: Int64 = 300
    /// How far two machines' clocks may disagree about a token, in seconds.
    static let tokenSkewSeconds: Int64 = 5
    /// The length of a master key.
    static let sealingKeyBytes = 32
    /// The longest service or replica name that a certificate is made for.
    static let nameBytesMax = 48
    /// How many certificates one PEM file may hold.
    static let certificatesPerFileMax = 32
    /// How long a service certificate is good for.
    static let serviceCertificateDays = 90
    /// How long an authority's own certificate, or a timestamp signer's, is good for.
    static let authorityCertificateDays = 3_650
    /// How far before its making a certificate begins, so that a peer whose clock is behind accepts it.
    static let certificateBackdateSeconds: Int64 = 300
}
