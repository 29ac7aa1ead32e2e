package import MeshCrypto

/// The `evidence` section of the configuration file.
package struct EvidenceConfiguration: Sendable, Decodable {
    /// How works are gathered for the log.
    package struct Batch: Sendable, Decodable {
        /// Works in one append, at most 256.
        package var entries: Int?
        /// How long an append waits for its callers, at most 5.
        package var milliseconds: Int?
        /// Works that may wait for the log, at most 4,096.
        package var queue: Int?
    }

    /// A log that is over.
    package struct ClosedLog: Sendable, Decodable {
        /// Path of the store that it is in; it is opened for reading only.
        package var store: String
        /// Path of the file with its public key in one line.
        package var key: String

        package init(store: String, key: String) {
            self.store = store
            self.key = key
        }
    }

    /// How stored items are held against their seals again.
    package struct Checks: Sendable, Decodable {
        /// Days between two checks of an item, at most 3,660; 0 checks none.
        package var days: Int?
        /// Items of one run, every ten minutes; at most 65,536.
        package var items: Int?
    }

    /// One category of works, as settings and applications name it.
    package struct Category: Sendable, Decodable {
        /// E.g. "F".
        package var code: String
        /// As its authority calls it.
        package var name: String
        /// Whether a work in it must be explained; no when absent.
        package var needsExplanation: Bool?
    }

    /// A witness of the log.
    package struct Witness: Sendable, Decodable {
        /// Its key in one line, `<name>+<id>+<base64>`.
        package var vkey: String
        /// Where it takes checkpoints: `add-checkpoint` is looked for below it.
        package var url: String
    }

    /// What happens at the start when a witness knows a larger log, or another one of the same size.
    package enum WitnessBoot: String, Sendable, Decodable {
        /// The service refuses to start: it may be a restored old backup, which would fork the log.
        case require
        /// The service says so and starts.
        case warn
    }

    /// An RFC 3161 authority elsewhere that times checkpoints.
    package struct Authority: Sendable, Decodable {
        /// For logs, metrics and the store; unique.
        package var name: String
        /// Where queries are posted.
        package var url: String
        /// Path of its roots in PEM.
        package var trust: String
        /// The one policy, a dotted object identifier, that its tokens must bear; any when absent.
        package var policy: String?
    }

    /// Path of the log's Ed25519 key in PEM.
    package var logKey: String
    /// The log's name; without it, the name in `log.pub` beside the key. It can never change.
    package var logOrigin: String?
    /// Whether the log takes no more works: it stands as it is, is served and proven, and nothing new is sealed.
    package var logFrozen: Bool?
    /// Whether a frozen log still takes the entries that say what of it was erased; no when absent.
    package var logTombstones: Bool?
    /// Earlier logs, each in the store that it grew in: they take no more entries and are still shown to anybody.
    package var closedLogs: [ClosedLog]?
    /// Path of the timestamp signer's certificate in PEM, then the ones above it.
    package var tsaCertificate: String
    /// Path of the timestamp signer's P-256 key in PEM.
    package var tsaKey: String
    /// Path of further certificates up to the root, when `tsaCertificate` does not hold them.
    package var tsaChain: String?
    /// `strict` unless the machine has no time synchronisation.
    package var clock: ClockMode?
    /// Folder for the files' bytes; without it, `blobs` beside the store.
    package var blobs: String?
    /// How works are gathered; the limits themselves when absent.
    package var batch: Batch?
    /// The largest file, in bytes.
    package var fileBytesMax: UInt64?
    /// The address under which strangers reach this service, e.g. `https://evidence.example`; certificates name it.
    package var publicBase: String?
    /// Credits of the pack that each account gets once, with its first credit, and that is void after a year like every
    /// other; 1,000,000 when absent, at most that, 0 for no such pack. One file sealed or one filing renewed uses one.
    package var creditsPerAccount: UInt64?
    /// Who supplies that pack: `platform`, which it is when absent, or the name of one of `timestamp_authorities`.
    package var creditsSupplier: String?
    /// Plain bytes that are kept for each account; 1 TiB when absent. Submissions of digests alone keep none.
    package var keptBytesPerAccount: UInt64?
    /// The works categories; the assumed list when absent.
    package var categories: [Category]?

    /// The works categories that settings may name.
    package var categoryList: WorksCategoryList {
        guard let categories else { return .assumed }
        return WorksCategoryList(
            categories.map {
                WorksCategory(code: $0.code, name: $0.name, needsExplanation: $0.needsExplanation ?? false)
            })
    }

    /// Who sees the log grow; at most 16, each with a key of its own.
    package var witnesses: [Witness]?
    /// How many of the witnesses make a checkpoint one that others saw too; 0 when absent.
    package var quorum: Int?
    /// `require` when absent; for witnesses that can be reached.
    package var witnessBoot: WitnessBoot?
    /// Who else times checkpoints, and filings whose packs they supply; at most 16. None is called `platform`.
    package var timestampAuthorities: [Authority]?
    /// How often a checkpoint is timed while the log grows, in seconds; 60 when absent.
    package var checkpointTimestampSeconds: Int?
    /// Days after which a log that has not grown is timed again, from 1 to 3,660; 30 when absent.
    package var checkpointRenewalDays: Int64?
    /// How many authorities time one checkpoint, at most 4; two, or the only one, when absent.
    package var checkpointTimestamps: Int?

    /// How items are checked; every 90 days, 64 in a run, when absent.
    package var checks: Checks?

    /// The bounds that the section gives the sequencer.
    package var bounds: BatchBounds {
        BatchBounds(
            batchEntriesMax: batch?.entries ?? BatchBounds.Limits.batchEntriesMax,
            batchMilliseconds: batch?.milliseconds ?? BatchBounds.Limits.batchMillisecondsUsual,
            queueEntriesMax: batch?.queue ?? BatchBounds.Limits.queueEntriesMax)
    }
}
