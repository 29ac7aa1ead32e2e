internal import MeshAPI
internal import MeshRPC
internal import ProtobufC

extension Preferences {
    /// Throws `NotifyError.invalidPreferences` with every fault, those of the wire first.
    init(_ message: NotifyV1.Preferences) throws(NotifyError) {
        var faults: [PreferenceFault] = []
        let language = Language(rawValue: message.language)
        if language == nil { faults.append(.unknownWord(field: "preferences.language")) }
        var muted: Set<Mute> = []
        for mute in message.muted {
            if let category = MessageCategory(number: mute.category.rawValue),
                let channel = Channel(number: mute.channel.rawValue)
            {
                muted.insert(Mute(category: category, channel: channel))
            } else {
                faults.append(.unknownWord(field: "preferences.muted"))
            }
        }
        var quietHours: QuietHours?
        if let hours = message.quietHours {
            quietHours = QuietHours(
                fromMinute: Int(hours.fromMinute), untilMinute: Int(hours.untilMinute))
            if quietHours == nil { faults.append(.malformedQuietHours) }
        }
        guard faults.isEmpty, let language else { throw .invalidPreferences(faults) }
        try self.init(
            language: language, muted: muted, quietHours: quietHours,
            digestMinute: message.digest.map { Int($0.minute) })
    }
}

extension NotifyV1.Preferences {
    init(_ preferences: Preferences) {
        self.init(
            language: preferences.language.rawValue,
            muted: preferences.muted.sorted {
                ($0.category.number, $0.channel.number) < ($1.category.number, $1.channel.number)
            }.map { mute in
                NotifyV1.Mute(
                    category: NotifyV1.Category(rawValue: mute.category.number),
                    channel: NotifyV1.Channel(rawValue: mute.channel.number))
            },
            quietHours: preferences.quietHours.map { hours in
                NotifyV1.QuietHours(
                    fromMinute: UInt32(hours.fromMinute), untilMinute: UInt32(hours.untilMinute))
            },
            digest: preferences.digestMinute.map { NotifyV1.DailyTime(minute: UInt32($0)) })
    }
}
