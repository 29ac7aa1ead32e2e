internal import MeshStore

extension IdentityMigrations {
    /// Holders and the numbers that are theirs, dossiers with their pictures.
    static let dossiers = Migration(
        2, "holders, claims, dossiers, documents",
        [
            // A holder verified by an authority, version by version; the highest approved one counts.
            """
            CREATE TABLE holders (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
                kind TEXT NOT NULL,
                created_at INTEGER NOT NULL,
                UNIQUE (account, authority)
            ) STRICT
            """,
            // Facts, and the keyed code of the document's kind and number by which other services' questions are answered.
            """
            CREATE TABLE holder_versions (
                holder TEXT NOT NULL REFERENCES holders (id),
                version INTEGER NOT NULL CHECK (version >= 1),
                facts BLOB NOT NULL,
                document_code BLOB NOT NULL CHECK (length(document_code) = 32),
                verified_at INTEGER NOT NULL,
                ended_at INTEGER,
                PRIMARY KEY (holder, version)
            ) STRICT
            """,
            "CREATE INDEX holder_versions_document ON holder_versions (document_code)",
            // One mobile number verifies one right holder at an authority. A holder has the one that was granted with their
            // present version, and while they verify again with another, that one too.
            """
            CREATE TABLE mobile_claims (
                authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
                mobile_code BLOB NOT NULL CHECK (length(mobile_code) = 32),
                holder TEXT NOT NULL REFERENCES holders (id),
                granted INTEGER NOT NULL CHECK (granted IN (0, 1)),
                taken_at INTEGER NOT NULL,
                PRIMARY KEY (authority, mobile_code),
                UNIQUE (holder, granted)
            ) STRICT
            """,
            // The fields as they were written, and the reason of a refusal, are sealed under the account's data key.
            """
            CREATE TABLE dossiers (
                id TEXT NOT NULL PRIMARY KEY,
                account TEXT NOT NULL REFERENCES accounts (id),
                authority TEXT NOT NULL CHECK (authority IN ('platform', 'henan', 'cpcc')),
                holder TEXT REFERENCES holders (id),
                state TEXT NOT NULL
                    CHECK (state IN ('draft', 'in_review', 'correction_due', 'approved', 'failed', 'withdrawn')),
                fields BLOB NOT NULL,
                named TEXT NOT NULL,
                reason BLOB,
                reviewer TEXT,
                deadline TEXT,
                deadline_covered INTEGER CHECK (deadline_covered IN (0, 1)),
                round INTEGER NOT NULL CHECK (round >= 0),
                extended INTEGER NOT NULL CHECK (extended IN (0, 1)),
                created_at INTEGER NOT NULL,
                submitted_at INTEGER,
                CHECK (state <> 'in_review' OR deadline IS NOT NULL)
            ) STRICT
            """,
            "CREATE UNIQUE INDEX dossiers_account ON dossiers (account, id)",
            // One at a time for each account and authority.
            """
            CREATE UNIQUE INDEX dossiers_open ON dossiers (account, authority)
                WHERE state IN ('draft', 'in_review', 'correction_due')
            """,
            "CREATE INDEX dossiers_queue ON dossiers (authority, deadline, id) WHERE state = 'in_review'",
            // A picture is a sealed file of the store, or a row beside it when it is small.
            """
            CREATE TABLE documents (
                id TEXT NOT NULL PRIMARY KEY,
                dossier TEXT NOT NULL REFERENCES dossiers (id),
                slot TEXT NOT NULL,
                blob TEXT NOT NULL UNIQUE,
                type TEXT NOT NULL CHECK (type IN ('jpeg', 'png')),
                bytes INTEGER NOT NULL CHECK (bytes BETWEEN 1 AND 5242879),
                width INTEGER NOT NULL CHECK (width >= 1),
                height INTEGER NOT NULL CHECK (height >= 1),
                uploaded_at INTEGER NOT NULL,
                UNIQUE (dossier, slot)
            ) STRICT
            """,
        ])
}
