import CMeshProto
import CProtobufC
import ProtobufC

/// Makes the descriptor set that a namespace embeds.
enum DescriptorSet {
    /// `names` with all they import, in the request's order (imports first). Of the source info only leading comments
    /// stay, and only those of `names`.
    static func bytes(of names: [String], in request: Request) -> [UInt8] {
        let needed = closure(of: names, in: request)
        var set = Google__Protobuf__FileDescriptorSet()
        google__protobuf__file_descriptor_set__init(&set)
        let pointers = request.arena.space(for: Request.File?.self, count: needed.count)
        for (index, file) in needed.enumerated() {
            // A shallow copy, so that another namespace still finds the comments.
            let copy = request.arena.space(for: Google__Protobuf__FileDescriptorProto.self)
            copy.initialize(to: file.pointee)
            copy.pointee.source_code_info =
                names.contains(name(of: file)) ? comments(of: file, in: request.arena) : nil
            (pointers + index).initialize(to: copy)
        }
        set.n_file = needed.count
        set.file = pointers
        return withUnsafePointer(to: &set) { Serialization.bytes(of: UnsafeRawPointer($0)) }
    }

    private static func closure(of names: [String], in request: Request) -> [Request.File] {
        var needed = Set(names)
        // Imports stand before their importers, so one pass from the end finds them all.
        for file in request.files.reversed() where needed.contains(name(of: file)) {
            for index in 0..<file.pointee.n_dependency {
                if let dependency = file.pointee.dependency { needed.insert(text(dependency[index])) }
            }
        }
        return request.files.filter { needed.contains(name(of: $0)) }
    }

    private static func comments(
        of file: Request.File, in arena: Arena
    ) -> UnsafeMutablePointer<Google__Protobuf__SourceCodeInfo>? {
        guard let info = file.pointee.source_code_info, let locations = info.pointee.location else { return nil }
        let commented = (0..<info.pointee.n_location).compactMap { locations[$0] }.filter {
            $0.pointee.has_leading_comments != 0
        }
        let result = arena.space(for: Google__Protobuf__SourceCodeInfo.self)
        google__protobuf__source_code_info__init(result)
        let pointers = arena.space(
            for: UnsafeMutablePointer<Google__Protobuf__SourceCodeInfo__Location>?.self, count: commented.count)
        for (index, location) in commented.enumerated() {
            let copy = arena.space(for: Google__Protobuf__SourceCodeInfo__Location.self)
            copy.initialize(to: location.pointee)
            copy.pointee.n_span = 0
            copy.pointee.has_trailing_comments = 0
            copy.pointee.n_leading_detached_comments = 0
            (pointers + index).initialize(to: copy)
        }
        result.pointee.n_location = commented.count
        result.pointee.location = pointers
        return result
    }

    private static func name(of file: Request.File) -> String { text(file.pointee.name) }

    private static func text(_ data: ProtobufCBinaryData) -> String {
        String(decoding: CopyOut.bytes(data), as: UTF8.self)
    }
}
