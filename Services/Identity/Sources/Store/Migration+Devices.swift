internal import MeshStore

extension IdentityMigrations {
    /// What an account was signed in to on, as keyed codes: sign-ins are forgotten sooner than their devices.
    static let devices = Migration(
        11, "known devices",
        [
            """
            CREATE TABLE known_devices (
                account TEXT NOT NULL REFERENCES accounts (id),
                device_code BLOB NOT NULL CHECK (length(device_code) = 32),
                seen_at INTEGER NOT NULL,
                PRIMARY KEY (account, device_code)
            ) STRICT
            """
        ])
}
