import MeshKernel
import MeshRPC
import MeshTestKit
import Testing

@Suite("Resolving as values")
struct ResolutionTests {
    private static func now(_ milliseconds: Int64) -> MonotonicTime {
        MonotonicTime(nanoseconds: milliseconds * 1_000_000)
    }

    @Test("an answer is believed for the interval, failures ask sooner, and never within the pause")
    func pace() throws {
        var pace = ResolutionPace(ResolutionPolicy(intervalMilliseconds: 1_000, pauseMilliseconds: 100))
        #expect(try #require(pace.next) <= Self.now(0))
        pace.ask(now: Self.now(0))
        #expect(pace.next == nil)
        pace.answered(isSuccess: true)
        #expect(pace.next == Self.now(1_000))
        for _ in 0..<50 { pace.want() }
        #expect(pace.next == Self.now(100))
        pace.ask(now: Self.now(100))
        // A wish while the question is out is for the next one.
        pace.want()
        #expect(pace.next == nil)
        pace.answered(isSuccess: true)
        #expect(pace.next == Self.now(200))
        pace.ask(now: Self.now(200))
        pace.answered(isSuccess: false)
        #expect(pace.next == Self.now(300))
    }

    @Test("a source is parsed as it is written, and nonsense is refused")
    func sources() {
        for text in [
            "dns:evidence.internal:7403", "file:/etc/colophon/evidence", "127.0.0.1:1,[::1]:2,/run/x.sock", "host:80",
        ] {
            #expect(EndpointSource(text)?.description == text)
        }
        #expect(EndpointSource("dns:[::1]:7403") == .dns(host: "::1", port: 7403))
        for text in ["", "dns:", "dns:host", "dns:host:0", "dns:/run/x", "file:", "a:1,,b:2", "a:1,b", "a:99999"] {
            #expect(EndpointSource(text) == nil, "\(text)")
        }
    }

    @Test("a file has an endpoint on each line; comments and blanks do not count; one bad line refuses the whole")
    func file() throws {
        let text = "# replicas\n127.0.0.1:1\n\n  [::1]:2\t# the second\n/run/x.sock\r\n"
        #expect(
            try EndpointFile.endpoints(in: text) == [
                .tcp(host: "127.0.0.1", port: 1), .tcp(host: "::1", port: 2), .unix(path: "/run/x.sock"),
            ])
        #expect(throws: EndpointFile.Fault.malformed(line: 2)) { try EndpointFile.endpoints(in: "a:1\nb\n") }
        let folder = try TemporaryFolder()
        #expect(throws: EndpointFile.Fault.unreadable("No such file or directory")) {
            try EndpointFile.endpoints(at: folder.file("none"))
        }
        try WholeFile.replace(
            folder.file("long"), with: String(repeating: "a:1\n", count: Limits.endpointFileBytesMax / 4 + 1))
        #expect(throws: EndpointFile.Fault.tooLarge) { try EndpointFile.endpoints(at: folder.file("long")) }
        try WholeFile.replace(
            folder.file("full"), with: String(repeating: "a:1\n", count: Limits.endpointFileBytesMax / 4))
        #expect(try EndpointFile.endpoints(at: folder.file("full")).count == Limits.endpointFileBytesMax / 4)
    }
}
