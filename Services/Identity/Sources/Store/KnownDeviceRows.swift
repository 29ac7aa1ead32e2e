internal import MeshKernel
internal import MeshStore

extension Transaction {
    /// Remembers what an account was signed in to on, by what the device calls itself and where it came from, for both can
    /// be said by a thief, and rarely the same. Whether its owner should hear of it: it is new, and others were known.
    func meet(_ device: Device, of account: Identifier, key: ServiceKey) throws -> Bool {
        let code = SQLValue.blob(key.code(of: device, at: account))
        let others = try row("SELECT 1 AS known FROM known_devices WHERE account = ? LIMIT 1", SQLValue(account)) != nil
        let known = try execute(
            "UPDATE known_devices SET seen_at = ? WHERE account = ? AND device_code = ?", SQLValue(now),
            SQLValue(account), code)
        guard known == 0 else { return false }
        try execute(
            "INSERT INTO known_devices (account, device_code, seen_at) VALUES (?, ?, ?)", SQLValue(account), code,
            SQLValue(now))
        try execute(
            """
            DELETE FROM known_devices WHERE account = ? AND device_code NOT IN (
                SELECT device_code FROM known_devices WHERE account = ? ORDER BY seen_at DESC, device_code LIMIT ?)
            """, SQLValue(account), SQLValue(account), SQLValue(Limits.knownDevicesPerAccountMax))
        return others
    }
}
