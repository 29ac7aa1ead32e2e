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
        let before = try end(.before, from: checkpoint)
        let after = try end(.after, from: checkpoint)
        let renewals = try renewals()
        if let before, before.checkpoint.size > index { throw .broken("interval/t1 holds the entry already") }
        if let after, after.checkpoint.size <= index { throw .broken("interval/t2 does not hold the entry") }
        // What is claimed is what every one of the sources supports.
        let first = before?.statements.min { $0.at < $1.at }
        let last = after?.statements.max { $0.at < $1.at }
        try hold(after: first, before: last)
        let again = Self.words(renewals)
        let unknown = ([before, after] + renewals).contains { $0?.isUnknown == true } ? "; \(Self.unknownKey)" : ""
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
                ? "no independently timed checkpoint in the bundle"
                : again.isEmpty
                    ? "no time in it is by a source of the trust folder" : "no independent time around the entry"
            return Finding(isReached: false, detail: "self-asserted: \(reason)\(again)\(unknown)")
        }
    }

    /// What the checkpoints in the archive, and those of `beside` under the same checkpoint, say about the entry, wherever
    /// they stand to it: the last without it and the first with it. Nil when those of `beside` add nothing.
    func finding(beside: ZipArchive) throws(Fault) -> Finding? {
        let other = IntervalExamination(
            archive: beside, checkpoint: checkpoint, index: index, tokenTime: tokenTime, trust: trust)
        let own = try ends()
        let all = try own + other.ends()
        let (before, after) = (last(of: all), first(of: all))
        guard
            before?.checkpoint.size != last(of: own)?.checkpoint.size
                || after?.checkpoint.size != first(of: own)?.checkpoint.size
        else { return nil }
        let earliest = before?.statements.min { $0.at < $1.at }
        let latest = after?.statements.max { $0.at < $1.at }
        try hold(after: earliest, before: latest)
        let words = [earliest.map { "after \(Self.words($0))" }, latest.map { "before \(Self.words($0))" }]
            .compactMap(\.self)
        return Finding(
            isReached: words.count == 2, detail: "logged \(words.joined(separator: ", ")), by the times of the seal")
    }

    /// The last checkpoint without the entry.
    private func last(of ends: [End]) -> End? {
        ends.filter { $0.checkpoint.size <= index }.max { $0.checkpoint.size < $1.checkpoint.size }
    }

    /// The first checkpoint with the entry.
    private func first(of ends: [End]) -> End? {
        ends.filter { $0.checkpoint.size > index }.min { $0.checkpoint.size < $1.checkpoint.size }
    }

    /// That the token lies between the two.
    private func hold(after first: Statement?, before last: Statement?) throws(Fault) {
        if let first, !IntervalRule.allows(tokenTime, after: first.at) {
            throw .broken("the token says an earlier time than \(first.source) for the log before the entry")
        }
        if let last, !IntervalRule.allows(tokenTime, before: last.at) {
            throw .broken("the token says a later time than \(last.source) for the log with the entry")
        }
    }

    /// Every checkpoint that somebody counts for.
    private func ends() throws(Fault) -> [End] {
        let around = [try end(.before, from: checkpoint), try end(.after, from: checkpoint)].compactMap(\.self)
        return try (around + renewals()).filter { !$0.statements.isEmpty }
    }

    /// The checkpoints that carry the bundle forward, each larger than the one before and proven from it.
    private func renewals() throws(Fault) -> [End] {
        var found: [End] = []
        var isOver = false
        for name in TimedName.renewals {
            let base = found.last?.checkpoint ?? checkpoint
            guard let end = try end(name, from: base) else {
                // A bundle may begin with the first that has a number.
                if name != .renewed { isOver = true }
                continue
            }
            guard !isOver else { throw .broken("interval/ lacks a renewal before \(name.stem)") }
            guard end.checkpoint.size >= base.size, found.isEmpty || end.checkpoint.size > base.size else {
                throw .broken(
                    "interval/\(name.stem) is older than "
                        + (found.isEmpty ? "the bundle's checkpoint" : "the renewal before it"))
            }
            found.append(end)
        }
        return found
    }

    /// The times of the renewals, the first and the last when there are more than one.
    private static func words(_ renewals: [End]) -> String {
        let times = renewals.compactMap { $0.statements.max { $0.at < $1.at } }
        guard let first = times.first, let last = times.last else { return "" }
        guard times.count > 1 else { return "; renewed \(words(first))" }
        return "; renewed \(times.count) times, from \(words(first)) to \(words(last))"
    }

    /// The checkpoint of this name, proven to be of the same tree as `base`.
    private func end(_ place: TimedName, from base: Checkpoint) throws(Fault) -> End? {
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
        let (old, new) = timed.size <= base.size ? (timed, base) : (base, timed)
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

    /// A token by a root that the trust folder does not name counts for nothing; one that is about something else,
    /// cannot be read, or does not hold even under the certificate that it brings, is a fault.
    private func tokens(_ files: [[UInt8]], over text: String, name: String) throws(Fault) -> [Statement] {
        let digest = Digest.sha256(Array(text.utf8))
        var found: [Statement] = []
        for file in files {
            do throws(TimestampError) {
                let response = try TimestampResponse(der: file)
                guard response.isPlainGrant else { throw TimestampError.malformed("not a plain grant") }
                let token = try TimestampToken(der: response.granted())
                guard token.algorithm == .sha256, token.digest == digest else { throw TimestampError.wrongImprint }
                guard token.holdsByItself else { throw TimestampError.malformed("its signature does not hold") }
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

    private static let expected = Set(
        TimedName.all.flatMap { name in BundleFile.timedEndings.map { BundleFile.intervalFolder + name.stem + $0 } })
}
