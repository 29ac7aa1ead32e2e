import MeshKernel
import MeshTLS

/// The latest calls of one loop, and the latest slow ones: two rings that are written over, never grown.
struct CallLog {
    private struct Entry {
        let method: MethodEntry
        let connection: ServerConnection
        let trace: TraceContext
        let began: MonotonicTime
        let nanoseconds: Int64
        let code: Int32
    }

    private struct Ring {
        var entries: [Entry] = []
        var next = 0

        mutating func add(_ entry: Entry) {
            if entries.count < Limits.recentCallsMax {
                entries.append(entry)
            } else {
                entries[next] = entry
                next = (next + 1) % Limits.recentCallsMax
            }
        }
    }

    private var recent = Ring()
    private var slow = Ring()
    private var skipped = 0

    /// Remembers a call that ended.
    mutating func add(_ context: ServerContext, nanoseconds: Int64, code: Int32) {
        let isSlow = nanoseconds >= Limits.slowCallMilliseconds * 1_000_000
        let entry = Entry(
            method: context.entry, connection: context.connection, trace: context.trace, began: context.began,
            nanoseconds: nanoseconds, code: code)
        recent.add(entry)
        if isSlow { slow.add(entry) }
    }

    /// Recent and slow calls.
    func records() -> (recent: [CallRecord], slow: [CallRecord]) {
        func record(_ entry: Entry) -> CallRecord {
            CallRecord(
                method: entry.method.descriptor.fullName, peer: entry.connection.peer?.service ?? "",
                trace: entry.trace, began: entry.began, duration: .nanoseconds(entry.nanoseconds),
                status: entry.code == 0 ? "OK" : RPCError.Code(rawValue: entry.code)?.name ?? "UNKNOWN")
        }
        return (recent.entries.map(record), slow.entries.map(record))
    }
}
