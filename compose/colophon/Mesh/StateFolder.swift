import FoundationEssentials
import MeshCrypto

/// Where a local mesh keeps everything: keys, configuration, stores, logs, sockets, bundles.
///
/// Services run in the folder that holds the state folder, and every path written for them is relative to it. So a
/// Unix socket's name stays under its 107 bytes however deep the project lies.
struct StateFolder: Sendable, Equatable {
    static let defaultName = ".colophon"

    /// Absolute path of the state folder.
    let path: String

    /// The folder named by `path`, relative to the current folder unless absolute.
    init(_ path: String) {
        self.path = Self.absolute(path)
    }

    /// The absolute path of a folder that somebody names, without "." and ".." in it, nor a slash at its end.
    static func absolute(_ path: String) -> String {
        let absolute = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
        return URL(filePath: absolute, directoryHint: .isDirectory).standardized.path(percentEncoded: false)
            .trimmingTrailingSlashes()
    }

    /// The folder the services run in.
    var base: String {
        let parent = path.split(separator: "/").dropLast().joined(separator: "/")
        return "/" + parent
    }

    /// The name of the state folder inside `base`; the first part of every path in a service's configuration.
    var name: String { String(path.split(separator: "/").last ?? "") }

    var keys: String { path + "/pki" }
    var configurations: String { path + "/config" }
    var logs: String { path + "/log" }
    var run: String { path + "/run" }
    var bundles: String { path + "/bundles" }
    var pending: String { path + "/pending" }
    var lock: String { path + "/run/lock" }

    func configuration(of service: String) -> String { configurations + "/\(service).yaml" }
    func log(of service: String) -> String { logs + "/\(service).log" }
    func record(of service: String) -> String { run + "/\(service).json" }

    /// Makes the folders that a mesh needs, readable by their owner only.
    func create() throws(Failure) {
        for folder in [path, configurations, logs, run] {
            try Self.makeFolder(folder)
        }
    }

    /// Makes one folder, and those above it, with mode 0700; an existing one is left as it is.
    static func makeFolder(_ folder: String) throws(Failure) {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw .refused("cannot make the folder \(folder): \(error.reason)")
        }
    }

    /// Replaces a file as one step, mode 0600: a reader sees the old bytes or the new ones.
    static func replace(_ file: String, with bytes: [UInt8]) throws(Failure) {
        do {
            try FileBytes.replace(file, bytes, mode: 0o600)
        } catch {
            throw .refused("\(error)")
        }
    }

    /// The bytes of a small file; nil when there is none.
    static func contents(_ file: String) -> [UInt8]? {
        FileManager.default.contents(atPath: file).map { [UInt8]($0) }
    }
}

extension String {
    fileprivate func trimmingTrailingSlashes() -> String {
        var text = self
        while text.count > 1, text.hasSuffix("/") { text.removeLast() }
        return text
    }
}
