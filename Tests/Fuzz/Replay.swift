import ArgumentParser
import MeshTestKit

/// Feeds an input that was kept.
struct Replay: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Feed a target the input in a file.")

    @Argument(help: "The target.")
    var subject: FuzzSubject

    @Argument(help: "The file.")
    var file: String

    func run() async throws {
        let target = try await subject.target()
        let frames = try await target.feed(try WholeFile.contents(file))
        try await target.close()
        print("\(subject.rawValue): \(frames) frames, and everything holds")
    }
}
