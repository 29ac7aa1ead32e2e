/// What the blob store refuses or fails at.
package enum BlobError: Error, Sendable, Equatable {
    /// The identifier is not one that this store makes.
    case identifierInvalid
    /// No blob of that identifier.
    case missing(String)
    /// The blob was changed, cut, reordered, taken from another, or is not sealed under this key.
    case tampered(String)
    /// The writer or reader was used after `finish`, `abort` or a failure.
    case ended
    /// The disk is full; what was written of the blob is removed.
    case full
    /// The file system refused; what was written of the blob is removed.
    case files(path: String, reason: String)
    /// Too many operations wait; try again after `retry`.
    case busy(retry: Duration)
    /// The blob store is closed.
    case closed
}
