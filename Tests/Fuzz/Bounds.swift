import ArgumentParser

/// What no input may exceed.
struct Bounds: ParsableArguments {
    @Option(help: "How long one input may take, seconds.")
    var patience = 30

    @Option(help: "How much memory may grow, MiB.")
    var growth = 128

    func validate() throws {
        guard patience > 0, growth > 0 else { throw ValidationError("--patience and --growth are at least 1") }
    }

    /// Begins to look after them.
    func watch() throws -> InputWatch {
        try InputWatch(patienceSeconds: patience, growthMebibytes: growth)
    }
}
