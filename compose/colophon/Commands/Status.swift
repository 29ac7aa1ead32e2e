import ArgumentParser
import FoundationEssentials
import MeshKernel

/// One line a service: is it there, is it ready, what does it use.
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show every service of the mesh.")

    @OptionGroup var global: GlobalOptions

    @Option(help: "The mesh file.")
    var mesh = MeshFile.defaultPath

    private struct Line: Encodable {
        var service: String
        var state: String
        var pid: Int32?
        var address: String
        var probes: String
        var uptimeSeconds: Int64?
        var residentBytes: UInt64?
        var version: String?

        enum CodingKeys: String, CodingKey {
            case service, state, pid, address, probes, version
            case uptimeSeconds = "uptime_s"
            case residentBytes = "resident_bytes"
        }
    }

    func run() async throws {
        let folder = global.folder
        let file = try MeshFile.read(mesh)
        var lines: [Line] = []
        for service in file.services {
            lines.append(await line(service, folder: folder))
        }
        show(lines)
        let missing = lines.filter { $0.state != "ready" }
        if let first = missing.first {
            throw Failure.unreachable(
                missing.count == 1 ? "\(first.service) is \(first.state)" : "\(missing.count) services are not ready",
                advice: first.state == "down" ? "Start them: colophon up" : "Their logs: \(folder.logs)")
        }
    }

    private func line(_ service: MeshFile.Service, folder: StateFolder) async -> Line {
        guard let record = ProcessRecord.read(service.name, in: folder), record.process.isAlive else {
            return Line(
                service: service.name, state: "down", address: service.listen.description,
                probes: service.probes.description)
        }
        let answer = await SocketName(record.probes).mapAsync {
            await Probe.get("/readyz", at: $0, within: .seconds(2))
        }
        let state =
            switch answer??.status {
            case 200: answer??.body.hasPrefix("ready,") == true ? "limited" : "ready"
            case .some: "not ready"
            case nil: "silent"
            }
        let uptime = SystemTime().wall().since(record.started)
        return Line(
            service: service.name, state: state, pid: record.process.pid, address: record.listen, probes: record.probes,
            uptimeSeconds: uptime.components.seconds, residentBytes: record.process.residentBytes,
            version: await Inspection(service: service.name, folder: folder).version())
    }

    private func show(_ lines: [Line]) {
        let output = Console.standardOutput
        if global.json {
            for line in lines { output.json(line) }
            return
        }
        var table = Table([
            ("service", .left), ("pid", .right), ("address", .left), ("state", .left), ("up", .right),
            ("memory", .right),
            ("version", .left),
        ])
        for line in lines {
            table.add([
                line.service, line.pid.map(String.init) ?? "-", line.address, line.state,
                line.uptimeSeconds.map { Quantity.duration(.seconds($0)) } ?? "-",
                line.residentBytes.map(Quantity.bytes) ?? "-", line.version ?? "-",
            ])
        }
        for line in table.lines() { output.line(line) }
    }
}

extension Optional {
    fileprivate func mapAsync<T>(_ body: (Wrapped) async -> T) async -> T? {
        guard let self else { return nil }
        return await body(self)
    }
}
