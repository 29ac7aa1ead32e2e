import ArgumentParser

/// The options of commands that call a service.
struct PeerOptions: ParsableArguments {
    @Option(help: "The mesh file, for the addresses of services.")
    var mesh = MeshFile.defaultPath

    @Option(
        help:
            "Id of an account to speak for with the development key; default: who has signed in, else this folder's own."
    )
    var account: String?
}
