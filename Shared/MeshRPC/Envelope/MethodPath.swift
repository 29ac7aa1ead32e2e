import CProtobufC

/// A method's names as stable bytes, which the envelope points to. Made once for each method and kept.
@usableFromInline
final class MethodPath: @unchecked Sendable {
    // Written only in init; read from everywhere.
    private let bytes: UnsafeMutableBufferPointer<UInt8>
    private let serviceCount: Int
    let descriptor: MethodDescriptor

    @usableFromInline
    init(_ descriptor: MethodDescriptor) {
        self.descriptor = descriptor
        let names = Array(descriptor.service.utf8) + Array(descriptor.name.utf8)
        serviceCount = descriptor.service.utf8.count
        bytes = .allocate(capacity: names.count)
        _ = bytes.initialize(from: names)
    }

    deinit { bytes.deallocate() }

    var service: ProtobufCBinaryData {
        ProtobufCBinaryData(len: serviceCount, data: bytes.baseAddress)
    }

    var method: ProtobufCBinaryData {
        ProtobufCBinaryData(len: bytes.count - serviceCount, data: bytes.baseAddress.map { $0 + serviceCount })
    }
}
