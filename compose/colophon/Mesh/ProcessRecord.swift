import FoundationEssentials
import MeshKernel

/// What `up` remembers about a service it started: the process, and what it was started from.
struct ProcessRecord: Sendable, Codable {
    let service: String
    let process: ProcessIdentity
    let executable: ExecutableStamp
    /// What the service was configured with, or has read again since.
    let configuration: ConfigurationStamp
    let started: WallTime
    let listen: String
    let probes: String
    let drainSeconds: Int

    /// The record of a service in this state folder; nil when there is none, or it is not readable as one.
    static func read(_ service: String, in folder: StateFolder) -> ProcessRecord? {
        StateFolder.contents(folder.record(of: service)).flatMap {
            try? JSONDecoder().decode(ProcessRecord.self, from: Data($0))
        }
    }

    /// Every record in this state folder, by name.
    static func all(in folder: StateFolder) -> [ProcessRecord] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.run)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted().compactMap { read(String($0.dropLast(5)), in: folder) }
    }

    /// Writes the record.
    func save(in folder: StateFolder) throws(Failure) {
        try StateFolder.replace(folder.record(of: service), with: Array(Console.jsonText(self).utf8))
    }

    /// Forgets the record.
    func remove(in folder: StateFolder) {
        try? FileManager.default.removeItem(atPath: folder.record(of: service))
    }
}

/// Tells one build of an executable from another without reading it.
struct ExecutableStamp: Sendable, Equatable, Codable {
    let path: String
    let size: Int64
    let modifiedNanoseconds: Int64

    /// The stamp of the file at `path`; nil unless it is there and can be run.
    init?(_ path: String) {
        guard FileManager.default.isExecutableFile(atPath: path), let stamp = FileStamp(path: path), stamp.isRegular
        else {
            return nil
        }
        self.path = path
        size = stamp.size
        modifiedNanoseconds = stamp.modifiedNanoseconds
    }
}
