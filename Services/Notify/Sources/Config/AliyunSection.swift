/// The service that takes short messages with signed requests, in the configuration file.
package struct AliyunSection: Sendable, Decodable {
    /// Where it is, `https://dysmsapi.aliyuncs.com` when absent; `http` only in development.
    package var endpoint: String?
    /// The identifier of the key that requests are signed with.
    package var key: String
    /// Path of the file with the key's secret, which only its owner may read.
    package var secretFile: String
    /// The registered name of the sender.
    package var signName: String
    /// The registered template, whose only place is `text`.
    package var templateCode: String

    package init(
        endpoint: String? = nil, key: String, secretFile: String, signName: String, templateCode: String
    ) {
        self.endpoint = endpoint
        self.key = key
        self.secretFile = secretFile
        self.signName = signName
        self.templateCode = templateCode
    }
}
