internal import MeshKernel
internal import MeshStore

extension Snapshot {
    /// An authority's offices, of one city or, with an empty code, of all, by city, then by name: those that staff keep, or
    /// while they keep none what came with the program.
    func offices(at authority: Authority, in city: String) throws -> [Office] {
        let kept = try keptOffices(at: authority, in: city)
        guard try kept.isEmpty && !keepsOffices(at: authority) else { return kept }
        return Office.published(at: authority).filter { city.isEmpty || $0.city == city }
    }

    /// Those of them that staff keep.
    func keptOffices(at authority: Authority, in city: String) throws -> [Office] {
        try rows(
            """
            SELECT name, city, address, telephone, source, changed_at FROM offices
            WHERE authority = ? AND (? = '' OR city = ?) ORDER BY city, name LIMIT ?
            """, .text(authority.rawValue), .text(city), .text(city), SQLValue(Office.Limits.officesPerAuthorityMax)
        ).map { row in
            Office(
                authority: authority, name: try row.text("name"), city: try row.text("city"),
                address: try row.text("address"), telephone: try row.text("telephone"), source: try row.text("source"),
                changedAt: try row.time("changed_at"))
        }
    }

    /// The offices that dossiers may name at an authority.
    func knownOffices(at authority: Authority) throws -> KnownOffices {
        let kept = Dictionary(
            uniqueKeysWithValues: try rows(
                "SELECT name, city FROM offices WHERE authority = ?", .text(authority.rawValue)
            ).map { (try $0.text("name"), try $0.text("city")) })
        guard kept.isEmpty else { return KnownOffices(cities: kept, areAll: true) }
        let published = Office.published(at: authority).map { ($0.name, $0.city) }
        return KnownOffices(cities: Dictionary(uniqueKeysWithValues: published), areAll: false)
    }

    private func keepsOffices(at authority: Authority) throws -> Bool {
        try row("SELECT 1 AS found FROM offices WHERE authority = ? LIMIT 1", .text(authority.rawValue)) != nil
    }
}

extension Transaction {
    /// Adds an office, or puts what is said in the place of what was known of the one with this name.
    func set(_ office: Office, by staff: Identifier) throws {
        try execute(
            """
            INSERT INTO offices (authority, name, city, address, telephone, source, set_by, changed_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (authority, name) DO UPDATE SET
                city = excluded.city, address = excluded.address, telephone = excluded.telephone,
                source = excluded.source, set_by = excluded.set_by, changed_at = excluded.changed_at
            """,
            .text(office.authority.rawValue), .text(office.name), .text(office.city), .text(office.address),
            .text(office.telephone), .text(office.source), SQLValue(staff), SQLValue(office.changedAt))
    }

    /// Takes an office from the list; whether it was there.
    func removeOffice(_ name: String, at authority: Authority) throws -> Bool {
        try execute(
            "DELETE FROM offices WHERE authority = ? AND name = ?", .text(authority.rawValue), .text(name)) == 1
    }
}
