/// What has been fed to a target so far.
package struct FuzzRun: Sendable {
    /// The first input's seed; the others follow it.
    package let firstSeed: UInt64
    /// Inputs that were read.
    package private(set) var inputs = 0
    /// Frames, messages or steps in them.
    package private(set) var frames = 0

    /// The seed of the next input.
    package var nextSeed: UInt64 { firstSeed &+ UInt64(inputs) }

    /// Feeds `subject` one input after another until `isEnough`, or until something does not hold; `note` hears the seed
    /// of each input before it is read.
    package static func run(
        _ subject: FuzzSubject, from seed: UInt64, note: (UInt64) -> Void = { _ in },
        until isEnough: (FuzzRun) -> Bool
    ) async throws -> FuzzRun {
        try await run(subject.rawValue, target: try await subject.target(), from: seed, note: note, until: isEnough)
    }

    /// The same with a target that is set up, which is closed at the end; `name` says in a finding which it was.
    package static func run(
        _ name: String, target: any FuzzTarget, from seed: UInt64, note: (UInt64) -> Void = { _ in },
        until isEnough: (FuzzRun) -> Bool
    ) async throws -> FuzzRun {
        var run = FuzzRun(firstSeed: seed)
        do {
            while !isEnough(run) {
                let seed = run.nextSeed
                note(seed)
                do {
                    run.frames += try await target.feed(target.input(SeededRandom(seed: seed)))
                } catch {
                    throw FuzzFinding("\(name), seed \(seed): \(error)")
                }
                run.inputs += 1
            }
        } catch {
            try await target.close()
            throw error
        }
        try await target.close()
        return run
    }
}
