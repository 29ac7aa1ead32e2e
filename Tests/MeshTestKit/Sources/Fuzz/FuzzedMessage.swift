import MeshRPC
import ProtobufC

/// A message type as fuzzing sees it.
struct FuzzedMessage: Sendable {
    /// Its full name.
    let name: String
    /// What reading bytes and writing them again gives; nil when they are refused.
    let again: @Sendable ([UInt8]) -> [UInt8]?

    private init<M: ProtobufMessage>(_ type: M.Type) {
        name = M.protoName
        again = { try? M(serialized: $0).serialized() }
    }

    /// Types with every kind of field, and those that a peer's bytes are read as before anybody is asked.
    static let all = [
        FuzzedMessage(TestV1.Everything.self), FuzzedMessage(TestV1.Tree.self), FuzzedMessage(TTRPC.Request.self),
        FuzzedMessage(TTRPC.Response.self), FuzzedMessage(GRPCTesting.SimpleRequest.self),
    ]

    /// The types' descriptors.
    static func pool() throws -> DescriptorPool {
        try DescriptorPool(fileDescriptorSets: [
            TestV1.fileDescriptorSet, TTRPC.fileDescriptorSet, GRPCTesting.fileDescriptorSet,
        ])
    }

    /// Checks bytes that were accepted: what is written of them reads as the same.
    func check(_ written: [UInt8]) throws {
        guard let second = again(written) else { throw FuzzFinding("\(name): what was written cannot be read") }
        // Maps have no order.
        guard second.sorted() == written.sorted() else {
            throw FuzzFinding("\(name): \(written.count) bytes become \(second.count) others")
        }
    }
}
