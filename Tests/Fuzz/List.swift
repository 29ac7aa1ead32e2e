import ArgumentParser
import MeshTestKit

/// What there is to fuzz.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the names of the targets, one a line.")

    func run() {
        for subject in FuzzSubject.allCases { print(subject.rawValue) }
    }
}

extension FuzzSubject: ExpressibleByArgument {}
