import CMeshProto

/// A file's leading comments by the path of what they stand before (see `SourceCodeInfo.Location.path`).
struct Comments {
    private var byPath: [[Int32]: String] = [:]

    init(_ source: UnsafePointer<Google__Protobuf__SourceCodeInfo>?) throws(ProtobufError) {
        guard let source, let locations = source.pointee.location else { return }
        for index in 0..<source.pointee.n_location {
            guard let location = locations[index], location.pointee.has_leading_comments != 0 else { continue }
            let text = try CopyOut.string(location.pointee.leading_comments, "SourceCodeInfo.leading_comments")
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
                String(line.hasPrefix(" ") ? line.dropFirst() : line)
            }
            let last = lines.lastIndex { !$0.isEmpty } ?? -1
            byPath[CopyOut.numbers(location.pointee.n_path, location.pointee.path)] =
                lines[...last].joined(separator: "\n")
        }
    }

    /// Empty when there is none.
    subscript(path: [Int32]) -> String { byPath[path] ?? "" }
}
