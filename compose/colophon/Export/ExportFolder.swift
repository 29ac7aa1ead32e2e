import FoundationEssentials
import MeshAPI
import MeshCrypto
import MeshKernel

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// Where everything that is kept of somebody is put: a folder for its owner alone, which is there once all of it is.
actor ExportFolder {
    /// What has no picture, one JSON object a line.
    static let listName = "account.jsonl"
    private static let unfinishedEnding = ".part-"
    /// No picture that identity takes is larger.
    private static let pictureBytesMax = 5_242_880
    /// Far more than an account has.
    private static let picturesMax = 10_000

    /// Where it is to be, absolute.
    let path: String
    private let unfinished: String
    /// Nil once it is closed.
    private var list: Int32?
    private var picture: (descriptor: Int32, file: String, left: Int)?
    /// The pictures so far.
    private(set) var pictures = 0
    /// Their bytes.
    private(set) var bytes: UInt64 = 0

    /// Begins a folder at `path`, where nothing may be.
    init(_ path: String) throws(Failure) {
        try Self.checkAbsent(path)
        let path = StateFolder.absolute(path)
        let unfinished = path + Self.unfinishedEnding + Hexadecimal.encode(SystemRandom().bytes(4))
        try StateFolder.makeFolder(unfinished)
        list = try Self.create(unfinished + "/" + Self.listName)
        (self.path, self.unfinished) = (path, unfinished)
    }

    /// Refuses a place where something is.
    static func checkAbsent(_ path: String) throws(Failure) {
        let path = StateFolder.absolute(path)
        guard !FileBytes.exists(path) else {
            throw .refused("\(path) is there already", advice: "Name a folder that is not: --into FOLDER")
        }
    }

    /// What exports into `path` have left that were cut off; or that go on.
    static func unfinished(beside path: String) -> [String] {
        let path = StateFolder.absolute(path)
        let above = path.prefix(upTo: path.lastIndex(of: "/") ?? path.startIndex)
        let name = path.dropFirst(above.count + 1) + Self.unfinishedEnding
        let names = (try? FileManager.default.contentsOfDirectory(atPath: above + "/")) ?? []
        return names.filter { $0.hasPrefix(name) }.sorted().map { "\(above)/\($0)" }
    }

    /// Takes one part, as it comes.
    func take(_ part: IdentityV1.SubjectExportPart) throws(Failure) {
        guard part.section == "picture" else {
            try take(ExportLine(part))
            return
        }
        if part.items.isEmpty {
            try add(part.data)
        } else {
            try begin(part)
        }
    }

    /// Takes what has no picture.
    func take(_ line: ExportLine) throws(Failure) {
        guard let list else { throw Self.damaged }
        try Self.write(Array((Console.jsonText(line) + "\n").utf8), to: list)
    }

    private func begin(_ part: IdentityV1.SubjectExportPart) throws(Failure) {
        try end()
        let items = Dictionary(part.items.map { ($0.name, $0.value) }) { first, _ in first }
        let kinds = ["image/jpeg": "jpg", "image/png": "png"]
        // The name of a file is made here: what is sent is an identifier, a kind and a size, or refused.
        guard let text = items["of"], let of = Identifier(text, kind: .document) ?? Identifier(text, kind: .mandate),
            let ending = kinds[items["type"] ?? ""], let size = items["bytes"].flatMap({ Int($0) }),
            (1...Self.pictureBytesMax).contains(size), pictures < Self.picturesMax
        else { throw Self.damaged }
        let file = "\(unfinished)/\(of.text).\(ending)"
        let descriptor = try Self.create(file)
        picture = (descriptor, file, size)
        pictures += 1
        bytes += UInt64(size)
    }

    private func add(_ data: [UInt8]) throws(Failure) {
        guard let open = picture, !data.isEmpty, data.count <= open.left else { throw Self.damaged }
        try Self.write(data, to: open.descriptor)
        picture = (open.descriptor, open.file, open.left - data.count)
    }

    private func end() throws(Failure) {
        guard let open = picture else { return }
        guard open.left == 0 else { throw Self.damaged }
        picture = nil
        try Self.finish(open.descriptor)
    }

    /// All has come: puts the folder where it was asked for.
    func finish() throws(Failure) {
        try end()
        if let list {
            self.list = nil
            try Self.finish(list)
        }
        do {
            try FileManager.default.moveItem(atPath: unfinished, toPath: path)
        } catch {
            throw .refused("cannot make the folder \(path): \(error)")
        }
    }

    /// Removes what came of an export that failed: nothing personal lies about.
    func abandon() {
        if let picture { close(picture.descriptor) }
        if let list { close(list) }
        (picture, list) = (nil, nil)
        try? FileManager.default.removeItem(atPath: unfinished)
    }

    private static func create(_ file: String) throws(Failure) -> Int32 {
        let descriptor = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .refused("cannot write \(file): \(SystemError.current)") }
        return descriptor
    }

    private static func write(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
        guard let code = Descriptor.writeAll(bytes, to: descriptor) else { return }
        throw .refused("cannot write the export: \(SystemError.text(of: code))", advice: "Is there room on the disk?")
    }

    private static func finish(_ descriptor: Int32) throws(Failure) {
        let outcome = fsync(descriptor)
        let reason = SystemError.current
        guard close(descriptor) == 0, outcome == 0 else { throw .refused("cannot write the export: \(reason)") }
    }

    private static var damaged: Failure {
        .unreachable("a picture of the export came otherwise than it was announced", advice: "Repeat the command.")
    }
}
