import MeshRPC
import ProtobufC

/// The requests of one call, as JSON from the command line or from standard input, in protobuf's form.
struct Requests: Sendable {
    private let first: [UInt8]?
    private let pool: DescriptorPool
    private let type: String

    /// Takes the JSON that was given. None is an empty message, or for a stream: lines of standard input.
    init(json: String?, method: MethodDescriptor, pool: DescriptorPool) throws(Failure) {
        self.pool = pool
        type = method.requestType
        if let json {
            first = try Self.encode(json, type: type, pool: pool, place: "the request")
        } else {
            first = method.requestStreaming ? nil : []
        }
    }

    /// The only request of a method that takes one.
    var single: [UInt8] { first ?? [] }

    /// Gives every request of a stream to `send`, in order.
    func each(_ send: ([UInt8]) async throws -> Void) async throws {
        if let first {
            try await send(first)
            return
        }
        var number = 0
        while let line = readLine() {
            number += 1
            guard line.contains(where: { !$0.isWhitespace }) else { continue }
            try await send(Self.encode(line, type: type, pool: pool, place: "line \(number) of standard input"))
        }
    }

    private static func encode(
        _ json: String, type: String, pool: DescriptorPool, place: String
    ) throws(Failure) -> [UInt8] {
        do {
            return try pool.serialized(json: json, type: type)
        } catch {
            throw .refused(
                "\(place) is not a \(type): \(error)", advice: "See its fields: colophon describe \(type)")
        }
    }
}
