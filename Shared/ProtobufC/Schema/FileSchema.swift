/// One `.proto` file.
public struct FileSchema: Sendable, Equatable {
    /// Path under the import root, such as "colophon/mesh/v1/health.proto".
    public var name: String
    /// Such as "colophon.mesh.v1"; empty when the file states none.
    public var package: String
    /// The file's `swift_prefix` option; empty when it states none.
    public var swiftPrefix: String
    /// "proto2" or "proto3".
    public var syntax: String
    /// Paths of the imported files.
    public var dependencies: [String]
    /// Top-level messages.
    public var messages: [MessageSchema]
    /// Top-level enums.
    public var enums: [EnumSchema]
    /// Services.
    public var services: [ServiceSchema]
}
