import MeshCrypto
import MeshKernel
import MeshTLS

/// Certificates and keys that the common configuration names, read and checked. A missing one refuses to start and is
/// never made.
struct ServiceKeys {
    let credentials: TLSCredentials
    let tokenKeys: TokenKeys
    let masterKey: SealingKey?

    init(_ configuration: CommonConfiguration, time: any TimeSource) throws(ConfigurationError) {
        let tls = configuration.tls
        do throws(TLSError) {
            credentials = try TLSCredentials(
                files: TLSFiles(certificate: tls.certificate, key: tls.key, trust: tls.trust),
                trustDomain: tls.trustDomain ?? "colophon", time: time)
        } catch {
            throw .invalid(place: "keys", path: "tls", reason: "cannot be used: \(error)")
        }
        guard credentials.identity.service == configuration.service else {
            throw .invalid(
                place: "keys", path: "tls.certificate",
                reason: "is of the service '\(credentials.identity.service)', not '\(configuration.service)'")
        }
        tokenKeys = try Self.tokenKeys(configuration, in: configuration.environment)
        masterKey = try configuration.store?.masterKey.map { path throws(ConfigurationError) in
            try Self.read("store.master_key") { () throws(CryptoError) in try SealingKey(path: path) }
        }
    }

    /// The keys whose signatures on tokens are believed.
    struct TokenKeys {
        /// Of whoever signs end users in.
        var published: [VerifyingKey] = []
        /// Whose tokens need be of no sign-in; nil outside development.
        var development: VerifyingKey?

        /// For the log: each by its name.
        var words: String {
            (published + (development.map { [$0] } ?? [])).map(AccessToken.keyIdentifier).joined(separator: " ")
        }
    }

    /// The keys whose signatures on tokens are believed, read anew; `environment` is where the process runs, whatever a
    /// file that was changed since its start says.
    static func tokenKeys(
        _ configuration: CommonConfiguration, in environment: CommonConfiguration.Environment
    ) throws(ConfigurationError) -> TokenKeys {
        var tokenKeys = TokenKeys()
        for (index, path) in (configuration.tokens.keys ?? []).enumerated() {
            tokenKeys.published.append(
                try read("tokens.keys[\(index)]") { () throws(CryptoError) in
                    try VerifyingKey(path: path)
                })
        }
        if let path = configuration.tokens.developmentKey {
            // The configuration has refused it already outside development; no key of that kind is ever read there.
            guard environment == .development else {
                throw .developmentOnly(path: "tokens.development_key")
            }
            tokenKeys.development = try read("tokens.development_key") { () throws(CryptoError) in
                try VerifyingKey(path: path)
            }
        }
        return tokenKeys
    }

    private static func read<Key>(
        _ key: String, _ body: () throws(CryptoError) -> Key
    ) throws(ConfigurationError) -> Key {
        do throws(CryptoError) {
            return try body()
        } catch {
            throw .invalid(place: "keys", path: key, reason: "cannot be used: \(error)")
        }
    }
}
