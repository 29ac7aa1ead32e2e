import MeshTestKit
import Testing

/// What has to be on the disk before an answer, seen from outside in a trace of system calls. No kill can show this:
/// what a killed process wrote is there, synced or not. Needs `strace`; a machine without it fails.
@Suite("Before an answer everything is on the disk", .timeLimit(.minutes(5)))
struct SyncOrderTests {
    /// A traced service and the calls that it has finished so far.
    private struct Traced {
        let drill: FaultDrill
        let service: RunningService
        private let path: String

        /// Every sync takes so much longer that an answer that does not wait for it comes before its line in the trace.
        init(_ drill: FaultDrill, name: String) async throws {
            self.drill = drill
            path = drill.mesh.authority.folder.file(name)
            service = try await drill.mesh.start(launcher: [
                "strace", "-D", "-f", "--seccomp-bpf", "-y", "-e", "trace=fsync,fdatasync,rename,mkdir",
                "-e", "inject=fsync,fdatasync:delay_enter=20000", "-o", path,
            ])
        }

        /// Finished calls in the order of their ends.
        func calls() throws -> [Call] {
            var begun: [Substring: Substring] = [:]
            return try WholeFile.text(path).split(separator: "\n").compactMap { line in
                let process = line.prefix { $0 != " " }
                let rest = line.dropFirst(process.count).drop { $0 == " " }
                if rest.hasSuffix("<unfinished ...>") {
                    begun[process] = rest
                    return nil
                }
                guard rest.contains(" = 0") else { return nil }
                return rest.hasPrefix("<... ") ? begun[process].map(Call.init) : Call(rest)
            }
        }
    }

    /// A system call that did its work: its name and the paths in it.
    private struct Call {
        let name: Substring
        let paths: [Substring]

        init(_ words: Substring) {
            name = words.prefix { $0 != "(" }
            paths =
                name.hasSuffix("sync")
                ? words.split(separator: "<").dropFirst().prefix(1).map { $0.prefix { $0 != ">" } }
                : words.split(separator: "\"").enumerated().filter { $0.offset % 2 == 1 }.map(\.element)
        }

        func isSync(of path: some StringProtocol) -> Bool {
            name.hasSuffix("sync") && paths.first == Substring(path)
        }
    }

    private func folder(of path: some StringProtocol) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }

    /// Expects of each work that was answered, and of nothing but the trace up to then, that its bytes, its name, every
    /// folder above it and its rows were synced in this order.
    private func expectSynced(_ calls: [Call], works: Int, sourceLocation: SourceLocation = #_sourceLocation) {
        let moves = calls.indices.filter { calls[$0].name == "rename" && calls[$0].paths.count == 2 }
        #expect(moves.count == works, sourceLocation: sourceLocation)
        for move in moves {
            let (from, to) = (calls[move].paths[0], calls[move].paths[1])
            func synced(_ path: some StringProtocol, _ range: Range<Int>) -> Bool {
                calls[range].contains { $0.isSync(of: path) }
            }
            #expect(synced(from, 0..<move), "the bytes of \(from)", sourceLocation: sourceLocation)
            let after = (move + 1)..<calls.count
            #expect(synced(folder(of: to), after), "the name \(to)", sourceLocation: sourceLocation)
            let settled = after.first { calls[$0].isSync(of: folder(of: to)) } ?? calls.count
            #expect(
                calls[settled...].contains { $0.name.hasSuffix("sync") && $0.paths.first?.hasSuffix("-wal") == true },
                "the rows after \(to)", sourceLocation: sourceLocation)
            // Whatever folder was made above it has its own name.
            for made in calls[..<move].indices where calls[made].name == "mkdir" && to.hasPrefix(calls[made].paths[0]) {
                #expect(
                    synced(folder(of: calls[made].paths[0]), (made + 1)..<calls.count),
                    "the folder \(calls[made].paths[0])", sourceLocation: sourceLocation)
            }
        }
    }

    @Test("the bytes, their name, their folders, then the rows; of every work, and all before its answer")
    func order() async throws {
        let drill = try FaultDrill(seed: 90)
        let traced = try await Traced(drill, name: "first")
        let project = try await drill.asAuthor { try await $0.createProject() }
        for number in 1...5 {
            let given = try await drill.give([drill.work(in: project, bytes: 20_000...150_000)])
            let calls = try traced.calls()
            #expect(given[0].item != nil)
            expectSynced(calls, works: number)
        }
        #expect(await traced.service.stop() == .code(0))
    }

    @Test("folders of a process that ended before their names were on the disk get their syncs from the next one")
    func foldersOfAnother() async throws {
        let drill = try FaultDrill(seed: 91)
        let blobs = "\(drill.mesh.storeFolder)/blobs"
        for path in [blobs, "\(blobs)/ab", "\(blobs)/ab/cd"] { try FileTree.makeFolder(path) }
        let traced = try await Traced(drill, name: "calls")
        let calls = try traced.calls()
        for needed in [drill.mesh.storeFolder, blobs, "\(blobs)/ab"] {
            #expect(calls.contains { $0.isSync(of: needed) }, "\(needed)")
        }
        #expect(await traced.service.stop() == .code(0))
    }
}
