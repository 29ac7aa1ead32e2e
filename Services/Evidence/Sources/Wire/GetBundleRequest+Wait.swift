internal import MeshAPI
internal import MeshKernel
internal import MeshRPC

extension EvidenceV1.GetBundleRequest.Wait {
    /// How long the call may wait for witnesses; nil when it does not want to.
    func limit(_ deadline: Deadline?, now: MonotonicTime) throws(EvidenceError) -> Duration? {
        switch self {
        case .none: return nil
        case .witnessed:
            let longest = Duration.seconds(Limits.witnessWaitSeconds)
            guard let deadline else { return longest }
            return deadline.remaining(at: now) - .milliseconds(Limits.witnessWaitReserveMilliseconds)
        case .unrecognized: throw .invalidWait
        }
    }
}
