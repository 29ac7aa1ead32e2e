internal import MeshCrypto
internal import MeshRuntime

/// Reads whom the configuration names as independent of us: witnesses and timestamp authorities.
enum Independents {
    /// The witnesses and their quorum.
    static func witnesses(
        _ configuration: EvidenceConfiguration, log: NoteKey
    ) throws(ConfigurationError) -> (peers: [WitnessPeer], quorum: WitnessQuorum) {
        var peers: [WitnessPeer] = []
        for (number, witness) in (configuration.witnesses ?? []).enumerated() {
            let path = "evidence.witnesses.\(number)"
            guard let key = WitnessKey(parsing: witness.vkey) else {
                throw invalid("\(path).vkey", "is not a witness's key, <name>+<id>+<base64> of type 4")
            }
            guard !key.isKey(of: log) else { throw invalid("\(path).vkey", "is the log's own key") }
            peers.append(WitnessPeer(key: key, url: try url(witness.url, at: "\(path).url")))
        }
        guard let quorum = WitnessQuorum(peers.map(\.key), threshold: configuration.quorum ?? 0) else {
            throw invalid(
                "evidence.quorum",
                "must be from 0 to the number of witnesses, who are at most \(WitnessQuorum.Limits.witnessesMax) "
                    + "with a name and a key of their own each")
        }
        return (peers, quorum)
    }

    /// The external timestamp authorities.
    static func authorities(_ configuration: EvidenceConfiguration) throws(ConfigurationError) -> [ExternalAuthority] {
        var authorities: [ExternalAuthority] = []
        for (number, authority) in (configuration.timestampAuthorities ?? []).enumerated() {
            let path = "evidence.timestamp_authorities.\(number)"
            guard number < Limits.authoritiesMax else {
                throw invalid("evidence.timestamp_authorities", "has more than \(Limits.authoritiesMax)")
            }
            guard !authority.name.isEmpty, authority.name != CreditSupplier.ours,
                !authorities.contains(where: { $0.name == authority.name })
            else {
                throw invalid("\(path).name", "must be there, and neither another one's nor \(CreditSupplier.ours)")
            }
            let trust: TimestampTrust
            do {
                trust = try TimestampTrust(pem: try FileBytes.read(authority.trust), path: authority.trust)
            } catch {
                throw invalid("\(path).trust", "cannot be used: \(error)")
            }
            authorities.append(
                ExternalAuthority(
                    name: authority.name, url: try url(authority.url, at: "\(path).url"), trust: trust,
                    policy: authority.policy))
        }
        return authorities
    }

    /// How often, and by how many, a checkpoint is timed, and when one that stays the newest is timed again.
    static func timing(
        _ configuration: EvidenceConfiguration
    ) throws(ConfigurationError) -> (interval: Duration, renewal: Duration, copies: Int) {
        let seconds = configuration.checkpointTimestampSeconds ?? Limits.checkpointTimestampSecondsDefault
        guard (1...Limits.checkpointTimestampSecondsMax).contains(seconds) else {
            throw invalid(
                "evidence.checkpoint_timestamp_seconds", "must be from 1 to \(Limits.checkpointTimestampSecondsMax)")
        }
        let copies = configuration.checkpointTimestamps ?? min(2, configuration.timestampAuthorities?.count ?? 0)
        guard (0...TimedCheckpoint.Limits.tokensMax).contains(copies) else {
            throw invalid("evidence.checkpoint_timestamps", "must be from 0 to \(TimedCheckpoint.Limits.tokensMax)")
        }
        let days = configuration.checkpointRenewalDays ?? Limits.checkpointRenewalDaysDefault
        guard (1...Limits.checkpointRenewalDaysMax).contains(days) else {
            throw invalid("evidence.checkpoint_renewal_days", "must be from 1 to \(Limits.checkpointRenewalDaysMax)")
        }
        return (.seconds(seconds), .seconds(86_400 * days), copies)
    }

    private static func url(_ text: String, at path: String) throws(ConfigurationError) -> String {
        guard text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw invalid(path, "must begin with http:// or https://")
        }
        return text
    }

    private static func invalid(_ path: String, _ reason: String) -> ConfigurationError {
        .invalid(place: "configuration", path: path, reason: reason)
    }
}
