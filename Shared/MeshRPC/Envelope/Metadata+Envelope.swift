import CMeshProto
import CProtobufC
import ProtobufC

extension Metadata {
    /// Copies pairs out of an envelope. Throws `tooLarge` beyond the room's bounds and `invalidUTF8`.
    init(
        _ count: Int, _ pairs: UnsafeMutablePointer<UnsafeMutablePointer<Ttrpc__KeyValue>?>?
    ) throws(ProtobufError) {
        self.init()
        guard count > 0, let pairs else { return }
        guard count <= Limits.metadataPairsMax else { throw .tooLarge }
        var bytes = 0
        for index in 0..<count {
            guard let pair = pairs[index] else { continue }
            bytes += pair.pointee.key.len + pair.pointee.value.len
            guard bytes <= Limits.metadataBytesMax else { throw .tooLarge }
            append(
                try CopyOut.string(pair.pointee.key, "metadata.key"),
                try CopyOut.string(pair.pointee.value, "metadata.value"))
        }
    }

    /// The pairs as the envelope holds them, in memory of the arena.
    func filled(in arena: Arena) -> (Int, UnsafeMutablePointer<UnsafeMutablePointer<Ttrpc__KeyValue>?>) {
        (entries.count, arena.copy(entries.map { TTRPC.KeyValue(key: $0.key, value: $0.value) }))
    }
}
