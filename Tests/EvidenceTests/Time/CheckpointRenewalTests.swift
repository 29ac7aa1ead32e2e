import Evidence
import MeshAPI
import MeshCrypto
import MeshDocument
import MeshKernel
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("A log that does not grow is timed again", .timeLimit(.minutes(5)))
struct CheckpointRenewalTests {
    private static let day: Int64 = 86_400
    private let content = Array("a sketch".utf8)

    /// Two authorities and the trust in both.
    private struct Outside {
        let servers: [AuthorityServer]
        let independents: Independents

        init(time: SeededTime) async throws {
            servers = [try AuthorityServer(time: time), try AuthorityServer(time: time)]
            independents = Independents(
                authorities: [try await servers[0].start("first"), try await servers[1].start("second")], copies: 2)
        }

        func trust(_ room: EvidenceRoom) throws -> TrustAnchors {
            TrustAnchors(
                log: room.identity.signer.publicKey, authorities: try room.timestamps.trust(),
                externalAuthorities: [
                    .init(name: "first", trust: try servers[0].trust()),
                    .init(name: "second", trust: try servers[1].trust()),
                ])
        }

        func stop() async {
            for server in servers { await server.stop() }
        }
    }

    /// Everything that is due, as the service's loop does it.
    private func work(_ room: EvidenceRoom) async throws {
        while try await room.timing.schedule() { while try await room.timing.work() {} }
        while try await room.timing.work() {}
    }

    private func renewed(_ bundle: [UInt8], in room: EvidenceRoom) async throws -> [TimedCheckpoint] {
        let renewal = try BundleRenewal(bundle)
        let answer = try await room.renewal.renewBundle(
            EvidenceV1.RenewBundleRequest(
                size: renewal.size, logIndex: renewal.index,
                timestampMilliseconds: renewal.tokenTime.milliseconds),
            options: CallOptions(timeout: .seconds(60)))
        return answer.checkpoints.compactMap { TimedCheckpoint($0) }
    }

    private func times(_ checkpoint: TimedCheckpoint?) throws -> [WallTime] {
        try (checkpoint?.responses ?? []).map { try TimestampToken(der: TimestampResponse(der: $0).granted()).time }
    }

    @Test("after the period and not before, by each authority; the first token stays the end of the interval")
    func quiet() async throws {
        let time = SeededTime()
        let outside = try await Outside(time: time)
        try await EvidenceRoom.run(time: time, independents: outside.independents) { room in
            let item = try await room.seal(content, in: try await room.project())
            try await work(room)
            let first = time.wall()
            let old = try await room.bundle(item.id).bytes
            for days in [1, 20, 8] {
                time.advance(by: .seconds(Int64(days) * Self.day))
                try await work(room)
            }
            #expect(outside.servers.map(\.count) == [1, 1])
            var moments: [WallTime] = []
            for _ in 0..<3 {
                time.advance(by: .seconds(31 * Self.day))
                moments.append(time.wall())
                try await work(room)
                try await work(room)
            }
            #expect(outside.servers.map(\.count) == [4, 4])
            let checkpoints = try await renewed(old, in: room)
            #expect(checkpoints.map(\.place) == [.after, .renewed])
            #expect(try times(checkpoints.first) == [first, first])
            #expect(try times(checkpoints.last) == [moments[2], moments[2]])
            // A bundle that is made today has the closest time too.
            let fresh = try archive(of: try await room.bundle(item.id).bytes)
            for name in ["interval/t2.tsr", "interval/t2-2.tsr"] {
                let token = try TimestampToken(der: TimestampResponse(der: #require(fresh[name])).granted())
                #expect(token.time == first, "\(name)")
            }
            let new = try BundleRenewal(old).bundle(with: checkpoints)
            let report = try BundleVerifier(trust: try outside.trust(room))
                .verify(bundle: new, file: FileDigests(of: content))
            let step = try #require(report.steps.first { $0.name == .interval })
            #expect(report.isProven && step.detail.contains("before \(Moment.text(first))"), "\(step.detail)")
            #expect(step.detail.contains("; renewed \(Moment.text(moments[2]))"), "\(step.detail)")
            // An entry that comes after a long silence is bounded by the last time before it.
            let next = try await room.seal(content, in: try await room.project())
            let bundle = try archive(of: try await room.bundle(next.id).bytes)
            let before = try TimestampToken(der: TimestampResponse(der: #require(bundle["interval/t1.tsr"])).granted())
            #expect(before.time == moments[2])
        }
        await outside.stop()
    }

    @Test("a chain says of each item what its own bundle says, though its checkpoint was timed again meanwhile")
    func chain() async throws {
        let time = SeededTime()
        let outside = try await Outside(time: time)
        try await EvidenceRoom.run(time: time, independents: outside.independents) { room in
            let project = try await room.project()
            var items = [try await room.seal(content, in: project)]
            try await work(room)
            let first = time.wall()
            time.advance(by: .seconds(31 * Self.day))
            #expect(try await room.timing.schedule())
            // It comes before the authorities have answered.
            items.append(try await room.seal([2], in: project))
            time.advance(by: .seconds(10))
            while try await room.timing.work() {}
            #expect(outside.servers.map(\.count) == [2, 2])
            try await work(room)
            let verifier = BundleVerifier(trust: try outside.trust(room))
            let bytes = try await room.chain(of: project).bytes
            let report = try ChainVerifier(verifier).verify(bundle: bytes, files: [])
            #expect(report.isProven, "\(report)")
            for (item, shown) in zip(items, report.items) {
                let own = try verifier.verify(
                    bundle: try await room.bundle(item.id).bytes,
                    file: FileDigests(sha256: item.sha256, sm3: item.sm3))
                let alone = try #require(own.steps.first { $0.name == .interval })
                let within = try #require(shown.report.steps.first { $0.name == .interval })
                #expect(alone == within, "\(item.sequence)")
                let side = item.sequence == 0 ? "before" : "after"
                #expect(within.detail.contains("\(side) \(Moment.text(first))"), "\(within.detail)")
            }
        }
        await outside.stop()
    }

    @Test("a log that takes no more entries is timed again by the process that serves it, and after each restart")
    func frozen() async throws {
        let time = SeededTime()
        let outside = try await Outside(time: time)
        let folder = try TemporaryFolder("evidence")
        let old = try await EvidenceRoom.run(folder: folder, time: time, independents: outside.independents) { room in
            let item = try await room.seal(content, in: try await room.project())
            try await work(room)
            return try await room.bundle(item.id).bytes
        }
        for round in 1...3 {
            time.advance(by: .seconds(31 * Self.day))
            try await EvidenceRoom.run(
                folder: folder, isFrozen: true, time: time, independents: outside.independents
            ) { room in
                try await work(room)
                #expect(outside.servers.map(\.count) == [1 + round, 1 + round])
                let newest = try await renewed(old, in: room).last
                #expect(newest?.place == .renewed)
                #expect(try times(newest) == [time.wall(), time.wall()])
            }
        }
        await outside.stop()
    }

    @Test("an authority that is away is asked again for its later token too, and the other one not twice")
    func retried() async throws {
        let time = SeededTime()
        let outside = try await Outside(time: time)
        try await EvidenceRoom.run(time: time, independents: outside.independents) { room in
            let item = try await room.seal(content, in: try await room.project())
            try await work(room)
            let old = try await room.bundle(item.id).bytes
            time.advance(by: .seconds(31 * Self.day))
            outside.servers[1].set(.status500)
            try await work(room)
            #expect(outside.servers.map(\.count) == [2, 2])
            outside.servers[1].set(nil)
            time.advance(by: .seconds(3_600))
            try await work(room)
            #expect(outside.servers.map(\.count) == [2, 3])
            let newest = try await renewed(old, in: room).last
            // The newest first.
            #expect(
                try times(newest) == [time.wall(), time.wall().advanced(by: .seconds(-3_600))])
        }
        await outside.stop()
    }

    @Test(
        "both authorities' tokens are in the bundle, the verifier holds each against its own root, and either may break"
    )
    func both() async throws {
        let time = SeededTime()
        let outside = try await Outside(time: time)
        try await EvidenceRoom.run(time: time, independents: outside.independents) { room in
            let project = try await room.project()
            _ = try await room.seal(Array("before".utf8), in: project)
            try await work(room)
            time.advance(by: .seconds(10))
            let item = try await room.seal(content, in: project)
            try await work(room)
            let number = try #require(EvidenceNumber(item.number))
            let bundle = try await room.bundle(item.id).bytes
            let files = try archive(of: bundle)
            #expect(
                files.entries.map(\.name).filter { $0.hasPrefix("interval/") } == [
                    "interval/t1.checkpoint", "interval/t1.consistency", "interval/t1.tsr", "interval/t1-2.tsr",
                    "interval/t2.checkpoint", "interval/t2.consistency", "interval/t2.tsr", "interval/t2-2.tsr",
                ])
            let all = try outside.trust(room)
            func interval(_ bytes: [UInt8], only: Int? = nil) throws -> VerificationReport.Step {
                let external = all.externalAuthorities
                let trust = TrustAnchors(
                    log: all.log, authorities: all.authorities,
                    externalAuthorities: only.map { [external[$0]] } ?? external)
                let report = try BundleVerifier(trust: trust).verify(bundle: bytes, file: FileDigests(of: content))
                return try #require(report.steps.first { $0.name == .interval })
            }
            #expect(try interval(bundle).outcome == .passed)
            // Whose token is which: each alone reaches, and says whose word it is.
            for (position, name) in ["first", "second"].enumerated() {
                let alone = try interval(bundle, only: position)
                #expect(alone.outcome == .passed && alone.detail.contains("authority \(name)"), "\(alone.detail)")
                let other = try interval(bundle, only: 1 - position)
                #expect(!other.detail.contains("authority \(name)"), "\(other.detail)")
            }
            for (position, name) in ["interval/t2.tsr", "interval/t2-2.tsr"].enumerated() {
                let token = try #require(files[name])
                // A token about something else fails whoever is trusted.
                let elsewhere = try #require(files["interval/t1.tsr"])
                let swapped = try files.replacing(name, with: elsewhere, number: number)
                for only in [nil, 0, 1] { #expect(try interval(swapped, only: only).outcome == .failed, "\(name)") }
                // So does one whose signature is broken; one that is missing takes away what its authority says, no more.
                var flipped = token
                flipped[token.count - 1] ^= 1
                let broken = try files.replacing(name, with: flipped, number: number)
                for only in [nil, 0, 1] { #expect(try interval(broken, only: only).outcome == .failed, "\(name)") }
                let gone = try files.replacing(name, with: nil, number: number)
                #expect(try interval(gone, only: position).outcome != .passed, "\(name)")
                #expect(try interval(gone, only: 1 - position).outcome == .passed, "\(name)")
            }
        }
        await outside.stop()
    }
}
