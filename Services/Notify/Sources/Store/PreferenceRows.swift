internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Replaces what an account wants.
    func set(_ preferences: Preferences, of account: String) throws {
        try execute(
            """
            INSERT INTO preferences (account, language, quiet_from, quiet_until, digest_minute, set_at)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (account) DO UPDATE SET
                language = excluded.language, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until,
                digest_minute = excluded.digest_minute, set_at = excluded.set_at
            """,
            .text(account), .text(preferences.language.rawValue),
            SQLValue(preferences.quietHours.map { Int64($0.fromMinute) }),
            SQLValue(preferences.quietHours.map { Int64($0.untilMinute) }),
            SQLValue(preferences.digestMinute.map { Int64($0) }), SQLValue(now))
        try execute("DELETE FROM mutes WHERE account = ?", .text(account))
        for mute in preferences.muted {
            try execute(
                "INSERT INTO mutes (account, category, channel) VALUES (?, ?, ?)", .text(account),
                .text(mute.category.rawValue), .text(mute.channel.rawValue))
        }
    }

    /// Sets where an account is reached over a channel, or with nil that it is not; what finds messages to where it was
    /// reached stays until it is erased.
    func set(_ address: Address?, of account: String, over channel: Channel, key service: ServiceKey) throws {
        let former = try contact(of: account, over: channel)
        if let former, former != address {
            try execute(
                """
                INSERT INTO former_contacts (account, code, channel, replaced_at) VALUES (?, ?, ?, ?)
                ON CONFLICT (account, code) DO UPDATE SET replaced_at = excluded.replaced_at
                """, .text(account), .blob(service.code(of: former)), .text(channel.rawValue), SQLValue(now))
        }
        guard let address else {
            try execute(
                "DELETE FROM contacts WHERE account = ? AND channel = ?", .text(account), .text(channel.rawValue))
            return
        }
        let key = try makeSubjectKey(account)
        try execute(
            """
            INSERT INTO contacts (account, channel, address, set_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (account, channel) DO UPDATE SET address = excluded.address, set_at = excluded.set_at
            """,
            .text(account), .text(channel.rawValue),
            .blob(try key.seal(Array(address.text.utf8), at: SealedPlaces.contact(account, channel))), SQLValue(now))
    }
}

extension Snapshot {
    /// What an account wants; `standard` while it has said nothing.
    func preferences(of account: String, standard: Preferences) throws -> Preferences {
        // A bare number has said nothing.
        guard !account.isEmpty,
            let row = try row(
                "SELECT language, quiet_from, quiet_until, digest_minute FROM preferences WHERE account = ?",
                .text(account))
        else { return standard }
        guard let language = Language(rawValue: try row.text("language")) else { throw StoreError.column("language") }
        var quietHours: QuietHours?
        if let from = try row.optionalInteger("quiet_from"), let until = try row.optionalInteger("quiet_until") {
            quietHours = QuietHours(fromMinute: Int(from), untilMinute: Int(until))
        }
        let muted = try rows("SELECT category, channel FROM mutes WHERE account = ?", .text(account)).map { row in
            guard let category = MessageCategory(rawValue: try row.text("category")) else {
                throw StoreError.column("category")
            }
            return Preferences.Mute(category: category, channel: try row.channel("channel"))
        }
        return try Preferences(
            language: language, muted: Set(muted), quietHours: quietHours,
            digestMinute: try row.optionalInteger("digest_minute").map { Int($0) })
    }

    /// Where an account is reached over a channel; nil when that is not known.
    func contact(of account: String, over channel: Channel) throws -> Address? {
        guard
            let row = try row(
                "SELECT address FROM contacts WHERE account = ? AND channel = ?", .text(account),
                .text(channel.rawValue)), let key = try subjectKey(account),
            let text = String(
                validating: try key.open(try row.blob("address"), at: SealedPlaces.contact(account, channel)),
                as: UTF8.self)
        else { return nil }
        return Address(stored: text, channel)
    }

    /// Over which channels an account was reached elsewhere before, and until when, the first first.
    func formerContacts(of account: String) throws -> [(channel: Channel, until: WallTime)] {
        try rows(
            "SELECT channel, replaced_at FROM former_contacts WHERE account = ? ORDER BY replaced_at", .text(account)
        ).map { (channel: try $0.channel("channel"), until: try $0.time("replaced_at")) }
    }
}
