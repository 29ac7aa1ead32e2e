internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime

extension NotifyConfiguration {
    /// Who short messages are from; refuses a name that operators would not take.
    func checkedSender() throws(ConfigurationError) -> SenderName {
        guard let name = SenderName(sender ?? "Colophon") else {
            throw .invalid(
                place: "configuration", path: "notify.sender",
                reason: "is not a name of \(SenderName.Limits.charactersMin) to \(SenderName.Limits.charactersMax)"
                    + " characters without spaces and brackets")
        }
        return name
    }

    /// Who takes the messages of a channel, the first choice first. Refuses the embedded provider outside development,
    /// and the same provider twice.
    func providers(
        _ channel: Channel, isDevelopment: Bool, exchanges: OffloadPool, time: any TimeSource,
        random: any RandomSource
    ) throws(ConfigurationError) -> [any DeliveryProvider] {
        let wanted = channel == .sms ? sms : email
        let kinds = wanted ?? (isDevelopment ? [.embedded] : [])
        let path = "notify.\(channel.rawValue)"
        // Messages would be accepted and never leave.
        guard isDevelopment || !kinds.isEmpty else {
            throw .invalid(
                place: "configuration", path: path,
                reason: "names no provider, and outside development there is none by itself")
        }
        guard kinds.count <= Limits.providersMax, Set(kinds).count == kinds.count else {
            throw .invalid(
                place: "configuration", path: path,
                reason: "names a provider twice, or more than \(Limits.providersMax)")
        }
        var providers: [any DeliveryProvider] = []
        for kind in kinds {
            switch kind {
            case .embedded:
                guard isDevelopment else { throw .developmentOnly(path: path) }
                providers.append(EmbeddedProvider())
            case .smtp:
                guard channel == .email else {
                    throw .invalid(place: "configuration", path: path, reason: "a mail server takes letters alone")
                }
                let (server, from) = try mailServer(isDevelopment: isDevelopment)
                providers.append(
                    MailProvider(server, from: from, sender: try checkedSender().text, exchanges: exchanges))
            case .aliyun:
                guard channel == .sms else {
                    throw .invalid(
                        place: "configuration", path: path, reason: "this service takes short messages alone")
                }
                providers.append(
                    AliyunProvider(
                        try aliyunContract(isDevelopment: isDevelopment), sender: try checkedSender(),
                        exchanges: exchanges, time: time, random: random))
            }
        }
        return providers
    }

    /// The mail server that the section names, and the address that letters are from.
    private func mailServer(isDevelopment: Bool) throws(ConfigurationError) -> (MailServer, Address) {
        guard let smtp else {
            throw .missing(
                file: "configuration", path: "notify.smtp.host", variable: "COLOPHON_NOTIFY_SMTP_HOST", lookalike: nil)
        }
        guard let from = Address(email: smtp.from) else {
            throw .invalid(place: "configuration", path: "notify.smtp.from", reason: "is not an e-mail address")
        }
        let security = smtp.security ?? .starttls
        guard security != .none || isDevelopment else { throw .developmentOnly(path: "notify.smtp.security") }
        let port = smtp.port ?? (security == .tls ? 465 : 587)
        guard (1...65_535).contains(port), !smtp.host.isEmpty, !smtp.host.contains("/"), !smtp.host.contains("@") else {
            throw .invalid(place: "configuration", path: "notify.smtp.host", reason: "host and port are not an address")
        }
        return (
            MailServer(
                host: smtp.host, port: port, security: security, login: try login(smtp), authority: smtp.trust), from
        )
    }

    /// What the section `aliyun` says.
    private func aliyunContract(isDevelopment: Bool) throws(ConfigurationError) -> AliyunProvider.Contract {
        guard let aliyun else {
            throw .missing(
                file: "configuration", path: "notify.aliyun.key", variable: "COLOPHON_NOTIFY_ALIYUN_KEY",
                lookalike: nil)
        }
        let place = aliyun.endpoint ?? "https://dysmsapi.aliyuncs.com"
        guard let endpoint = AliyunEndpoint(place, allowsPlain: isDevelopment) else {
            throw .invalid(
                place: "configuration", path: "notify.aliyun.endpoint", reason: "is not https:// and a host")
        }
        let texts = ["key": aliyun.key, "sign_name": aliyun.signName, "template_code": aliyun.templateCode]
        for (name, text) in texts.sorted(by: { $0.key < $1.key })
        where text.isEmpty || text.unicodeScalars.contains(where: { ForbiddenScalars.contains($0) || $0 == "," }) {
            throw .invalid(
                place: "configuration", path: "notify.aliyun.\(name)", reason: "is empty or holds a control character")
        }
        let secret = try secretLine(of: aliyun.secretFile, path: "notify.aliyun.secret_file")
        return AliyunProvider.Contract(
            endpoint: endpoint, credential: .init(id: aliyun.key, secret: secret), signName: aliyun.signName,
            templateCode: aliyun.templateCode)
    }

    /// The first line of a file that only its owner may read.
    private func secretLine(of file: String, path: String) throws(ConfigurationError) -> String {
        do throws(CryptoError) {
            let bytes = try FileBytes.readPrivate(file)
            return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
        } catch {
            throw .invalid(place: "configuration", path: path, reason: "\(error)")
        }
    }

    private func login(_ smtp: MailSection) throws(ConfigurationError) -> MailServer.Login? {
        guard let user = smtp.user else { return nil }
        guard let path = smtp.passwordFile else {
            throw .missing(
                file: "configuration", path: "notify.smtp.password_file",
                variable: "COLOPHON_NOTIFY_SMTP_PASSWORD_FILE", lookalike: nil)
        }
        return MailServer.Login(
            user: user, password: try secretLine(of: path, path: "notify.smtp.password_file"))
    }
}
