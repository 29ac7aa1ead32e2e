public import ProtobufC

/// The answer of a call that failed: a status code of gRPC, words for people, and `google.rpc` details for programs.
public struct RPCError: Error, Sendable, Equatable {
    /// gRPC's status codes without `ok`, which is no error.
    public enum Code: Int32, Sendable, Hashable, CaseIterable {
        case cancelled = 1
        case unknown = 2
        case invalidArgument = 3
        case deadlineExceeded = 4
        case notFound = 5
        case alreadyExists = 6
        case permissionDenied = 7
        case resourceExhausted = 8
        case failedPrecondition = 9
        case aborted = 10
        case outOfRange = 11
        case unimplemented = 12
        case `internal` = 13
        case unavailable = 14
        case dataLoss = 15
        case unauthenticated = 16

        /// gRPC's name in capitals, e.g. `INVALID_ARGUMENT`.
        public var name: String {
            switch self {
            case .cancelled: "CANCELLED"
            case .unknown: "UNKNOWN"
            case .invalidArgument: "INVALID_ARGUMENT"
            case .deadlineExceeded: "DEADLINE_EXCEEDED"
            case .notFound: "NOT_FOUND"
            case .alreadyExists: "ALREADY_EXISTS"
            case .permissionDenied: "PERMISSION_DENIED"
            case .resourceExhausted: "RESOURCE_EXHAUSTED"
            case .failedPrecondition: "FAILED_PRECONDITION"
            case .aborted: "ABORTED"
            case .outOfRange: "OUT_OF_RANGE"
            case .unimplemented: "UNIMPLEMENTED"
            case .internal: "INTERNAL"
            case .unavailable: "UNAVAILABLE"
            case .dataLoss: "DATA_LOSS"
            case .unauthenticated: "UNAUTHENTICATED"
            }
        }

        /// The code of a number from the wire; an unknown number counts as `unknown`, zero is no error.
        package init?(wire number: Int32) {
            if number == 0 { return nil }
            self = Code(rawValue: number) ?? .unknown
        }
    }

    /// What went wrong, for programs.
    public var code: Code
    /// What went wrong, for people; never an inner error's text that could hold personal data.
    public var message: String
    /// `google.rpc` messages: field violations, a reason, a delay.
    public var details: [GoogleProtobuf.`Any`]
    /// What the server sent beside the answer.
    public var trailers: Metadata

    /// An error with a code and words.
    public init(
        _ code: Code, _ message: String, details: [GoogleProtobuf.`Any`] = [], trailers: Metadata = Metadata()
    ) {
        self.code = code
        self.message = message
        self.details = details
        self.trailers = trailers
    }
}

extension RPCError: CustomStringConvertible {
    /// `NOT_FOUND: no such project`.
    public var description: String {
        message.isEmpty ? code.name : "\(code.name): \(message)"
    }
}
