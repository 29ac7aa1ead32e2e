package import MeshKernel

extension FaultPoint {
    /// A file's header was taken, and a place for its bytes made.
    package static let workOpened = FaultPoint("work-opened")
    /// All of a file came, and its digest is the one that its sender claims.
    package static let workReceived = FaultPoint("work-received")
    /// A work has its timestamp.
    package static let workTimed = FaultPoint("work-timed")
    /// A work's bytes are on the disk, and nothing is written about it.
    package static let workKept = FaultPoint("work-kept")
    /// A batch's root is signed, and nothing of it is on the disk.
    package static let headSigned = FaultPoint("head-signed")
    /// A batch is on the disk, and nobody was answered.
    package static let headCommitted = FaultPoint("head-committed")
    /// A work is sealed, and its sender has no answer.
    package static let workSealed = FaultPoint("work-sealed")

    /// The places of this service, in the order of one submission.
    package static let ofEvidence: [FaultPoint] = [
        workOpened, workReceived, workTimed, workKept, headSigned, headCommitted, workSealed,
    ]
}
