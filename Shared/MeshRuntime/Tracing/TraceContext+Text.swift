import MeshKernel
package import MeshRPC

extension TraceContext {
    /// The trace id as thirty-two hexadecimal digits, as logs and OTLP write it.
    package var traceIDText: String { Hexadecimal.encode(traceID) }

    /// The span id as sixteen hexadecimal digits.
    package var spanIDText: String { Hexadecimal.encode(spanID) }
}
