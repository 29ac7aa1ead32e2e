package import MeshKernel

/// What the sender of a file says of itself and its clock. It is kept as it was told: nobody has checked any of it, and
/// nothing rests on it.
package struct ClientStatement: Sendable, Equatable {
    /// Bounds of what is told.
    package enum Limits {
        /// Each of the words.
        package static let wordBytesMax = 128
        /// The latest time: the end of the year 9999, in milliseconds since 1970.
        package static let millisecondsMax: Int64 = 253_402_300_799_999
    }

    /// The sender's clock when it began; nil when it was not told.
    package let time: WallTime?
    /// The program that sends, its version, and the system that it runs on; empty for what was not told.
    package let program: String, version: String, system: String

    /// Nil when nothing is told. `milliseconds` 0 tells no time. Throws `EvidenceError.invalidClientStatement`, which
    /// names the field: a time before 1970 or after 9999, a word that is long or holds control characters.
    package init?(
        milliseconds: Int64, program: String, version: String, system: String
    ) throws(EvidenceError) {
        guard (0...Limits.millisecondsMax).contains(milliseconds) else {
            throw .invalidClientStatement(field: "header.client_time_milliseconds")
        }
        for (word, name) in [(program, "program"), (version, "version"), (system, "system")] {
            guard word.utf8.count <= Limits.wordBytesMax,
                !word.unicodeScalars.contains(where: ControlCharacters.contains)
            else { throw .invalidClientStatement(field: "header.environment.\(name)") }
        }
        guard milliseconds > 0 || ![program, version, system].allSatisfy(\.isEmpty) else { return nil }
        time = milliseconds > 0 ? WallTime(milliseconds: milliseconds) : nil
        self.program = program
        self.version = version
        self.system = system
    }

    /// The words in one line, for people; empty when only a time was told.
    package var words: String {
        [program, version, system.isEmpty || program.isEmpty && version.isEmpty ? system : "· \(system)"]
            .filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension ClientStatement {
    /// The member that a work's metadata has of it.
    var member: CanonicalJSON {
        var members: [CanonicalJSON.Member] = []
        if let time { members.append(.init("time", .number(UInt64(time.milliseconds)))) }
        for (name, word) in [("program", program), ("version", version), ("system", system)] where !word.isEmpty {
            members.append(.init(name, .string(word)))
        }
        return .object(members)
    }

    /// Reads it; nil for anything else.
    init?(_ json: CanonicalJSON) {
        let milliseconds = json["time"]?.number.flatMap { Int64(exactly: $0) } ?? 0
        guard
            let read = try? ClientStatement(
                milliseconds: milliseconds, program: json["program"]?.string ?? "",
                version: json["version"]?.string ?? "", system: json["system"]?.string ?? "")
        else { return nil }
        self = read
    }
}
