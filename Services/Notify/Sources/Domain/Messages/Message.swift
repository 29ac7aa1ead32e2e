package import MeshKernel

/// One message on its way to one recipient over one channel.
package struct Message: Sendable, Equatable {
    /// Its identifier.
    package let id: Identifier
    /// Whose it is; empty for an address that belongs to no account yet.
    package let account: String
    /// What it tells and in which wording.
    package let template: TemplateName
    /// The wording's version.
    package let version: Int
    /// The wording's language.
    package let language: Language
    /// What it can be muted by.
    package let category: MessageCategory
    /// Where it goes.
    package let address: Address
    /// What it says.
    package let content: RenderedMessage
    /// What it tells of.
    package let event: String
    /// When it was taken over.
    package let acceptedAt: WallTime
    /// Not sent before this moment.
    package let notBefore: WallTime
    /// Not sent from this moment on; nil for never.
    package let expiresAt: WallTime?
    /// Where it stands.
    package var life: MessageLife

    package init(
        id: Identifier, account: String, template: TemplateName, version: Int, language: Language,
        category: MessageCategory, address: Address, content: RenderedMessage, event: String, acceptedAt: WallTime,
        notBefore: WallTime, expiresAt: WallTime?, life: MessageLife
    ) {
        self.id = id
        self.account = account
        self.template = template
        self.version = version
        self.language = language
        self.category = category
        self.address = address
        self.content = content
        self.event = event
        self.acceptedAt = acceptedAt
        self.notBefore = notBefore
        self.expiresAt = expiresAt
        self.life = life
    }

    /// What happens next after an attempt that failed at `now`: the moment of the next one, or nil when there is none,
    /// because it was the last or the message would be expired by then.
    package func nextAttempt(
        after outcome: AttemptOutcome, at now: WallTime, chance: UInt64
    ) -> WallTime? {
        guard case .failed(_, let asked) = outcome,
            let pause = RetrySchedule.of(address.channel).pause(
                after: life.attemptsOfRound, chance: chance, asked: asked)
        else { return nil }
        let next = now.advanced(by: pause)
        if let expiresAt, next >= expiresAt { return nil }
        return next
    }
}
