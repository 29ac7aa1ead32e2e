import ArgumentParser

/// The option of commands that call a service, and for which nobody else can speak.
struct MeshOption: ParsableArguments {
    @Option(help: "The mesh file, for the addresses of services.")
    var mesh = MeshFile.defaultPath
}
