import MeshKernel
import MeshRPC

/// `ExportTraceServiceRequest` of OpenTelemetry's protocol in its JSON form: ids in hexadecimal, sixty-four-bit numbers
/// as strings, enumerations as numbers (OTLP specification, "JSON Protobuf Encoding").
struct OTLPDocument {
    /// Who made the spans: `service.name` and its like.
    let resource: [(String, String)]
    /// What turns monotonic nanoseconds into nanoseconds since the Unix epoch.
    let clockOffset: Int64

    func json(_ spans: some Sequence<Span>) -> [UInt8] {
        var text = JSONText()
        text.object { document in
            document.array("resourceSpans") { resources in
                resources.object { entry in
                    entry.object("resource") { Self.attributes(resource.map { ($0.0, .text($0.1)) }, into: &$0) }
                    entry.array("scopeSpans") { scopes in
                        scopes.object { scope in
                            scope.object("scope") { $0.member("name", "colophon") }
                            scope.array("spans") { list in
                                for span in spans { list.object { write(span, into: &$0) } }
                            }
                        }
                    }
                }
            }
        }
        return text.bytes
    }

    private func write(_ span: Span, into text: inout JSONText) {
        text.member("traceId", span.context.traceIDText)
        text.member("spanId", span.context.spanIDText)
        if let parent = span.parent { text.member("parentSpanId", Self.digits(parent)) }
        text.member("flags", Int(span.context.flags))
        text.member("name", span.name)
        text.member("kind", span.kind.rawValue)
        text.member("startTimeUnixNano", String(span.began + clockOffset))
        text.member("endTimeUnixNano", String(max(span.began, span.ended) + clockOffset))
        Self.attributes(span.attributes, into: &text)
        text.object("status") { status in
            switch span.status {
            case .ok:
                status.member("code", 1)
            case .error(let message):
                status.member("code", 2)
                status.member("message", message)
            }
        }
    }

    private static func attributes(_ attributes: [(String, Span.Value)], into text: inout JSONText) {
        text.array("attributes") { list in
            for (key, value) in attributes {
                list.object { pair in
                    pair.member("key", key)
                    pair.object("value") { inner in
                        switch value {
                        case .text(let words): inner.member("stringValue", words)
                        case .integer(let number): inner.member("intValue", String(number))
                        }
                    }
                }
            }
        }
    }

    private static func digits(_ word: UInt64) -> String {
        Hexadecimal.encode((0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) })
    }
}
