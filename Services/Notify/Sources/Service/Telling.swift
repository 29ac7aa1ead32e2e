/// What a service wants told, checked: a template, whom, and what fills it.
struct Telling: Sendable {
    /// Who is told.
    enum Recipient: Sendable, Equatable {
        /// Reached as it wants to be.
        case account(String)
        /// An address that belongs to no account yet.
        case address(Address)
    }

    /// What is told.
    let template: Template
    /// Who is told.
    let recipient: Recipient
    /// Nil for what the account prefers.
    let language: Language?
    /// What fills the template.
    let data: [MessageDatum]
    /// The channels that the caller wants; the template's own when empty.
    let channels: [Channel]
    /// What it tells of: the same is told once.
    let event: String
}

/// A request as it was said, before anything was checked.
package struct SendDraft: Sendable, Equatable {
    /// Who is told, as it was said.
    package enum Recipient: Sendable, Equatable {
        case account(String)
        case mobile(String)
        case email(String)
    }

    /// Name of a template.
    package var template: String
    /// Nil when nobody was named.
    package var recipient: Recipient?
    /// A language's tag; empty for what the account prefers.
    package var language: String
    /// What fills the template; nil for a value of no kind.
    package var data: [MessageDatum]?
    /// Nil for a channel that there is not.
    package var channels: [Channel]?
    /// What it tells of; empty for this call alone.
    package var event: String

    package init(
        template: String, recipient: Recipient?, language: String, data: [MessageDatum]?, channels: [Channel]?,
        event: String
    ) {
        self.template = template
        self.recipient = recipient
        self.language = language
        self.data = data
        self.channels = channels
        self.event = event
    }

    /// What is to be told, or why not. `caller` and `callName` name the event when the draft does not.
    func checked(by caller: String, callName: String) throws(NotifyError) -> Telling {
        let template = try TemplateCatalogue.newest(named: template)
        var language: Language?
        if !self.language.isEmpty {
            language = Language(preferred: self.language)
            guard language != nil else { throw .unknownLanguage }
        }
        guard event.utf8.count <= Limits.eventBytesMax, !event.unicodeScalars.contains(where: ForbiddenScalars.contains)
        else { throw .invalidEventName(maximumBytes: Limits.eventBytesMax) }
        guard let channels, Set(channels).count == channels.count, !channels.contains(.webhook) else {
            throw .invalidChannel
        }
        let recipient = try checkedRecipient(channels)
        guard let data else { throw .invalidData([DataFault(name: "data", reason: .wrongKind(wanted: "value"))]) }
        let faults = template.faults(in: data)
        guard faults.isEmpty else { throw .invalidData(faults) }
        return Telling(
            template: template, recipient: recipient, language: language, data: data, channels: channels,
            event: event.isEmpty ? "call:\(caller):\(callName)" : "\(caller):\(event)")
    }

    private func checkedRecipient(_ channels: [Channel]) throws(NotifyError) -> Telling.Recipient {
        let address: Address
        switch recipient {
        case nil: throw .missingRecipient
        case .account(let account):
            guard Address(account: account) != nil else { throw .invalidAddress(field: "account") }
            return .account(account)
        case .mobile(let mobile):
            guard let checked = Address(mobile: mobile) else { throw .invalidAddress(field: "mobile") }
            address = checked
        case .email(let email):
            guard let checked = Address(email: email) else { throw .invalidAddress(field: "email") }
            address = checked
        }
        guard channels.allSatisfy({ $0 == address.channel }) else { throw .invalidChannel }
        return .address(address)
    }
}
