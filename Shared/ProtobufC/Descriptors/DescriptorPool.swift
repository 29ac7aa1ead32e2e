import CMeshProto
import CProtobufC

/// Message types, enums and services that are known only at run time, from serialized descriptor sets.
///
/// Messages are packed and unpacked by protobuf-c with descriptors that are built here. Immutable once built.
public final class DescriptorPool: Sendable {
    /// The files, imports before importers, each once.
    public let files: [FileSchema]

    // Written only by `init`, and deeply immutable after it.
    private nonisolated(unsafe) let layouts: [MessageLayout]
    private let layoutByName: [String: Int]
    private let enumByName: [String: EnumSchema]
    private let serviceByName: [String: ServiceSchema]

    /// A pool of one serialized `google.protobuf.FileDescriptorSet`. Throws `invalidDescriptors` when it contradicts
    /// itself or misses something, and every other `ProtobufError` when its bytes are malformed.
    public convenience init(fileDescriptorSet: [UInt8]) throws(ProtobufError) {
        try self.init(fileDescriptorSets: [fileDescriptorSet])
    }

    /// A pool of several sets; of a file that occurs more than once the first is taken.
    public init(fileDescriptorSets: [[UInt8]]) throws(ProtobufError) {
        var files: [FileSchema] = []
        var names: Set<String> = []
        for set in fileDescriptorSets {
            for file in try DescriptorPool.read(set) where names.insert(file.name).inserted { files.append(file) }
        }
        var layouts: [MessageLayout] = []
        var layoutByName: [String: Int] = [:]
        var enums: [String: EnumSchema] = [:]
        var services: [String: ServiceSchema] = [:]
        for file in files {
            for dependency in file.dependencies where !names.contains(dependency) {
                throw .invalidDescriptors("\(file.name) imports \(dependency), which is not there")
            }
            for message in file.messages.flatMap({ DescriptorPool.withNested($0) }) {
                guard layoutByName.updateValue(layouts.count, forKey: message.fullName) == nil else {
                    throw .invalidDescriptors("two messages \(message.fullName)")
                }
                layouts.append(MessageLayout(message))
                for one in message.enums { enums[one.fullName] = one }
            }
            for one in file.enums { enums[one.fullName] = one }
            for service in file.services { services[service.fullName] = service }
        }
        for layout in layouts {
            try layout.link { name throws(ProtobufError) in
                guard let target = layoutByName[name] else { throw .unknownType(name) }
                return (target, layouts[target])
            } enumeration: { name throws(ProtobufError) in
                guard enums[name] != nil else { throw .unknownType(name) }
            }
        }
        for method in services.values.flatMap(\.methods) {
            for name in [method.requestType, method.responseType] where layoutByName[name] == nil {
                throw .unknownType(name)
            }
        }
        self.files = files
        self.layouts = layouts
        self.layoutByName = layoutByName
        enumByName = enums
        serviceByName = services
    }

    private static func read(_ set: [UInt8]) throws(ProtobufError) -> [FileSchema] {
        let arena = Arena()
        let outcome: Result<[FileSchema], ProtobufError> = set.withUnsafeBytes { bytes in
            do throws(ProtobufError) {
                let message = UnsafeRawPointer(
                    try Unpacking.unpack(bytes, as: google__protobuf__file_descriptor_set__description(), in: arena)
                ).assumingMemoryBound(to: Google__Protobuf__FileDescriptorSet.self)
                var files: [FileSchema] = []
                for index in 0..<message.pointee.n_file {
                    if let file = message.pointee.file?[index] { files.append(try SchemaReader.file(file)) }
                }
                return .success(files)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func withNested(_ message: MessageSchema) -> [MessageSchema] {
        [message] + message.messages.flatMap { withNested($0) }
    }

    /// Every service, sorted by full name.
    public var services: [ServiceSchema] { serviceByName.values.sorted { $0.fullName < $1.fullName } }

    /// The service of this full name.
    public func service(named name: String) -> ServiceSchema? { serviceByName[name] }

    /// The message type of this full name.
    public func message(named name: String) -> MessageSchema? { layoutByName[name].map { layouts[$0].schema } }

    /// The enum of this full name.
    public func enumeration(named name: String) -> EnumSchema? { enumByName[name] }

    /// The layout of a message type.
    func layout(named name: String) -> MessageLayout? { layoutByName[name].map { layouts[$0] } }

    /// The layout at a place that a `FieldLayout` names.
    func layout(at index: Int) -> MessageLayout { layouts[index] }
}
