internal import MeshStore

extension NotifyMigrations {
    /// Tickets that somebody waits for, by account and by adviser: those that are over grow without end.
    static let desk = Migration(
        4, "open tickets",
        [
            """
            CREATE UNIQUE INDEX tickets_account_open ON tickets (account, id)
            WHERE state IN ('waiting', 'assigned', 'inProgress', 'awaitingUser')
            """,
            """
            CREATE UNIQUE INDEX tickets_adviser_open ON tickets (adviser, id)
            WHERE state IN ('assigned', 'inProgress', 'awaitingUser')
            """,
            "CREATE INDEX callbacks_adviser ON callbacks (adviser, until_at, id) WHERE done_at IS NULL",
        ])
}
