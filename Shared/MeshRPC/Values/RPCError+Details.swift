import ProtobufC

extension RPCError {
    /// One field of a request that was refused, and why.
    public struct FieldViolation: Sendable, Equatable {
        /// Path of the field, in the `.proto`'s names.
        public let field: String
        /// What is wrong with it, for people.
        public let description: String

        /// Names a field and what is wrong with it.
        public init(field: String, description: String) {
            self.field = field
            self.description = description
        }
    }

    /// A machine-readable reason: `google.rpc.ErrorInfo`.
    public struct Reason: Sendable, Equatable {
        /// A constant in capitals, e.g. `IDEMPOTENCY_KEY_MISSING`.
        public let reason: String
        /// Who defines it, e.g. `evidence`.
        public let domain: String

        /// A reason of a domain.
        public init(reason: String, domain: String) {
            self.reason = reason
            self.domain = domain
        }
    }

    private static let typePrefix = "type.googleapis.com/"

    private func adding<M: ProtobufMessage>(_ detail: M) -> RPCError {
        var error = self
        error.details.append(
            GoogleProtobuf.`Any`(typeUrl: Self.typePrefix + M.protoName, value: detail.serialized()))
        return error
    }

    private func detail<M: ProtobufMessage>(_ type: M.Type) -> M? {
        // A detail that does not parse is left alone: the code and the message still stand.
        for detail in details where detail.typeUrl.hasSuffix("/" + M.protoName) {
            if let found = try? M(serialized: detail.value) { return found }
        }
        return nil
    }

    /// This error with a violation of `field` added (`google.rpc.BadRequest`).
    public func violating(field: String, _ description: String) -> RPCError {
        var bad = detail(GoogleRPC.BadRequest.self) ?? GoogleRPC.BadRequest()
        bad.fieldViolations.append(GoogleRPC.BadRequest.FieldViolation(field: field, description: description))
        var error = self
        error.details.removeAll { $0.typeUrl.hasSuffix("/" + GoogleRPC.BadRequest.protoName) }
        return error.adding(bad)
    }

    /// This error with a machine-readable reason (`google.rpc.ErrorInfo`).
    public func withReason(_ reason: String, domain: String) -> RPCError {
        adding(GoogleRPC.ErrorInfo(reason: reason, domain: domain))
    }

    /// This error with the delay after which a repetition makes sense (`google.rpc.RetryInfo`).
    public func retryAfter(_ delay: Duration) -> RPCError {
        let (seconds, attoseconds) = delay.components
        return adding(
            GoogleRPC.RetryInfo(
                retryDelay: GoogleProtobuf.Duration(
                    seconds: seconds, nanos: Int32(truncatingIfNeeded: attoseconds / 1_000_000_000))))
    }

    /// The refused fields; empty when none is named.
    public var fieldViolations: [FieldViolation] {
        (detail(GoogleRPC.BadRequest.self)?.fieldViolations ?? []).map {
            FieldViolation(field: $0.field, description: $0.description)
        }
    }

    /// The machine-readable reason, if there is one.
    public var reason: Reason? {
        detail(GoogleRPC.ErrorInfo.self).map { Reason(reason: $0.reason, domain: $0.domain) }
    }

    /// The delay after which the server invites a repetition.
    public var retryDelay: Duration? {
        detail(GoogleRPC.RetryInfo.self)?.retryDelay.map { .seconds($0.seconds) + .nanoseconds($0.nanos) }
    }
}
