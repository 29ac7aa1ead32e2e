package import MeshKernel

/// What an account wants to be told, how, and when.
package struct Preferences: Sendable, Equatable {
    /// Messages of one kind over one channel.
    package struct Mute: Sendable, Hashable {
        /// The kind.
        package let category: MessageCategory
        /// The channel.
        package let channel: Channel

        package init(category: MessageCategory, channel: Channel) {
            self.category = category
            self.channel = channel
        }
    }

    /// The language of messages for which the caller names none.
    package var language: Language
    /// What is not sent; nothing in it that cannot be muted.
    package private(set) var muted: Set<Mute>
    /// When nothing disturbs that can wait; nil for never.
    package var quietHours: QuietHours?
    /// Minutes since midnight in Beijing at which the messages of a day that can wait come as one; nil for one by one.
    package private(set) var digestMinute: Int?

    /// What holds for whoever has said nothing.
    package static let standard = Preferences(
        checkedLanguage: .simplifiedChinese, muted: [], quietHours: .standard, digestMinute: nil)

    private init(checkedLanguage: Language, muted: Set<Mute>, quietHours: QuietHours?, digestMinute: Int?) {
        language = checkedLanguage
        self.muted = muted
        self.quietHours = quietHours
        self.digestMinute = digestMinute
    }

    /// Throws `NotifyError.invalidPreferences` with every fault: a kind of message that cannot be muted, a channel that
    /// cannot be, a minute that a day does not have.
    package init(
        language: Language, muted: Set<Mute>, quietHours: QuietHours?, digestMinute: Int?
    ) throws(NotifyError) {
        var faults: [PreferenceFault] = []
        for mute in muted.sorted(by: Self.stands) {
            if !mute.category.canBeMuted { faults.append(.cannotBeMuted(mute.category)) }
            // What was muted everywhere could not be found again; a webhook is switched off where it was made.
            if !mute.channel.disturbs { faults.append(.channelCannotBeMuted(mute.channel)) }
        }
        if let digestMinute, !(0..<BeijingTime.dayMinutes).contains(digestMinute) { faults.append(.noSuchMinute) }
        guard faults.isEmpty else { throw .invalidPreferences(faults) }
        self.init(checkedLanguage: language, muted: muted, quietHours: quietHours, digestMinute: digestMinute)
    }

    /// What becomes of a message at `now`.
    package func decision(
        on category: MessageCategory, _ urgency: Urgency, over channel: Channel, at now: WallTime
    ) -> SendDecision {
        if mutes(category, over: channel) { return .mute }
        guard urgency == .considerate, channel.disturbs else { return .send(now) }
        if category.canBeGathered, let digestMinute {
            return .gather(DailyDigest.next(minute: digestMinute, after: now))
        }
        return .send(quietHours?.end(from: now) ?? now)
    }

    /// Whether messages of this kind are not sent over a channel.
    package func mutes(_ category: MessageCategory, over channel: Channel) -> Bool {
        category.canBeMuted && muted.contains(Mute(category: category, channel: channel))
    }

    /// Whether a message that was taken over before is not wanted any more. A digest tells of every kind that can be
    /// gathered, and is wanted as long as one of them is.
    package func mutes(_ message: Message) -> Bool {
        let kinds = message.template == .digest ? MessageCategory.allCases.filter(\.canBeGathered) : [message.category]
        return kinds.allSatisfy { mutes($0, over: message.address.channel) }
    }

    private static func stands(_ left: Mute, before right: Mute) -> Bool {
        (left.category.rawValue, left.channel.rawValue) < (right.category.rawValue, right.channel.rawValue)
    }
}

/// What becomes of a message.
package enum SendDecision: Sendable, Equatable {
    /// It is sent, not before this moment.
    case send(WallTime)
    /// It waits for the others of its day and is told with them at this moment.
    case gather(WallTime)
    /// It is not sent.
    case mute
}

/// One thing that is wrong with preferences.
package enum PreferenceFault: Sendable, Equatable {
    /// Messages of this kind cannot be muted.
    case cannotBeMuted(MessageCategory)
    /// This channel cannot be muted.
    case channelCannotBeMuted(Channel)
    /// A day has minutes 0 to 1,439.
    case noSuchMinute
    /// Quiet hours without length, or with minutes that a day does not have.
    case malformedQuietHours
    /// A number that stands for nothing; names the field.
    case unknownWord(field: String)
}
