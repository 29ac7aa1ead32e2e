/// Why the writing in a picture was not read.
package enum RecognitionError: Error, Sendable, Equatable, CustomStringConvertible {
    /// A program or its knowledge of a language that this machine does not have; names the Debian package that has it.
    case missing(String, package: String)
    /// It took longer than it may.
    case timedOut(seconds: Int64)
    /// It broke, needed more than it may, or answered what nobody asked; says how, without what stood in the picture.
    case failed(String)

    package var description: String {
        switch self {
        case .missing(let name, let package): "\(name) is not on this machine (Debian: \(package))"
        case .timedOut(let seconds): "reading took more than \(seconds) s"
        case .failed(let reason): "reading failed: \(reason)"
        }
    }
}
