import MeshAPI
import MeshKernel

/// What the evidence service answered about one sealed file.
struct SealedWork: Sendable {
    let id: String
    let number: String
    let project: String
    let sha256: [UInt8]
    let accepted: WallTime
    /// Of its token: what its proof says.
    let timestamp: WallTime
    let logOrigin: String
    let logIndex: UInt64

    init(_ item: EvidenceV1.EvidenceItem) {
        id = item.id
        number = item.number
        project = item.project
        sha256 = item.sha256
        accepted = Self.time(item.acceptedAt)
        timestamp = Self.time(item.timestampAt)
        logOrigin = item.logOrigin
        logIndex = item.logIndex
    }
    private static func time(_ stated: GoogleProtobuf.Timestamp?) -> WallTime {
        let at = stated ?? GoogleProtobuf.Timestamp()
        return WallTime(milliseconds: at.seconds * 1_000 + Int64(at.nanos) / 1_000_000)
    }
}
