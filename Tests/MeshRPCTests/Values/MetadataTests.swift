import MeshRPC
import Testing

@Suite("Metadata", .timeLimit(.minutes(2)))
struct MetadataTests {
    @Test("keys are lower-case, order is kept, a key may come twice")
    func pairs() {
        var metadata: Metadata = ["X-One": "1", "two": "2"]
        metadata.append("x-one", "again")
        #expect(metadata["X-ONE"] == "1")
        #expect(metadata.values(for: "x-one") == ["1", "again"])
        #expect(metadata.entries.map(\.key) == ["x-one", "two", "x-one"])
        metadata["x-one"] = "only"
        #expect(metadata.values(for: "x-one") == ["only"])
        metadata["two"] = nil
        #expect(metadata.entries.map(\.key) == ["x-one"])
        #expect(metadata.byteCount == 9)
    }
}
