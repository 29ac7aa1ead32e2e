import MeshAPI
import MeshKernel

/// What the evidence service answered about one sealed file.
struct SealedWork: Sendable {
    let id: String
    let number: String
    let project: String
    let sha256: [UInt8]
    let accepted: WallTime
    let logOrigin: String
    let logIndex: UInt64

    init(_ item: EvidenceV1.EvidenceItem) {
        id = item.id
        number = item.number
        project = item.project
        sha256 = item.sha256
        let at = item.timestampAt ?? GoogleProtobuf.Timestamp()
        accepted = WallTime(milliseconds: at.seconds * 1_000 + Int64(at.nanos) / 1_000_000)
        logOrigin = item.logOrigin
        logIndex = item.logIndex
    }
}
