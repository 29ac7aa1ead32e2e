import ArgumentParser

/// The options every command takes.
struct GlobalOptions: ParsableArguments {
    @Flag(name: .long, help: "Print JSON for programs: one object a line on standard output, errors on standard error.")
    var json = false

    @Option(name: .long, help: "Folder that holds the state of the local mesh: keys, configuration, stores, logs.")
    var state = StateFolder.defaultName

    /// The state folder these options name.
    var folder: StateFolder { StateFolder(state) }
}
