internal import MeshCrypto
internal import MeshKernel
internal import MeshRuntime

extension IdentityConfiguration {
    /// Passwords hashed at once. Refuses more than a machine has cores: each takes a core and 19 MiB.
    func checkedHashThreads(cores: Int) throws(ConfigurationError) -> Int {
        let threads = hashThreads ?? cores
        guard (1...max(1, cores)).contains(threads) else {
            throw .invalid(
                place: "configuration", path: "identity.hash_threads", reason: "must be from 1 to \(cores), the cores")
        }
        return threads
    }

    /// Services that access tokens are good for.
    func checkedAudience() throws(ConfigurationError) -> [String] {
        let audience = audienceList
        guard (1...Limits.audienceMax).contains(audience.count), !audience.contains("") else {
            throw .invalid(
                place: "configuration", path: "identity.audience",
                reason: "must name 1 to \(Limits.audienceMax) services")
        }
        return audience
    }

    /// How long a picture may take to come.
    func checkedUploadLimit() throws(ConfigurationError) -> Duration {
        let seconds = uploadSeconds ?? Limits.uploadSecondsMax
        guard (1...Limits.uploadSecondsMax).contains(seconds) else {
            throw .invalid(
                place: "configuration", path: "identity.upload_seconds",
                reason: "must be from 1 to \(Limits.uploadSecondsMax)")
        }
        return .seconds(seconds)
    }

    /// What reads the writing on pictures; nil when that is left to staff.
    func documentReader(time: any TimeSource) throws(ConfigurationError) -> DocumentReader? {
        guard reader != "none" else { return nil }
        guard reader != "" else {
            throw .invalid(
                place: "configuration", path: "identity.reader", reason: "names a program, or says none")
        }
        return DocumentReader(program: reader ?? "tesseract", time: time)
    }

    /// The folder of sealed pictures that stands beside the store's file.
    static func blobs(besides store: String) -> String {
        guard let slash = store.lastIndex(of: "/") else { return "blobs" }
        return store[..<slash] + "/blobs"
    }

    /// The key that signs access tokens.
    func signingKey() throws(ConfigurationError) -> SigningKey {
        do throws(CryptoError) {
            return try SigningKey(path: tokenKey)
        } catch {
            throw .invalid(place: "keys", path: "identity.token_key", reason: "cannot be used: \(error)")
        }
    }
}
