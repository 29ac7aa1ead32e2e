import MeshKernel

/// What `up` says while it works: lines for people, one JSON object a service for programs.
struct UpReport {
    private struct Line: Encodable {
        let service: String
        let pid: Int32
        let listen: String
        let probes: String
        let outcome: String
        let readyMilliseconds: Int64?

        enum CodingKeys: String, CodingKey {
            case service, pid, listen, probes, outcome
            case readyMilliseconds = "ready_ms"
        }
    }

    let isJSON: Bool
    private let output = Console.standardOutput
    private let aside = Console.standardError

    init(isJSON: Bool) {
        self.isJSON = isJSON
    }

    /// Something worth knowing on the way.
    func note(_ text: String) {
        if !isJSON { output.line(text) }
    }

    /// A service that is being waited for; seen on a terminal only, and overwritten.
    func waiting(_ service: String) {
        if !isJSON, aside.isTerminal { aside.write("\(service): waiting until it is ready…\r") }
    }

    /// A service that has become ready.
    func ready(_ record: ProcessRecord, after duration: Duration, because need: ServiceStart.Need) {
        let milliseconds = duration.wholeMilliseconds
        if isJSON {
            let outcome = need == .start ? "started" : "restarted"
            output.json(line(record, outcome: outcome, readyMilliseconds: milliseconds))
            return
        }
        if aside.isTerminal { aside.write("\u{1B}[2K") }
        output.line(
            "\(record.service): \(output.paint("ready", .green)) in \(milliseconds) ms, process \(record.process.pid), "
                + "listening on \(record.listen)")
    }

    /// A service that runs already, as it should.
    func unchanged(_ record: ProcessRecord) {
        if isJSON {
            output.json(line(record, outcome: "unchanged", readyMilliseconds: nil))
        } else {
            output.line("\(record.service): unchanged, process \(record.process.pid), listening on \(record.listen)")
        }
    }

    /// A service that runs on and has read again what may change while it does.
    func renewed(_ record: ProcessRecord) {
        if isJSON {
            output.json(line(record, outcome: "reloaded", readyMilliseconds: nil))
        } else {
            output.line(
                "\(record.service): \(output.paint("reloaded", .green)), process \(record.process.pid) goes on, "
                    + "\(ServiceStart.Need.policyChanged.rawValue)")
        }
    }

    private func line(_ record: ProcessRecord, outcome: String, readyMilliseconds: Int64?) -> Line {
        Line(
            service: record.service, pid: record.process.pid, listen: record.listen, probes: record.probes,
            outcome: outcome, readyMilliseconds: readyMilliseconds)
    }
}
