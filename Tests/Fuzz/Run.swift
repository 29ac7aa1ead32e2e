import ArgumentParser
import MeshKernel
import MeshTestKit

/// Feeds one target for a while.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Feed a target one input after another for some seconds; fails when something does not hold.")

    /// Inputs before memory is measured for the first time: pools and caches are full then.
    private static let warmInputs = 50

    @Argument(help: "The target.")
    var subject: FuzzSubject

    @Option(help: "For how long, seconds.")
    var seconds = 60

    @Option(help: "The first input's seed; the others follow it.")
    var seed: UInt64?

    @Option(help: "A file that holds the seed of the input that is being read, for whoever finds this program dead.")
    var progress: String

    @Option(help: "How much memory may grow, MiB.")
    var growth = 128

    func validate() throws {
        guard seconds > 0, growth > 0 else { throw ValidationError("--seconds and --growth are at least 1") }
    }

    func run() async throws {
        let note = try SeedNote(path: progress)
        let time = SystemTime()
        let end = time.monotonic().advanced(by: .seconds(seconds))
        var warm: Int?
        var failure: (any Error)?
        let run = try await FuzzRun.run(subject, from: seed ?? SystemRandom().word(), note: note.write) { run in
            if run.inputs == Self.warmInputs { warm = try? ProcessStatistics.own().residentKibibytes }
            do {
                if run.inputs % Self.warmInputs == 0 { try checkMemory(since: warm) }
            } catch {
                failure = error
            }
            return failure != nil || time.monotonic() >= end
        }
        if let failure { throw failure }
        print(
            "\(subject.rawValue): \(run.inputs) inputs, \(run.frames) frames, seeds \(run.firstSeed) to "
                + "\(run.nextSeed &- 1), memory grew by \(try grown(since: warm) / 1_024) MiB")
    }

    private func checkMemory(since warm: Int?) throws {
        let grown = try grown(since: warm)
        guard grown <= growth * 1_024 else { throw FuzzFinding("memory grew by \(grown) KiB") }
    }

    private func grown(since warm: Int?) throws -> Int {
        guard let warm else { return 0 }
        return try ProcessStatistics.own().residentKibibytes - warm
    }
}
