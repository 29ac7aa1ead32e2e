import CMeshProto
import CProtobufC
import NIOCore
public import ProtobufC

/// A `ttrpc.Response` taken apart; its pointers live as long as the arena's turn.
@usableFromInline
struct ResponseEnvelope {
    /// Nil when the call succeeded.
    @usableFromInline let error: RPCError?
    @usableFromInline let payload: UnsafeRawBufferPointer
    let trailers: Metadata

    /// Unpacks `bytes`.
    @usableFromInline
    init(_ bytes: UnsafeRawBufferPointer, in arena: Arena) throws(ProtobufError) {
        let message = try Unpacking.unpack(bytes, as: TTRPC.Response.descriptor, in: arena)
        let response = UnsafeRawPointer(message).assumingMemoryBound(to: Ttrpc__Response.self)
        payload = UnsafeRawBufferPointer(response.pointee.payload)
        trailers = try Metadata(response.pointee.n_trailers, response.pointee.trailers)
        if let status = response.pointee.status, let code = RPCError.Code(wire: status.pointee.code) {
            let copy = try GoogleRPC.Status(copying: UnsafePointer(status))
            error = RPCError(code, copy.message, details: copy.details, trailers: trailers)
        } else {
            error = nil
        }
    }

    /// Appends a Response frame with an answer. Returns its payload's bytes, or nil, with nothing appended, when that
    /// is too large for the peer.
    static func write(
        payload: UnsafeRawBufferPointer, trailers: Metadata, load: ServerLoad?, stream: UInt32, frameBytesMax: Int,
        arena: Arena, to out: inout ByteBuffer
    ) -> Int? {
        var response = Ttrpc__Response()
        ttrpc__response__init(&response)
        response.payload = ProtobufCBinaryData(payload)
        if !trailers.isEmpty {
            (response.n_trailers, response.trailers) = trailers.filled(in: arena)
        }
        if let load {
            response.load = arena.copy(TTRPC.Load(inflight: load.inFlight, limit: load.limit))
        }
        return withUnsafePointer(to: &response) { pointer in
            out.writeFrame(
                PreparedMessage(UnsafeRawPointer(pointer).assumingMemoryBound(to: ProtobufCMessage.self)),
                stream: stream, type: .response, flags: [], frameBytesMax: frameBytesMax)
        }
    }

    /// Appends a Response frame with an error; details and trailers that do not fit the peer's frame are left out.
    static func write(
        error: RPCError, trailers: Metadata, stream: UInt32, frameBytesMax: Int, arena: Arena, to out: inout ByteBuffer
    ) -> Int {
        var pairs = trailers
        pairs.append(contentsOf: error.trailers)
        for isWhole in [true, false] {
            var response = Ttrpc__Response()
            ttrpc__response__init(&response)
            let words = isWhole ? error.message : String(decoding: error.message.utf8.prefix(256), as: UTF8.self)
            response.status = arena.copy(
                GoogleRPC.Status(
                    code: error.code.rawValue, message: words, details: isWhole ? error.details : []))
            if isWhole, !pairs.isEmpty {
                (response.n_trailers, response.trailers) = pairs.filled(in: arena)
            }
            let written = withUnsafePointer(to: &response) { pointer in
                out.writeFrame(
                    PreparedMessage(UnsafeRawPointer(pointer).assumingMemoryBound(to: ProtobufCMessage.self)),
                    stream: stream, type: .response, flags: [], frameBytesMax: frameBytesMax)
            }
            if let written { return written }
        }
        return 0
    }
}
