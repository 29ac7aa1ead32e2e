/// Something that reads the bytes of a peer, and what must hold whatever they are.
package protocol FuzzTarget: Sendable {
    /// An input that `random` determines wholly.
    func input(_ random: SeededRandom) -> [UInt8]
    /// Reads `input`. Returns how many frames, messages or steps it held; throws a `FuzzFinding` when something does not
    /// hold.
    func feed(_ input: [UInt8]) async throws -> Int
    /// Lets go of what it holds open.
    func close() async throws
}

extension FuzzTarget {
    /// Most targets hold nothing.
    package func close() async throws {}
}
