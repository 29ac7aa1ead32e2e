import ArgumentParser

/// What there is to fuzz.
struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the names of the targets, one a line.")

    func run() {
        for subject in AnySubject.all { print(subject.name) }
    }
}
