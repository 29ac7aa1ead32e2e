import CMeshProto
import CProtobufC
import NIOCore
import ProtobufC

/// A `ttrpc.Request` taken apart; its pointers live as long as the arena's turn.
struct RequestEnvelope {
    let service: UnsafeRawBufferPointer
    let method: UnsafeRawBufferPointer
    let payload: UnsafeRawBufferPointer
    /// 0 or less is none.
    let timeoutNanoseconds: Int64
    let metadata: Metadata

    /// Unpacks `bytes`. Metadata that is not UTF-8 or too much is refused.
    init(_ bytes: UnsafeRawBufferPointer, in arena: Arena) throws(ProtobufError) {
        let message = try Unpacking.unpack(bytes, as: TTRPC.Request.descriptor, in: arena)
        let request = UnsafeRawPointer(message).assumingMemoryBound(to: Ttrpc__Request.self)
        service = UnsafeRawBufferPointer(request.pointee.service)
        method = UnsafeRawBufferPointer(request.pointee.method)
        payload = UnsafeRawBufferPointer(request.pointee.payload)
        timeoutNanoseconds = request.pointee.timeout_nano
        metadata = try Metadata(request.pointee.n_metadata, request.pointee.metadata)
    }

    /// Appends a Request frame. Returns its payload's bytes, or nil, with nothing appended, when that is too large.
    static func write(
        path: MethodPath, payload: UnsafeRawBufferPointer, timeoutNanoseconds: Int64, metadata: Metadata,
        stream: UInt32, flags: FrameFlags, frameBytesMax: Int, arena: Arena, to out: inout ByteBuffer
    ) -> Int? {
        var request = Ttrpc__Request()
        ttrpc__request__init(&request)
        request.service = path.service
        request.method = path.method
        request.payload = ProtobufCBinaryData(payload)
        request.timeout_nano = max(timeoutNanoseconds, 0)
        if !metadata.isEmpty {
            (request.n_metadata, request.metadata) = metadata.filled(in: arena)
        }
        return withUnsafePointer(to: &request) { pointer in
            out.writeFrame(
                PreparedMessage(UnsafeRawPointer(pointer).assumingMemoryBound(to: ProtobufCMessage.self)),
                stream: stream, type: .request, flags: flags, frameBytesMax: frameBytesMax)
        }
    }
}
