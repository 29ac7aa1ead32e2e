#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// One method of a running server: its handler and what is worked out once rather than at every call.
final class MethodEntry: Sendable {
    let handler: MethodHandler
    /// Its place among the server's methods, from 0.
    let number: Int
    let service: [UInt8]
    let method: [UInt8]
    /// Whether every peer of the mesh may call.
    let admitsEveryPeer: Bool
    /// Whether it is answered however busy the server or the caller is: health and reflection.
    let isExempt: Bool
    /// Whether it counts towards its loop's limit: it answers once, so that its latency tells something.
    let isLimited: Bool

    var descriptor: MethodDescriptor { handler.descriptor }

    init(_ handler: MethodHandler, number: Int) {
        self.handler = handler
        self.number = number
        service = Array(handler.descriptor.service.utf8)
        method = Array(handler.descriptor.name.utf8)
        isExempt = [MeshV1.HealthMethods.service.fullName, MeshV1.ReflectionMethods.service.fullName]
            .contains(handler.descriptor.service)
        isLimited = !isExempt && !handler.descriptor.requestStreaming && !handler.descriptor.responseStreaming
        admitsEveryPeer = handler.descriptor.access.callers.contains("*")
    }

    /// Whether these bytes are its names.
    func isNamed(_ service: UnsafeRawBufferPointer, _ method: UnsafeRawBufferPointer) -> Bool {
        guard service.count == self.service.count, method.count == self.method.count else { return false }
        return self.service.withUnsafeBytes { Self.isEqual($0, service) }
            && self.method.withUnsafeBytes { Self.isEqual($0, method) }
    }

    private static func isEqual(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Bool {
        guard left.count > 0, let leftStart = left.baseAddress, let rightStart = right.baseAddress else { return true }
        return memcmp(leftStart, rightStart, left.count) == 0
    }
}
