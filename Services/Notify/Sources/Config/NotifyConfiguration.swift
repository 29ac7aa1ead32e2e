package import MeshRuntime

/// The `notify` section of the configuration file.
package struct NotifyConfiguration: Sendable, Decodable {
    /// Who takes messages of a channel.
    package enum ProviderKind: String, Sendable, Decodable {
        /// The own store: `colophon inbox` shows what would have been sent. Only in development.
        case embedded
        /// A mail server; for letters.
        case smtp
        /// Alibaba Cloud's service or one that speaks as it does; for short messages.
        case aliyun
    }

    /// When nothing disturbs an account that has said nothing about it.
    package enum DefaultQuietHours: String, Sendable, Decodable {
        /// From ten in the evening to eight in the morning in Beijing.
        case night
        /// What happens at night is told at night.
        case never
    }

    /// Webhooks.
    package struct Webhooks: Sendable, Decodable {
        /// Whether `http` and addresses of private networks are called too; no when absent.
        package var allowPrivate: Bool?

        package init(allowPrivate: Bool? = nil) {
            self.allowPrivate = allowPrivate
        }
    }

    /// Who short messages are from, 2 to 12 characters; `Colophon` when absent.
    package var sender: String?
    /// Who takes short messages, the first first; the embedded provider in development, nobody else, when absent.
    package var sms: [ProviderKind]?
    /// Who takes letters, as above.
    package var email: [ProviderKind]?
    /// The mail server of the provider `smtp`.
    package var smtp: MailSection?
    /// The service of the provider `aliyun`.
    package var aliyun: AliyunSection?
    /// How webhooks are called.
    package var webhooks: Webhooks?
    /// When nothing disturbs that can wait, for whoever has said nothing about it; `night` when absent.
    package var quietHours: DefaultQuietHours?
    /// When somebody is in the office on a working day, `09:00-12:00` for each part; nine to noon and half past one to
    /// six when absent.
    package var officeHours: [String]?

    package init(
        sender: String? = nil, sms: [ProviderKind]? = nil, email: [ProviderKind]? = nil, smtp: MailSection? = nil,
        aliyun: AliyunSection? = nil, webhooks: Webhooks? = nil, quietHours: DefaultQuietHours? = nil,
        officeHours: [String]? = nil
    ) {
        self.sender = sender
        self.sms = sms
        self.email = email
        self.smtp = smtp
        self.aliyun = aliyun
        self.webhooks = webhooks
        self.quietHours = quietHours
        self.officeHours = officeHours
    }

    /// When somebody is in the office; refuses parts that are none, or do not follow each other.
    package func checkedOfficeHours() throws(ConfigurationError) -> OfficeHours {
        guard let officeHours else { return .standard }
        guard let hours = OfficeHours(table: officeHours) else {
            throw .invalid(
                place: "configuration", path: "notify.office_hours",
                reason: "is not a list of parts of a day like 09:00-12:00, the first first")
        }
        return hours
    }

    /// What holds for whoever has said nothing.
    package var standardPreferences: Preferences {
        var preferences = Preferences.standard
        if quietHours == .never { preferences.quietHours = nil }
        return preferences
    }
}
