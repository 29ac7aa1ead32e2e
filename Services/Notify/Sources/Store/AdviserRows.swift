internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Notes whether an adviser is there, and with `handsOn` that everything they have goes to others; whoever comes
    /// again keeps what is left. A name that is given takes the place of the one before. Throws
    /// `NotifyError.invalidTicketText` for one who has none yet.
    func setDuty(_ isOnDuty: Bool, handsOn: Bool, of id: String, name: AdviserName?) throws {
        guard let name = try name?.text ?? adviser(id)?.name else {
            throw NotifyError.invalidTicketText(field: "name", maximumCharacters: Adviser.Limits.nameCharactersMax)
        }
        try execute(
            """
            INSERT INTO advisers (id, name, on_duty, load, assigned_at, hands_on, came_at)
            VALUES (?, ?, ?, 0, NULL, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                name = excluded.name, on_duty = excluded.on_duty,
                hands_on = excluded.on_duty = 0 AND (excluded.hands_on OR advisers.hands_on), has_left = 0,
                came_at = COALESCE(excluded.came_at, advisers.came_at)
            """, .text(id), .text(name), SQLValue(isOnDuty), SQLValue(handsOn && !isOnDuty),
            SQLValue(isOnDuty ? now : nil))
    }

    /// Notes that an adviser does not come any more and that everything they have goes to others; false for somebody
    /// who is none.
    func relieve(_ id: String) throws -> Bool {
        try execute("UPDATE advisers SET on_duty = 0, hands_on = 1 WHERE id = ?", .text(id)) > 0
    }

    /// Notes that somebody who was an adviser is none of the staff any more: whoever knew them gets another one. Nothing for
    /// somebody who never was.
    func noteLeft(_ id: String) throws {
        try execute("UPDATE advisers SET has_left = 1 WHERE id = ?", .text(id))
    }

    /// Takes the name from somebody who is erased, where they were an adviser; what they have goes to others.
    func forgetAdviser(_ id: String) throws {
        try execute(
            "UPDATE advisers SET name = ?, on_duty = 0, hands_on = 1, has_left = 1 WHERE id = ?",
            .text(AdviserName.erased.text), .text(id))
    }

    /// Notes that an adviser has nothing left for others.
    func endHandingOn(_ id: String) throws {
        try execute("UPDATE advisers SET hands_on = 0 WHERE id = ?", .text(id))
    }

    /// Notes that an adviser got work.
    func noteAssigned(_ adviser: String) throws {
        try execute("UPDATE advisers SET assigned_at = ? WHERE id = ?", SQLValue(now), .text(adviser))
    }

    /// Adds to how many tickets an adviser has.
    func addLoad(_ difference: Int64, of adviser: String) throws {
        try execute("UPDATE advisers SET load = load + ? WHERE id = ?", .integer(difference), .text(adviser))
    }

    /// Makes an adviser an account's own.
    func dedicate(_ adviser: String, to account: String) throws {
        try execute(
            """
            INSERT INTO dedicated_advisers (account, adviser, since) VALUES (?, ?, ?)
            ON CONFLICT (account) DO UPDATE SET adviser = excluded.adviser, since = excluded.since
            """, .text(account), .text(adviser), SQLValue(now))
    }
}

extension Snapshot {
    /// An adviser; nil for somebody who has never said to be there.
    func adviser(_ id: String) throws -> Adviser? {
        try row("SELECT id, name, on_duty, load, assigned_at FROM advisers WHERE id = ?", .text(id)).map(adviser)
    }

    /// An adviser as they are given to themselves, and when they came to be on duty last; nil for somebody who is none.
    func standing(ofAdviser id: String) throws -> (adviser: Adviser, cameAt: WallTime?)? {
        try row("SELECT id, name, on_duty, load, assigned_at, came_at FROM advisers WHERE id = ?", .text(id)).map {
            (adviser: try adviser($0), cameAt: try $0.optionalTime("came_at"))
        }
    }

    /// Whether somebody has said to be on duty since what the staff were at `time`.
    func hasCome(_ id: String, since time: WallTime) throws -> Bool {
        guard let cameAt = try row("SELECT came_at FROM advisers WHERE id = ?", .text(id))?.optionalTime("came_at")
        else { return false }
        return Adviser.isOutdated(time, cameAt: cameAt)
    }

    /// Somebody who has gone and leaves what they have to others; nil when nobody does.
    func adviserHandingOn() throws -> String? {
        try row("SELECT id FROM advisers WHERE hands_on = 1 LIMIT 1")?.text("id")
    }

    /// Those who are there.
    func advisersOnDuty() throws -> [Adviser] {
        try rows(
            "SELECT id, name, on_duty, load, assigned_at FROM advisers WHERE on_duty = 1 ORDER BY load LIMIT ?",
            SQLValue(Adviser.Limits.onDutyMax)
        ).map(adviser)
    }

    /// Who an account's own adviser is; nil while nobody was chosen, and once that one has left.
    func dedicatedAdviser(of account: String) throws -> String? {
        try row(
            """
            SELECT adviser FROM dedicated_advisers
            WHERE account = ? AND EXISTS (SELECT 1 FROM advisers WHERE advisers.id = adviser AND has_left = 0)
            """, .text(account))?.text("adviser")
    }

    private func adviser(_ row: Row) throws -> Adviser {
        Adviser(
            id: try row.text("id"), name: try row.text("name"), isOnDuty: try row.boolean("on_duty"),
            load: Int(try row.integer("load")), assignedAt: try row.optionalTime("assigned_at"))
    }
}
