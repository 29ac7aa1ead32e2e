import MeshTestKit

/// A library that is loaded into a service and takes the place of some system calls.
enum PreloadedLibrary {
    /// Builds `Preload/<name>.c` into `folder` and returns the library's path; a machine without a compiler fails here.
    static func build(_ name: String, in folder: TemporaryFolder) async throws -> String {
        let library = folder.file("\(name).so")
        let source = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        let building = try await FinishedProgram(
            ["clang", "-shared", "-fPIC", "-O1", "-o", library, "/\(source)/Preload/\(name).c"], logs: folder.path)
        guard building.exit == .code(0) else {
            throw SystemFailure("build \(name).c with Swift's clang: \(building.errors)")
        }
        return library
    }
}
