import MeshAPI
import MeshKernel

extension Quantity {
    /// As `moment`, of a time as messages carry it; a missing one is the beginning of 1970.
    static func moment(_ timestamp: GoogleProtobuf.Timestamp?) -> String {
        let timestamp = timestamp ?? GoogleProtobuf.Timestamp()
        return moment(WallTime(milliseconds: timestamp.seconds * 1_000 + Int64(timestamp.nanos) / 1_000_000))
    }
}
