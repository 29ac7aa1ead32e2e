package import Logging
package import MeshRPC

extension ServerContext {
    /// The account whose token was verified; nil for methods that need none.
    package var account: String? { caller?.account }

    /// Who acts for that account, an institution's; nil when it acts for itself.
    package var actor: String? { caller?.actor }

    /// The account whose token was verified. INTERNAL when the method's access names no end user: the handler then asks
    /// for what nobody promised.
    package func requireAccount() throws(RPCError) -> String {
        guard let account else {
            throw RPCError(.internal, "\(method.fullName) names no end user in its access")
        }
        return account
    }

    /// `logger` with this call's trace and method in its metadata.
    package func logger(_ logger: Logger) -> Logger {
        var logger = logger
        logger[metadataKey: "trace_id"] = "\(trace.traceIDText)"
        logger[metadataKey: "method"] = "\(method.fullName)"
        return logger
    }
}
