/// Where a process finds its certificate, its key and whom to trust; all PEM.
public struct TLSFiles: Sendable, Codable, Equatable {
    /// The leaf, followed by any intermediate authorities.
    public var certificate: String
    /// The leaf's private key, unencrypted, readable by its owner alone.
    public var key: String
    /// Files of authorities' certificates, any number in each. While one authority is replaced by another both are here.
    public var trust: [String]

    public init(certificate: String, key: String, trust: [String]) {
        self.certificate = certificate
        self.key = key
        self.trust = trust
    }
}
