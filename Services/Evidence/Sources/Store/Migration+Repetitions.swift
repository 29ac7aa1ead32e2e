internal import MeshStore

extension EvidenceMigrations {
    /// Acts that custody counts instead of writing them down each.
    static let repetitions = Migration(
        10, "custody that counts",
        [
            // How often the act of a record was done again. The code covers the row; the item's own row has the sum of all
            // counts, and its code covers that, so that no row can be put back to what it was before.
            """
            CREATE TABLE custody_repetitions (
                evidence TEXT NOT NULL REFERENCES evidence (id),
                position INTEGER NOT NULL CHECK (position >= 0),
                count INTEGER NOT NULL CHECK (count >= 1),
                last_at INTEGER NOT NULL,
                code BLOB NOT NULL CHECK (length(code) = 32),
                PRIMARY KEY (evidence, position)
            ) STRICT
            """,
            """
            CREATE TRIGGER custody_repetitions_grow BEFORE UPDATE ON custody_repetitions
            WHEN NEW.evidence <> OLD.evidence OR NEW.position <> OLD.position OR NEW.count <= OLD.count
                OR NEW.last_at < OLD.last_at
            BEGIN SELECT RAISE(ABORT, 'what custody has counted only grows'); END
            """,
            """
            CREATE TRIGGER custody_repetitions_added BEFORE INSERT ON custody_repetitions
            WHEN EXISTS (SELECT 1 FROM custody_repetitions WHERE evidence = NEW.evidence AND position = NEW.position)
            BEGIN SELECT RAISE(ABORT, 'what custody has counted is never replaced'); END
            """,
            """
            CREATE TRIGGER custody_repetitions_kept BEFORE DELETE ON custody_repetitions
            WHEN EXISTS (SELECT 1 FROM openings WHERE openings.evidence = OLD.evidence)
            BEGIN SELECT RAISE(ABORT, 'what custody has counted is never removed'); END
            """,
            "ALTER TABLE evidence ADD COLUMN custody_repetitions INTEGER NOT NULL DEFAULT 0",
        ])
}
