import ArgumentParser
import MeshKernel
import MeshTestKit

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Feeds one target for a while.
struct Run: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Feed a target one input after another for some seconds; fails when something does not hold.")

    /// How often it says how far it is.
    private static let reportSeconds: Int64 = 10

    @Argument(help: "The target.")
    var subject: AnySubject

    @Option(help: "For how long, seconds.")
    var seconds = 60

    @Option(help: "The first input's seed; the others follow it.")
    var seed: UInt64?

    @Option(help: "A file that holds the seed of the input that is being read, for whoever finds this program dead.")
    var progress: String

    @OptionGroup var bounds: Bounds

    func validate() throws {
        guard seconds > 0 else { throw ValidationError("--seconds is at least 1") }
    }

    func run() async throws {
        let note = try SeedNote(path: progress)
        let watch = try bounds.watch()
        let time = SystemTime()
        let began = time.monotonic()
        let end = began.advanced(by: .seconds(seconds))
        var report = began.advanced(by: .seconds(Self.reportSeconds))
        let run = try await FuzzRun.run(
            subject.name, target: try await subject.target(), from: seed ?? SystemRandom().word(), note: note.write
        ) { run in
            let now = time.monotonic()
            if now >= report, now < end {
                report = now.advanced(by: .seconds(Self.reportSeconds))
                print(
                    "\(subject.name): \(run.inputs) inputs, \(run.frames) frames in "
                        + "\(now.since(began).wholeMilliseconds / 1_000) of \(seconds) s")
                // Whoever watches a pipe wants to see each line at once as well.
                fflush(nil)
            }
            watch.begin()
            return now >= end
        }
        print(
            "\(subject.name): \(run.inputs) inputs, \(run.frames) frames, seeds \(run.firstSeed) to "
                + "\(run.nextSeed &- 1), memory grew by \(try watch.grownMebibytes()) MiB")
    }
}
