internal import MeshCrypto
package import MeshRuntime

/// A third party as the configuration names it, and all that it names is there.
package struct CheckedThirdParty: Sendable {
    /// Which one.
    package let party: ThirdParty
    /// How it is spoken to; nil for a stand-in.
    package let dialect: (any ThirdPartyDialect)?
    /// The roots that its certificate must lead to; nil for the machine's.
    package let trust: String?
}

extension IdentityConfiguration {
    /// Through whom people may sign in. Refuses stand-ins and plain `http` outside development, and a secret that cannot
    /// be read, or that others can read too.
    package func checkedThirdParties(isDevelopment: Bool) throws(ConfigurationError) -> [CheckedThirdParty] {
        switch thirdParties ?? .nobody {
        case .nobody: return []
        case .embedded:
            guard isDevelopment else { throw .developmentOnly(path: "identity.third_parties") }
            return ThirdParty.familiar.map { CheckedThirdParty(party: $0, dialect: nil, trust: nil) }
        case .list(let sections):
            var checked: [CheckedThirdParty] = []
            for (index, section) in sections.enumerated() {
                let dialect = try section.dialect(
                    at: "identity.third_parties[\(index)]", isDevelopment: isDevelopment)
                checked.append(CheckedThirdParty(party: section.name, dialect: dialect, trust: section.trust))
            }
            return checked
        }
    }
}

extension ThirdPartySection {
    /// How it is spoken to; nil for a stand-in. `path` is where the section stands, for refusals.
    func dialect(at path: String, isDevelopment: Bool) throws(ConfigurationError) -> (any ThirdPartyDialect)? {
        guard isDevelopment || kind != .embedded else { throw .developmentOnly(path: "\(path).kind") }
        let addresses: [(name: String, address: ThirdPartyAddress?)] = [
            ("redirect_uri", redirectURI), ("authorization_endpoint", authorizationEndpoint),
            ("token_endpoint", tokenEndpoint), ("userinfo_endpoint", userinfoEndpoint),
        ]
        for (name, address) in addresses where address?.isSecure == false && !isDevelopment {
            throw Self.invalid(
                "\(path).\(name)", "of '\(self.name.rawValue)' must begin with https:// outside development")
        }
        switch kind {
        case .embedded: return nil
        case .oauth2:
            guard let authorizationEndpoint, let tokenEndpoint, let userinfoEndpoint else {
                throw Self.invalid(path, "lacks an endpoint")
            }
            return OAuthDialect(
                as: try client(scope: "openid", path: path),
                at: ThirdPartyEndpoints(
                    authorization: authorizationEndpoint, token: tokenEndpoint, userinfo: userinfoEndpoint),
                authentication: clientAuthentication == .clientSecretPost ? .post : .basic, issuer: issuerRule)
        case .wechat:
            return WeChatDialect(
                as: try client(scope: "snsapi_login", path: path),
                at: endpoints(
                    "https://open.weixin.qq.com/connect/qrconnect",
                    "https://api.weixin.qq.com/sns/oauth2/access_token", "https://api.weixin.qq.com/sns/userinfo"),
                subject: subject == .openid ? .openid : .unionid)
        case .dingtalk:
            return DingTalkDialect(
                as: try client(scope: "openid", path: path),
                at: endpoints(
                    "https://login.dingtalk.com/oauth2/auth",
                    "https://api.dingtalk.com/v1.0/oauth2/userAccessToken",
                    "https://api.dingtalk.com/v1.0/contact/users/me"),
                subject: subject == .openid ? .openid : .unionid)
        }
    }

    private var issuerRule: IssuerRule {
        guard let issuer else { return .never }
        return sendsIssuer == false ? .ifSent(issuer) : .always(issuer)
    }

    /// What the section names, and where it names nothing what the third party has told everybody.
    private func endpoints(
        _ authorization: StaticString, _ token: StaticString, _ userinfo: StaticString
    ) -> ThirdPartyEndpoints {
        ThirdPartyEndpoints(
            authorization: authorizationEndpoint ?? ThirdPartyAddress(secure: authorization),
            token: tokenEndpoint ?? ThirdPartyAddress(secure: token),
            userinfo: userinfoEndpoint ?? ThirdPartyAddress(secure: userinfo))
    }

    private func client(scope standard: String, path: String) throws(ConfigurationError) -> ThirdPartyClient {
        guard let clientID, let secretFile, let redirectURI else {
            throw Self.invalid(path, "lacks client_id, secret_file or redirect_uri")
        }
        if let trust {
            do throws(CryptoError) {
                _ = try FileBytes.read(trust, limitBytes: ThirdPartyClient.Limits.trustBytesMax)
            } catch {
                throw Self.invalid("\(path).trust", "of '\(self.name.rawValue)' is a file that \(Self.words(error))")
            }
        }
        let line: [UInt8]
        do throws(CryptoError) {
            line = Array(try FileBytes.readPrivate(secretFile).prefix { $0 != UInt8(ascii: "\n") })
        } catch {
            throw Self.invalid("\(path).secret_file", "of '\(self.name.rawValue)' is a file that \(Self.words(error))")
        }
        guard let secret = ThirdPartySecret(String(decoding: line, as: UTF8.self)) else {
            throw Self.invalid(
                "\(path).secret_file",
                "of '\(self.name.rawValue)' is a file whose first line is not the secret: 1 to "
                    + "\(ThirdPartySecret.Limits.charactersMax) visible ASCII characters and nothing else")
        }
        return ThirdPartyClient(
            id: clientID, secret: secret, redirectURI: redirectURI.text, scope: scope ?? standard)
    }

    /// Why a file is not taken, and what to do.
    private static func words(_ error: CryptoError) -> String {
        switch error {
        case .missing(let path): "is not there: \(path)"
        case .unreadable(let path, let reason): "cannot be read: \(path): \(reason)"
        case .exposed(let path, _): "others may read too: chmod 600 \(path)"
        case .tooLarge(let path, let limitBytes): "is longer than \(limitBytes) bytes: \(path)"
        default: "cannot be used: \(error)"
        }
    }

    private static func invalid(_ path: String, _ reason: String) -> ConfigurationError {
        .invalid(place: "configuration", path: path, reason: reason)
    }
}
