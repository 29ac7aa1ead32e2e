import ArgumentParser

/// The options of commands that call a service.
struct PeerOptions: ParsableArguments {
    @Option(help: "The mesh file, for the addresses of services.")
    var mesh = MeshFile.defaultPath

    @Option(help: "Id of the account to speak for; default: this state folder's own.")
    var account: String?
}
