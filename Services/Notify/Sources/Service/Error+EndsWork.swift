internal import MeshStore

extension Error {
    /// Whether somebody who works in the background ends with this error: its store closes, or its task was cancelled.
    /// Anything else is said and looked at again: what one row is refused for, which an older version has written, must
    /// not end the service.
    var endsWork: Bool { self is CancellationError || self as? StoreError == .closed }
}
