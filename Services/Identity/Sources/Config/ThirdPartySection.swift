internal import MeshRuntime

/// A third party through which people may sign in, in the configuration file.
package struct ThirdPartySection: Sendable, Decodable {
    /// How it is spoken to.
    package enum Kind: String, ConfigurationChoice {
        /// Not at all: a stand-in in this process believes whoever says a name; development only.
        case embedded
        /// OAuth 2.0 with PKCE and the userinfo endpoint of OpenID Connect.
        case oauth2
        /// 微信开放平台
        case wechat
        /// 钉钉
        case dingtalk
    }

    /// How the token endpoint learns that it is us.
    package enum Authentication: String, ConfigurationChoice {
        case clientSecretBasic = "client_secret_basic"
        case clientSecretPost = "client_secret_post"
    }

    /// By which of its two names somebody is known here.
    package enum Subject: String, ConfigurationChoice {
        case unionid, openid
    }

    private enum CodingKeys: String, CodingKey, CaseIterable {
        case name, kind, clientID, secretFile, redirectURI, authorizationEndpoint, tokenEndpoint, userinfoEndpoint,
            clientAuthentication, scope, issuer, sendsIssuer, subject, trust

        /// The kinds that have the key.
        var kinds: [Kind] {
            switch self {
            case .name, .kind: Kind.allCases
            case .clientID, .secretFile, .redirectURI, .authorizationEndpoint, .tokenEndpoint, .userinfoEndpoint,
                .scope, .trust:
                [.oauth2, .wechat, .dingtalk]
            case .clientAuthentication, .issuer, .sendsIssuer: [.oauth2]
            case .subject: [.wechat, .dingtalk]
            }
        }
    }

    /// What it is called, here and for good.
    package let name: ThirdParty
    /// How it is spoken to.
    package let kind: Kind
    /// Our name there; nil for a stand-in, as everything below.
    package let clientID: String?
    /// Path of the file with our secret there, which only its owner may read.
    package let secretFile: String?
    /// Where it sends people back to.
    package let redirectURI: ThirdPartyAddress?
    /// Where people are sent; the public one of its kind when absent.
    package let authorizationEndpoint: ThirdPartyAddress?
    /// Where codes are redeemed; the public one of its kind when absent.
    package let tokenEndpoint: ThirdPartyAddress?
    /// Where it is told whose a token is; the public one of its kind when absent.
    package let userinfoEndpoint: ThirdPartyAddress?
    /// How the token endpoint learns that it is us; in a header when absent.
    package let clientAuthentication: Authentication?
    /// What is asked for; what its kind asks for when absent.
    package let scope: String?
    /// What it calls itself (RFC 9207); nil when it does not say.
    package let issuer: String?
    /// Whether it says so with every answer; yes when absent and `issuer` is there.
    package let sendsIssuer: Bool?
    /// By which of its names somebody is known here; by `unionid` when absent.
    package let subject: Subject?
    /// Path of the roots in PEM, to one of which its certificate must lead, and to none of the machine's; those when
    /// absent.
    package let trust: String?

    /// Reads a section, and refuses what its kind does not have, or lacks.
    package init(from decoder: any Decoder) throws {
        let keys = try decoder.container(keyedBy: CodingKeys.self)
        kind = try keys.decode(Kind.self, forKey: .kind)
        let known = kind
        for key in CodingKeys.allCases where keys.contains(key) && !key.kinds.contains(known) {
            let kinds = key.kinds.map(\.rawValue).joined(separator: ", ")
            throw Self.refusal(keys, key, "does not belong to the kind \(known.rawValue), but to \(kinds)")
        }
        guard let name = ThirdParty(rawValue: try keys.decode(String.self, forKey: .name)) else {
            throw Self.refusal(
                keys, .name,
                "must be a small letter, then small letters, digits and '-', "
                    + "\(ThirdParty.Limits.nameCharactersMax) characters at most")
        }
        self.name = name
        let isRemote = known != .embedded
        clientID = try Self.text(keys, .clientID, "the name under which the third party knows this house", isRemote)
        secretFile = try Self.text(
            keys, .secretFile, "the path of a file of mode 0600 whose first line is the secret", isRemote)
        redirectURI = try Self.address(
            keys, .redirectURI, "where the third party sends people back to, as it was registered there", isRemote)
        let isOpen = known == .oauth2
        authorizationEndpoint = try Self.address(keys, .authorizationEndpoint, "where people are sent", isOpen)
        tokenEndpoint = try Self.address(keys, .tokenEndpoint, "where codes are redeemed", isOpen)
        userinfoEndpoint = try Self.address(keys, .userinfoEndpoint, "where it is told whose a token is", isOpen)
        clientAuthentication = try keys.decodeIfPresent(Authentication.self, forKey: .clientAuthentication)
        scope = try Self.text(keys, .scope, "", false)
        issuer = try Self.address(keys, .issuer, "", false)?.text
        guard issuer?.contains("?") != true else {
            throw Self.refusal(keys, .issuer, "must have no query (RFC 9207, section 2)")
        }
        sendsIssuer = try keys.decodeIfPresent(Bool.self, forKey: .sendsIssuer)
        guard sendsIssuer == nil || issuer != nil else {
            throw Self.refusal(keys, .sendsIssuer, "needs an `issuer` to compare what it sends with; name it")
        }
        subject = try keys.decodeIfPresent(Subject.self, forKey: .subject)
        trust = try Self.text(keys, .trust, "", false)
    }

    /// A text of visible characters; `what` is said when it must be there and is not.
    private static func text(
        _ keys: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys, _ what: String, _ isNeeded: Bool
    ) throws -> String? {
        guard let text = try keys.decodeIfPresent(String.self, forKey: key) else {
            guard isNeeded else { return nil }
            throw refusal(keys, key, "is missing: \(what)")
        }
        let allowed: ClosedRange<UInt8> =
            switch key {
            case .secretFile, .trust: 0x20...0xFF
            case .scope: 0x20...0x7E
            default: 0x21...0x7E
            }
        guard (1...Limits.thirdPartyTextBytesMax).contains(text.utf8.count), text.utf8.allSatisfy(allowed.contains)
        else {
            throw refusal(
                keys, key, "is empty, longer than \(Limits.thirdPartyTextBytesMax) bytes, or has other characters")
        }
        return text
    }

    private static func address(
        _ keys: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys, _ what: String, _ isNeeded: Bool
    ) throws -> ThirdPartyAddress? {
        guard let text = try keys.decodeIfPresent(String.self, forKey: key) else {
            guard isNeeded else { return nil }
            throw refusal(keys, key, "is missing: \(what)")
        }
        do throws(ThirdPartyAddress.Fault) {
            return try ThirdPartyAddress(text)
        } catch {
            let fault =
                switch error {
                case .tooLong: "is longer than \(ThirdPartyAddress.Limits.bytesMax) bytes"
                case .scheme: "must begin with https://"
                case .character: "has a character that addresses do not have; write it with %"
                case .fragment: "must have no part behind '#'"
                case .credentials: "must have neither name nor password in it"
                case .host: "has no host"
                case .port: "has no port from 1 to 65535 behind ':'"
                }
            throw refusal(keys, key, fault)
        }
    }

    private static func refusal(
        _ keys: KeyedDecodingContainer<CodingKeys>, _ key: CodingKeys, _ words: String
    ) -> DecodingError {
        .dataCorruptedError(forKey: key, in: keys, debugDescription: words)
    }
}
