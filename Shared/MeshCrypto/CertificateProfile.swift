/// What a certificate made here is for; each kind fixes its own extensions.
package enum CertificateProfile: Sendable, Equatable {
    /// The root of the mesh or of the timestamps: signs end-entity certificates and nothing else.
    case authority
    /// A process of the mesh: both ends of a connection, one URI, and `localhost` for tools that insist on a host name.
    case service(identity: String)
    /// Signs timestamps and nothing else (RFC 3161, section 2.3: the one usage, critical).
    case timestampSigner
    /// Extensions as listed, OpenSSL's notation: for certificates that must be refused.
    case raw([Extension])

    /// One extension: OpenSSL's short name and its value in OpenSSL's notation.
    package struct Extension: Sendable, Equatable {
        /// OpenSSL's short name of the extension, e.g. `keyUsage`.
        /// OpenSSL's short name, e.g. `keyUsage`.
        /// Its value in OpenSSL's configuration syntax, e.g. `critical,digitalSignature`.
        package let name: String
        /// The value in OpenSSL's notation, e.g. `critical,digitalSignature`.
        package let value: String

        package init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The extensions, in the order they stand in the certificate. The subject's key identifier comes before the
    /// authority's, which in a self-signed certificate repeats it.
    var extensions: [Extension] {
        switch self {
        case .authority:
            [
                Extension("basicConstraints", "critical,CA:TRUE,pathlen:0"),
                Extension("keyUsage", "critical,keyCertSign,cRLSign"),
                Extension("subjectKeyIdentifier", "hash"),
                Extension("authorityKeyIdentifier", "keyid:always"),
            ]
        case .service(let identity):
            [
                Extension("basicConstraints", "critical,CA:FALSE"),
                Extension("keyUsage", "critical,digitalSignature"),
                Extension("extendedKeyUsage", "serverAuth,clientAuth"),
                Extension("subjectAltName", "URI:\(identity),DNS:localhost,IP:127.0.0.1"),
                Extension("subjectKeyIdentifier", "hash"),
                Extension("authorityKeyIdentifier", "keyid:always"),
            ]
        case .timestampSigner:
            [
                Extension("basicConstraints", "critical,CA:FALSE"),
                Extension("keyUsage", "critical,digitalSignature"),
                Extension("extendedKeyUsage", "critical,timeStamping"),
                Extension("subjectKeyIdentifier", "hash"),
                Extension("authorityKeyIdentifier", "keyid:always"),
            ]
        case .raw(let list):
            list
        }
    }
}
