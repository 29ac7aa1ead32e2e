/// The texts of a chain's bundle for people. They say what is proven, and nothing about who made the work.
enum ChainText {
    /// Of the chain whose seal has this number.
    static func readme(_ number: EvidenceNumber) -> String {
        """
        Chain bundle \(number)

        This archive holds every file's proof of one project up to the moment its chain was sealed. It shows that these
        files existed no later than their times, in this order, with none between them left out or put in since. It does
        not show who made the work.

        Files
          chain.json       what the seal is about
          seal/            the proof bundle of the seal; its chain/ folder holds every earlier entry of the project, the
                           items' own among them, each with its place in the log
          items/           for every file what opens its entry (opening.json), its timestamp (token.tsr) and, in chains
                           that are not long, its sheet for people (certificate.pdf, which is not evidence)
          times/           checkpoints of the log that others timed, each once, named by its size
          intervals.json   for every file the size of the last of them before its entry and of the first with it
          settings/        the copyright settings that seal and files name by a commitment, and what opens it; personal
                           details of the owners stand there, so give the archive to those who may read them
          authorities/     certificates of the timestamp authority, for other programs; nothing here trusts them
          erased/          for every entry whose contents were erased the log's entry that says so, with its proof
          custody/         through whose hands each file went; what the service wrote down, not evidence. "total" counts
                           the records for which there was no room too
          filings/         first-publication filings of these files; what the service wrote down, not evidence. "total"
                           counts those for which there was no room too
          manifest.json    every file with its size and SHA-256

        An entry of seal/chain/ without a folder below items/ is an earlier seal, or its contents were erased at its
        holder's wish, which another entry says; its place in the chain stays.

        To check everything at once, offline, with a folder TRUST that holds log.pub and tsa-ca.pem from a source of
        your own (never from this bundle), and those of the files that you have:
          colophon verify --trust TRUST \(number)-chain.zip FILE...

        To check the parts of one file with other programs, in bash, where it was unpacked, with its place in the chain
        as N; TRUST is the same folder, and the root of the authority in it, tsa-ca.pem, comes from whoever runs the
        authority, never from this archive:
          the time        openssl ts -verify -data FILE -in items/N-.../token.tsr -CAfile TRUST/tsa-ca.pem \\
                            -untrusted authorities/....pem
                          (add -attime with the token's time once the certificate has expired)
          the entry       its last 32 bytes are the SHA-256 of the token:
                          openssl ts -reply -in items/N-.../token.tsr -token_out | openssl sha256 -binary \\
                            | cmp - <(tail -c 32 seal/chain/N.leaf)
          the commitment  bytes 31 to 62 of seal/chain/N.leaf are SHA-256(workSalt || SHA-256(FILE)); the 32 bytes before
                          the last 32 are SHA-256(metaSalt || meta)
          the log         golang.org/x/mod/sumdb/note and tlog read the checkpoint and seal/chain/N.tlog-proof
          the interval    head -n 3 times/SIZE.checkpoint > t.txt
                          openssl ts -verify -data t.txt -in times/SIZE.tsr -CAfile ROOT-OF-THAT-AUTHORITY
          the settings    the commitment in meta is SHA-256(salt || settings)

        """
    }

    /// The name under which the archive is handed out.
    static func fileName(_ number: EvidenceNumber) -> String { "\(number)-chain.zip" }
}
