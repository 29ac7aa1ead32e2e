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
    /// Where it goes; one to an account goes where that is reached when somebody is asked to take it.
    package var address: Address
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

    /// What happens next after an attempt that failed at `now`: the moment of the next one, which waits for the end of
    /// `quietHours` where the message can, or nil when there is none, because it was the last or the message would be
    /// expired by then.
    package func nextAttempt(
        after outcome: AttemptOutcome, at now: WallTime, chance: UInt64, quietHours: QuietHours? = nil
    ) -> WallTime? {
        let asked: Duration?
        switch outcome {
        case .failed(_, let after), .putOff(_, let after): asked = after
        case .taken, .delivered, .returned, .refused, .gone, .unanswered: return nil
        }
        guard
            let pause = RetrySchedule.of(address.channel).pause(
                after: life.attemptsOfRound, chance: chance, asked: asked)
        else { return nil }
        let next = considerate(now.advanced(by: pause), quietHours)
        if let expiresAt, next >= expiresAt { return nil }
        return next
    }

    /// `time`, or the end of the quiet hours in which it lies, where the message can wait for it.
    package func considerate(_ time: WallTime, _ quietHours: QuietHours?) -> WallTime {
        guard let quietHours, isConsiderate else { return time }
        return quietHours.end(from: time)
    }

    /// Whether it waits for the end of quiet hours. A digest comes when its account has asked for it.
    package var isConsiderate: Bool {
        address.channel.disturbs && template != .digest
            && TemplateCatalogue.template(template, version: version)?.urgency == .considerate
    }
}
