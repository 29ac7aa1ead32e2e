/// The texts of a chain's bundle for people. They say what is proven, and nothing about who made the work.
enum ChainText {
    static func readme(_ chain: ChainBundle) -> String {
        """
        Chain bundle \(chain.seal.number)

        This archive holds every file's proof of one project up to the moment its chain was sealed. It shows that these
        files existed no later than their times, in this order, with none between them left out or put in since. It does
        not show who made the work.

        Files
          chain.json       what the seal is about
          seal/            the proof bundle of the seal; its chain/ folder holds every earlier entry of the project
          items/           for every file its proof bundle, in order
        \(chain.erasures.isEmpty ? "" : erased)  manifest.json    every file with its size and SHA-256

        Independent times, when there are any, stand once, in seal/interval/; they say as much about every earlier entry.

        An entry without a folder below items/ is an earlier seal, or its contents were erased at its holder's wish, which
        another entry says; its place in the chain stays.

        To check everything at once, offline, with a folder TRUST that holds log.pub and tsa-ca.pem from a source of
        your own (never from this bundle), and those of the files that you have:
          colophon verify --trust TRUST \(chain.fileName) FILE...

        Each folder can be checked by itself with the commands in its README.txt.

        """
    }

    private static let erased = """
          erased/          for every entry whose contents were erased the log's entry that says so, with its proof
        """ + "\n"
}
