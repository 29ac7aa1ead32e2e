/// Where the project's own files are: this file knows its place in it.
enum Project {
    /// The folder of Package.swift.
    static var root: String {
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    }

    static var protos: String { root + "/proto" }
    static var testProtos: String { root + "/Tests/MeshTestKit/proto" }
}
