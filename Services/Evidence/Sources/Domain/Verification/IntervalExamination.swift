internal import MeshCrypto
internal import MeshDocument
internal import MeshKernel

/// Looks at a bundle's `interval/`: checkpoints of the same log that others timed, before and after the entry. Only times
/// by sources of the verifier's own trust count; what the log says about its own time does not.
struct IntervalExamination {
    /// What was found, if nothing was wrong.
    struct Finding: Equatable {
        let isReached: Bool
        let detail: String
    }

    /// What was wrong.
    enum Fault: Error, Equatable {
        case broken(String)
    }

    /// A time, in the words of who said it.
    private struct Statement {
        let source: String
        let at: WallTime
    }

    private struct End {
        let checkpoint: Checkpoint
        let statements: [Statement]
        /// Whether no key of the log that the trust folder names signed it.
        let isUnknown: Bool
    }

    let archive: ZipArchive
    /// The bundle's own.
    let checkpoint: Checkpoint
    /// The entry's place in the log.
    let index: UInt64
    /// The time of the bundle's token.
    let tokenTime: WallTime
    let trust: TrustAnchors

    func finding() throws(Fault) -> Finding {
        let names = Set(archive.entries.map(\.name).filter { $0.hasPrefix(BundleFile.intervalFolder) })
        guard names.isSubset(of: Self.expected) else { throw .broken("interval/ holds something else") }
        let before = try end(.before)
        let after = try end(.after)
        let renewed = try end(.renewed)
        if let before, before.checkpoint.size > index { throw .broken("interval/t1 holds the entry already") }
        if let after, after.checkpoint.size <= index { throw .broken("interval/t2 does not hold the entry") }
        if let renewed, renewed.checkpoint.size < checkpoint.size {
            throw .broken("interval/renewed is older than the bundle's checkpoint")
        }
        // What is claimed is what every one of the sources supports.
        let first = before?.statements.min { $0.at < $1.at }
        let last = after?.statements.max { $0.at < $1.at }
        if let first, !IntervalRule.allows(tokenTime, after: first.at) {
            throw .broken("the token says an earlier time than \(first.source) for the log before the entry")
        }
        if let last, !IntervalRule.allows(tokenTime, before: last.at) {
            throw .broken("the token says a later time than \(last.source) for the log with the entry")
        }
        let again = renewed?.statements.max { $0.at < $1.at }.map { "; renewed \(Self.words($0))" } ?? ""
        let unknown = [before, after, renewed].contains { $0?.isUnknown == true } ? "; \(Self.unknownKey)" : ""
        switch (first, last) {
        case (let first?, let last?):
            return Finding(
                isReached: true,
                detail: "logged after \(Self.words(first)), before \(Self.words(last))\(again)\(unknown)")
        case (nil, let last?):
            return Finding(
                isReached: false,
                detail: "no independent time before; logged before \(Self.words(last))\(again)\(unknown)")
        case (let first?, nil):
            return Finding(
                isReached: false,
                detail: "no independent time after; logged after \(Self.words(first))\(again)\(unknown)")
        case (nil, nil):
            let reason =
                names.isEmpty
                ? "no independently timed checkpoint in the bundle" : "no time in it is by a source of the trust folder"
            return Finding(isReached: false, detail: "self-asserted: \(reason)\(unknown)")
        }
    }

    /// What the checkpoints in the archive say about another entry under the same checkpoint, wherever they stand to it:
    /// the last without it and the first with it. Nil when they say nothing.
    func findingBeside() throws(Fault) -> Finding? {
        var ends: [End] = []
        for place in TimedCheckpoint.Place.allCases {
            if let end = try end(place), !end.statements.isEmpty { ends.append(end) }
        }
        let first = ends.filter { $0.checkpoint.size <= index }.max { $0.checkpoint.size < $1.checkpoint.size }?
            .statements.min { $0.at < $1.at }
        let last = ends.filter { $0.checkpoint.size > index }.min { $0.checkpoint.size < $1.checkpoint.size }?
            .statements.max { $0.at < $1.at }
        if let first, !IntervalRule.allows(tokenTime, after: first.at) {
            throw .broken("the token says an earlier time than \(first.source) for the log before the entry")
        }
        if let last, !IntervalRule.allows(tokenTime, before: last.at) {
            throw .broken("the token says a later time than \(last.source) for the log with the entry")
        }
        let words = [first.map { "after \(Self.words($0))" }, last.map { "before \(Self.words($0))" }]
            .compactMap(\.self)
        guard !words.isEmpty else { return nil }
        return Finding(
            isReached: words.count == 2, detail: "logged \(words.joined(separator: ", ")), by the times of the seal")
    }

    private func end(_ place: TimedCheckpoint.Place) throws(Fault) -> End? {
        let name = BundleFile.timedCheckpoint(place)
        let files = (0..<TimedCheckpoint.Limits.tokensMax).compactMap { archive[BundleFile.timedToken(place, $0)] }
        guard let bytes = archive[name] else {
            guard files.isEmpty, archive[BundleFile.timedConsistency(place)] == nil else {
                throw .broken("\(name) is missing")
            }
            return nil
        }
        let note: SignedNote
        let timed: Checkpoint
        let proof: ConsistencyProof
        var isUnknown = false
        do throws(NoteError) {
            note = try SignedNote(parsing: bytes)
            timed = try Checkpoint(parsing: note.text)
            proof = try ConsistencyFile(parsing: archive[BundleFile.timedConsistency(place)] ?? []).proof
            isUnknown = try !isSigned(note)
        } catch {
            throw .broken("\(name), or its proof, cannot be believed: \(error)")
        }
        guard timed.origin == trust.log.name else { throw .broken("\(name) is of another log") }
        let (old, new) = timed.size <= checkpoint.size ? (timed, checkpoint) : (checkpoint, timed)
        guard proof.holds(oldSize: old.size, oldRoot: old.root, size: new.size, root: new.root) else {
            throw .broken("\(name) is not of the same tree")
        }
        let statements = try cosignatures(of: note, name: name) + tokens(files, over: note.text, name: name)
        return End(checkpoint: timed, statements: isUnknown ? [] : statements, isUnknown: isUnknown)
    }

    /// Whether a key that the trust folder names signed it. One that the log had before, and that the folder does not
    /// name, makes what is said about the checkpoint count for nothing, like the word of any source that it does not
    /// name; the bundle is as good as without it.
    private func isSigned(_ note: SignedNote) throws(NoteError) -> Bool {
        do throws(NoteError) {
            try trust.logKey(for: note).verify(note)
            return true
        } catch {
            guard error == .unsigned, note.isSigned(underName: trust.log.name) else { throw error }
            return false
        }
    }

    private func cosignatures(of note: SignedNote, name: String) throws(Fault) -> [Statement] {
        do throws(NoteError) {
            return try trust.witnesses.cosigners(of: note).map { witness, time in
                Statement(source: "witness \(witness.name)", at: Self.moment(seconds: time))
            }
        } catch {
            throw .broken("a cosignature of \(name) does not hold")
        }
    }

    /// A token by a root that the trust folder does not name counts for nothing; one that is about something else, or
    /// cannot be read, is a fault.
    private func tokens(_ files: [[UInt8]], over text: String, name: String) throws(Fault) -> [Statement] {
        let digest = Digest.sha256(Array(text.utf8))
        var found: [Statement] = []
        for file in files {
            do throws(TimestampError) {
                let response = try TimestampResponse(der: file)
                guard response.isPlainGrant else { throw TimestampError.malformed("not a plain grant") }
                let token = try TimestampToken(der: response.granted())
                guard token.algorithm == .sha256, token.digest == digest else { throw TimestampError.wrongImprint }
                // Who has the log's own authority among the external ones would count the log's word as another's.
                if (try? token.verify(digest: digest, trust: trust.authorities)) != nil { continue }
                for authority in trust.externalAuthorities {
                    guard (try? token.verify(digest: digest, trust: authority.trust)) != nil else { continue }
                    found.append(Statement(source: "authority \(authority.name)", at: token.time))
                    break
                }
            } catch {
                throw .broken("a token over \(name) does not hold")
            }
        }
        return found
    }

    /// A time beyond the year 9999 is as good as that one.
    private static func moment(seconds: UInt64) -> WallTime {
        WallTime(milliseconds: Int64(min(seconds, Limits.witnessSecondsMax)) * 1_000)
    }

    private static func words(_ statement: Statement) -> String {
        "\(Moment.text(statement.at)) (\(statement.source))"
    }

    private static let unknownKey =
        "a checkpoint in it is signed with a key of the log that the trust folder does not name (log-retired.pub)"

    private static let expected: Set<String> = Set(
        TimedCheckpoint.Place.allCases.flatMap { place in
            [BundleFile.timedCheckpoint(place), BundleFile.timedConsistency(place)]
                + (0..<TimedCheckpoint.Limits.tokensMax).map { BundleFile.timedToken(place, $0) }
        })
}
