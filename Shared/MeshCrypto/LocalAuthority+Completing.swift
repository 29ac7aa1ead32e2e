extension LocalAuthority {
    /// Makes what a folder lacks that was made when there were fewer services: certificates of `services`, and the key
    /// with which identity signs. Replaces nothing, and makes none of the keys without which something that was written
    /// could not be read or gone on with. Returns the names of the files made.
    package func complete(services: [String] = firstServices) throws(CryptoError) -> [String] {
        // Refuses a folder without an authority before anything is made in it.
        _ = try signer()
        var made: [String] = []
        for service in services where !FileBytes.exists(path(service + ".pem")) {
            if !FileBytes.exists(path(service + ".key")) { made.append(service + ".key") }
            try issue(service)
            made.append(service + ".pem")
        }
        let (key, publicName) = Self.identityTokenKey
        if !FileBytes.exists(path(key)) {
            try FileBytes.create(path(key), PrivateKey(generating: .ed25519).pem(), mode: Self.fileMode)
            made.append(key)
        }
        if !FileBytes.exists(path(publicName)) || made.contains(key) {
            // Of a key that is there already: a step that was cut short is gone on with.
            try FileBytes.replace(path(publicName), PrivateKey(path: path(key)).publicPEM(), mode: Self.fileMode)
            made.append(publicName)
        }
        return made
    }
}
