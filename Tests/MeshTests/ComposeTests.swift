import MeshTestKit
import Testing
import Yams

/// What a container engine is told to run, run without one: the same script and commands in a folder laid out like the
/// image, on ports of its own. What an engine itself adds is not tried.
@Suite("Containers", .timeLimit(.minutes(3)))
struct ComposeTests {
    private struct Container {
        let name: String
        let command: [String]
        /// Where its volumes are, and whether it may write there.
        let volumes: [String: Bool]
    }

    private static let home = "/mesh/"

    private func mapping(_ yaml: String) throws -> [String: Any] {
        try #require(try Yams.load(yaml: yaml) as? [String: Any])
    }

    private func containers() throws -> [Container] {
        let file = try mapping(WholeFile.text(Project.path("compose/compose.yaml")))
        let named = try #require(file["volumes"] as? [String: Any])
        let services = try #require(file["services"] as? [String: [String: Any]])
        return try services.sorted { $0.key < $1.key }.map { name, service in
            #expect(service["image"] as? String == "colophon", "\(name)")
            var volumes: [String: Bool] = [:]
            for text in try #require(service["volumes"] as? [String]) {
                let parts = text.split(separator: ":").map(String.init)
                #expect(named.keys.contains(parts[0]), "\(name): \(text)")
                try #require(parts[1].hasPrefix(Self.home))
                volumes[String(parts[1].dropFirst(Self.home.count))] = parts.count == 2
            }
            return Container(
                name: name, command: try #require(service["command"] as? [String]), volumes: volumes)
        }
    }

    private var programs: String {
        get throws { String(try BuiltProgram.path("colophon").dropLast("/colophon".count)) }
    }

    @Test("the commands of the containers make keys and files in a clean folder, and every service is ready and stops")
    func runs() async throws {
        let folder = try TemporaryFolder("compose")
        for path in ["compose", ".colophon"] { try FileTree.makeFolder(folder.file(path)) }
        var mesh = try WholeFile.text(Project.path("compose/mesh.yaml"))
        let places = Set(mesh.matches(of: #/127\.0\.0\.1:[0-9]+/#).map { String($0.0) })
        for (place, port) in zip(places, try Loopback.freePorts(places.count)) {
            mesh.replace(place, with: "127.0.0.1:\(port)")
        }
        try WholeFile.replace(folder.file("compose/mesh.yaml"), with: mesh)
        try WholeFile.replace(
            folder.file("compose/files.sh"), with: try WholeFile.text(Project.path("compose/files.sh")))
        let containers = try containers()
        // A volume is a folder.
        for volume in Set(containers.flatMap(\.volumes.keys)) where volume != ".colophon" {
            try FileTree.makeFolder(folder.file(volume))
        }
        let search = ["PATH": "\(try programs):/usr/local/bin:/usr/bin:/bin"]
        let files = try #require(containers.first { $0.name == "files" })
        // Also again, as after each restart of the machine.
        for _ in 0..<2 {
            let made = try await FinishedProgram(
                ["env", "-C", folder.path] + files.command, environment: search, logs: folder.path)
            try #require(made.exit == .code(0), "\(made.errors)")
        }
        let services = try #require(mapping(mesh)["services"] as? [String: [String: Any]])
        #expect(!services.isEmpty)
        var running: [RunningService] = []
        for (name, service) in services {
            let container = try #require(containers.first { $0.name == name }, "\(name) has no container")
            let configuration = try WholeFile.text(folder.file(".colophon/config/\(name).yaml"))
            for match in configuration.matches(of: #/\.colophon/([a-z]+)/#) {
                let mayWrite = container.volumes[".colophon/\(match.1)"]
                #expect(mayWrite != nil, "\(name) has no volume for \(match.0)")
                #expect(mayWrite == !["pki", "config"].contains(match.1), "\(name): \(match.0)")
            }
            let probes = try #require((service["probes"] as? String)?.split(separator: ":").last.flatMap { Int($0) })
            let process = try ChildProcess(
                "env", ["-C", folder.path] + container.command, environment: search, logs: folder.path, name: name)
            running.append(try await RunningService(process, probesPort: probes))
        }
        for service in running { #expect(await service.stop() == .code(0), "\(service.log)") }
    }

    @Test("the image is made of what is there, and has every program and every folder that a container names")
    func image() throws {
        let lines = try WholeFile.text(Project.path("compose/Containerfile")).replacing("\\\n", with: " ")
            .split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
        let copied = lines.filter { $0.first == "COPY" && !$0[1].hasPrefix("--from") }.flatMap {
            $0.dropFirst().dropLast()
        }
        #expect(copied.count > 5)
        for path in copied { #expect(FileTree.exists(Project.path(path)), "COPY \(path)") }
        let build = try #require(lines.first { $0.contains("build") && $0.contains("--product") })
        let start = try #require(build.firstIndex(of: "in"))
        let products = build[(start + 1)...].prefix { $0 != "do" }.map { $0.replacing(";", with: "") }
        let package = try WholeFile.text(Project.path("Package.swift"))
        for product in products { #expect(package.contains(".executable(name: \"\(product)\""), "\(product)") }
        let made = try #require(lines.first { $0.contains("install") && $0.contains("-d") })
        for container in try containers() {
            if container.name != "tool" {
                #expect((products + ["bash"]).contains(container.command[0]), "\(container.name)")
            }
            for volume in container.volumes.keys { #expect(made.contains(volume), "\(container.name): \(volume)") }
        }
    }
}
