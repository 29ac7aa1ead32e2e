import ArgumentParser

/// How long a command counts, as its option.
struct CountedTime: ParsableArguments {
    @Option(help: "Seconds to count.")
    var seconds = 4.0

    func validate() throws {
        guard seconds > 0, seconds <= 3_600 else { throw ValidationError("--seconds is above 0, at most 3600") }
    }
}
