internal import MeshStore

extension EvidenceMigrations {
    /// Whether a pair of like works was found among all that may be like. Pairs from before were looked for among as many
    /// as were found, up to a bound that nobody noted, so nothing is claimed of them.
    static let completePairs = Migration(
        12, "whether pairs of like works are all there are",
        ["ALTER TABLE similar_pairs ADD COLUMN complete INTEGER NOT NULL DEFAULT 0 CHECK (complete IN (0, 1))"])
}
