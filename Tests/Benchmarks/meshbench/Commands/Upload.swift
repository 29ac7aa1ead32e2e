import ArgumentParser
import MeshAPI
import MeshCrypto
import MeshKernel
import MeshRPC
import MeshTestKit

/// One large file, streamed to a real evidence process.
struct Upload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "One large file to an evidence process: bytes a second, and its peak memory over idle.",
        discussion: """
            The sender knows the file's digest beforehand. Idle is what is resident some seconds after the start and two \
            small submissions; the peak is the kernel's (VmHWM), reset before the file.
            """)

    @Option(help: "Bytes of the file.")
    var size = 1 << 30

    func validate() throws {
        guard (1...1 << 40).contains(size) else { throw ValidationError("--size is from 1 to 1099511627776") }
    }

    func run() async throws {
        let mesh = try LocalMesh()
        let service = try await mesh.start()
        let loops = RPCLoops(threads: 1)
        let client = try mesh.client(loop: loops.all[0])
        let author = Author(client, authorization: try mesh.authorization(account: LocalMesh.freshAccount()))
        let project = try await author.createProject()
        _ = try await author.submit([UInt8](repeating: 1, count: 4_096), name: "small.bin", project: project)
        try await Settling.wait()
        _ = try await author.submit([UInt8](repeating: 1, count: 4_096), name: "small.bin", project: project)

        let chunk = [UInt8](repeating: 0, count: Author.chunkBytesMax)
        var digest = StreamingDigest(.sha256)
        for start in stride(from: 0, to: size, by: chunk.count) { digest.update(chunk.prefix(size - start)) }
        let sha256 = digest.finish()
        let pid = service.process.pid
        let idle = try ProcessStatistics(of: pid)
        try ProcessStatistics.forgetPeak(of: pid)
        let time = SystemTime()
        let began = time.monotonic()
        let size = size
        let answer = try await author.evidence.submit(options: author.options(key: Author.freshKey(), seconds: 3_600)) {
            writer in
            try await writer.write(Author.header(project: project, name: "large.bin", size: size))
            var rest = size
            while rest > 0 {
                let piece = rest >= chunk.count ? chunk : Array(chunk.prefix(rest))
                try await writer.write(Author.chunk(piece))
                rest -= piece.count
            }
            try await writer.write(Author.digest(sha256))
        }
        let took = time.monotonic().since(began)
        let busy = try ProcessStatistics(of: pid)
        guard answer.evidence?.size == UInt64(size) else { throw BenchmarkFailure("an answer about another file") }
        await client.close()
        await service.stop()

        var line = JSONLine()
        line.add("peer", "colophon")
        line.add("bytes", size)
        line.add("bytes_per_second", Int(Double(size) / (took / .seconds(1))))
        line.add("server_idle_kb", idle.residentKibibytes)
        line.add("server_peak_kb", busy.peakResidentKibibytes)
        line.add("over_idle_kb", busy.peakResidentKibibytes - idle.residentKibibytes)
        line.add("server_cpu_ms", busy.processorMilliseconds - idle.processorMilliseconds)
        print(line)
    }
}
