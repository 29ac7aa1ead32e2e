import ArgumentParser
import MeshTestKit

/// Feeds an input that was kept.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Feed a target the input in a file.")

    @Argument(help: "The target.")
    var subject: AnySubject

    @Argument(help: "The file.")
    var file: String

    @OptionGroup var bounds: Bounds

    func run() async throws {
        let target = try await subject.target()
        let input = try WholeFile.contents(file)
        let watch = try bounds.watch()
        watch.begin()
        let frames = try await target.feed(input)
        try await target.close()
        print("\(subject.name): \(frames) frames, and everything holds")
    }
}
