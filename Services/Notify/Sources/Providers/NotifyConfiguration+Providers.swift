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
        _ channel: Channel, isDevelopment: Bool
    ) throws(ConfigurationError) -> [any DeliveryProvider] {
        let wanted = channel == .sms ? sms : email
        let kinds = wanted ?? (isDevelopment ? [.embedded] : [])
        let path = "notify.\(channel.rawValue)"
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
            }
        }
        return providers
    }
}
