internal import MeshCrypto

/// The bundle's texts for people. They say what is proven, and nothing about who made the work.
enum BundleText {
    static func readme(_ bundle: Bundle) -> String {
        """
        Proof bundle \(bundle.number)

        This bundle shows two things about one file: that its bytes have not changed since they were sealed, and that
        they existed no later than the time in its timestamp and in this order within their project. It does not show
        who made the work.

        Files
          leaf.bin           the entry of the public log, 182 bytes; it commits to everything below
          opening.json       salts, digest and metadata that open the entry's commitments
          token.tsr          the answer of a timestamp authority (RFC 3161) over the file's SHA-256
          tsa-chain.pem      that authority's certificates, for other programs; nothing here trusts them
          proof.tlog-proof   where the entry stands in the log, under a signed checkpoint (c2sp.org/tlog-proof)
          policy.txt         the log's key (c2sp.org/tlog-policy)
          chain/             earlier entries of the same project, each with its proof
        \(bundle.interval.isEmpty ? "" : intervalFiles)  manifest.json      every file with its size and SHA-256
        \(certificate(bundle))
        To check everything at once, offline, with a folder TRUST that holds log.pub and tsa-ca.pem from a source of
        your own (never from this bundle):
          colophon verify --trust TRUST \(bundle.fileName) FILE

        To check the parts with other programs, in bash, where it was unpacked; TRUST is the same folder, and the root
        of the authority in it, tsa-ca.pem, comes from whoever runs the authority, never from this bundle:
          the time        openssl ts -verify -data FILE -in token.tsr -CAfile TRUST/tsa-ca.pem -untrusted tsa-chain.pem
                          (add -attime with the token's time once the certificate has expired)
          the token       openssl ts -reply -in token.tsr -text
          the entry       its last 32 bytes are the SHA-256 of the token:
                          openssl ts -reply -in token.tsr -token_out | openssl sha256 -binary | cmp - <(tail -c 32 leaf.bin)
          the commitment  bytes 31 to 62 of leaf.bin are SHA-256(workSalt || SHA-256(FILE)); the 32 bytes before the
                          last 32 are SHA-256(metaSalt || meta)
          the log         golang.org/x/mod/sumdb/note and tlog read the checkpoint and the proof; the entry's hash is
                          SHA-256 over a zero byte and leaf.bin
        \(bundle.interval.isEmpty ? "" : intervalCommands)
        """
    }

    /// One line in the list of files, or a paragraph of its own when there is no certificate.
    private static func certificate(_ bundle: Bundle) -> String {
        switch bundle.certificate {
        case nil: ""
        case .made: "  certificate.pdf    the same for people, in Chinese and English; it is not evidence\n"
        case .missing(let reason):
            "\nThere is no certificate.pdf in this bundle: \(reason). It would not be evidence,\n"
                + "and nothing that is checked is missing.\n"
        }
    }

    private static let intervalFiles = """
          interval/          checkpoints of the log that others timed: t1 the last before the entry, t2 the first with it;
                             witnesses' cosignatures stand in them, tokens over their first three lines beside them
        """ + "\n"

    private static let intervalCommands = """
          the interval    head -n 3 interval/t2.checkpoint > t2.txt
                          openssl ts -verify -data t2.txt -in interval/t2.tsr -CAfile ROOT-OF-THAT-AUTHORITY
        """ + "\n"

    static func policy(_ bundle: Bundle) -> String {
        let clock =
            switch bundle.timestampPolicy {
            case TimestampPolicy.synchronisedClock: "the authority's clock was synchronised"
            case TimestampPolicy.hostClock: "the authority's clock was the host's, without time synchronisation"
            default: "the authority's own policy"
            }
        return """
            # The log that this bundle comes from, as it states itself. Trust keys from a source of your own.
            # Timestamps: policy \(bundle.timestampPolicy) (\(clock)).
            log \(bundle.logKey.line)
            \(bundle.witnesses.policy)
            """
    }
}
