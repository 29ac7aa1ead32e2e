import MeshKernel
import Synchronization

/// What one caller has used of its quota on all loops.
final class QuotaLedger: Sendable {
    let quota: CallQuota
    private let use: Mutex<QuotaUse>

    init(_ quota: CallQuota) {
        self.quota = quota
        use = Mutex(QuotaUse(quota))
    }

    func begin(now: MonotonicTime) -> QuotaUse.Verdict { use.withLock { $0.begin(now: now) } }
    func end() { use.withLock { $0.end() } }
}
