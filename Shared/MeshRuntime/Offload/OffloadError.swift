/// Why the offload pool did not give a result.
package enum OffloadError<Work: Error>: Error {
    /// As many pieces of work wait as may wait; try again later, or shed.
    case full
    /// The caller's task was cancelled before the work began.
    case cancelled
    /// The pool has been closed.
    case closed
    /// The work ran and threw this.
    case work(Work)
}

extension OffloadError: Equatable where Work: Equatable {}
