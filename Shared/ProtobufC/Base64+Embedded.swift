public import MeshKernel

/// Base 64 under this module's own name: generated code needs no other import for it.
public typealias Base64 = MeshKernel.Base64

extension MeshKernel.Base64 {
    /// The bytes of a text that generated code embeds. Traps when it is not base 64, which only a broken generator does.
    public static func embedded(_ text: String) -> [UInt8] {
        guard let bytes = decodeEither(text) else { preconditionFailure("generated code holds malformed base 64") }
        return bytes
    }
}
