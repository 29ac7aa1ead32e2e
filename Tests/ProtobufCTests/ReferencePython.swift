import MeshTestKit
import ProtobufC
import Testing

/// Google's Python implementation (Debian: python3-protobuf), which reads and writes JSON.
struct ReferencePython {
    let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder("reference")
        try WholeFile.replace(folder.file("set.bin"), with: TestV1.fileDescriptorSet)
        try WholeFile.replace(folder.file("reference.py"), with: Self.script)
    }

    /// For each message of `many`: the reference's JSON. Records an issue for each of `ours` that the reference reads
    /// as another message.
    func json(of many: TestV1.Many, comparing ours: [String]) async throws -> [String] {
        try WholeFile.replace(folder.file("many.bin"), with: many.serialized())
        try WholeFile.replace(folder.file("ours"), with: ours.joined(separator: "\n"))
        try await run("json")
        let theirs = try WholeFile.text(folder.file("theirs"))
        return theirs.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// Has the reference parse each of `inputs`, and records an issue for each that it refuses or that means something
    /// else than the bytes in `ours` at the same place.
    func compare(_ inputs: [[UInt8]], with ours: [[UInt8]]) async throws {
        var bytes: [UInt8] = []
        for (input, our) in zip(inputs, ours) {
            for record in [input, our] {
                withUnsafeBytes(of: UInt32(record.count).littleEndian) { bytes += $0 }
                bytes += record
            }
        }
        try WholeFile.replace(folder.file("pairs"), with: bytes)
        try await run("parse")
    }

    private func run(_ mode: String) async throws {
        // Debian's own interpreter, which sees Debian's own packages.
        let finished = try await FinishedProgram(
            ["/usr/bin/python3", folder.file("reference.py"), mode, folder.path], logs: folder.path)
        try #require(finished.exit == .code(0), "Debian: python3-protobuf; \(finished.errors)")
        for line in finished.output.split(separator: "\n") { Issue.record("\(line)") }
    }

    private static let script = """
        import difflib, json, struct, sys
        from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory
        mode, folder = sys.argv[1:]
        def read(name): return open(folder + "/" + name, "rb").read()
        def types(change):
            pool = descriptor_pool.DescriptorPool()
            for file in descriptor_pb2.FileDescriptorSet.FromString(read("set.bin")).file:
                for message in file.message_type: change(message)
                pool.Add(file)
            factory = message_factory.MessageFactory(pool)
            return pool, lambda name: factory.GetPrototype(pool.FindMessageTypeByName("colophon.test.v1." + name))
        pool, type = types(lambda message: None)
        if mode == "json":
            many = type("Many").FromString(read("many.bin"))
            ours = read("ours").decode().split("\\n")
            assert len(ours) == len(many.items)
            lines = []
            for index, item in enumerate(many.items):
                lines.append(json.dumps(json_format.MessageToDict(item, descriptor_pool=pool)))
                try:
                    parsed = json_format.Parse(ours[index], type("Everything")(), descriptor_pool=pool)
                    if parsed != item: print(index, "means something else:", ours[index])
                except json_format.ParseError as error: print(index, error, ours[index])
            open(folder + "/theirs", "w").write("\\n".join(lines))
        if mode == "parse":
            # A text that a later one replaces is not looked at by everybody; with bytes for text it is nobody's error.
            def without_text(message):
                for field in message.field:
                    if field.type == field.TYPE_STRING: field.type = field.TYPE_BYTES
                for nested in message.nested_type: without_text(nested)
            # Map keys cannot be bytes, so entries are plain messages here, and the last of a key is found below.
            def without_maps(message):
                without_text(message)
                for nested in message.nested_type: nested.options.ClearField("map_entry")
            _, lenient = types(without_maps)
            def plain(value):
                if hasattr(value, "DESCRIPTOR"):
                    result = {}
                    for field in value.DESCRIPTOR.fields:
                        content = getattr(value, field.name)
                        if field.label != field.LABEL_REPEATED:
                            if field.message_type is None:
                                if not field.containing_oneof or value.HasField(field.name):
                                    result[field.name] = plain(content)
                            elif value.HasField(field.name): result[field.name] = plain(content)
                        elif field.message_type is not None and field.message_type.name.endswith("Entry"):
                            result[field.name] = {repr(entry.key): plain(entry.value) for entry in content}
                        else: result[field.name] = [plain(element) for element in content]
                    return result
                return repr(value)
            data = read("pairs"); at = 0; records = []
            while at < len(data):
                size, = struct.unpack_from("<I", data, at)
                records.append(data[at + 4 : at + 4 + size]); at += 4 + size
            unread = 0
            for index in range(0, len(records), 2):
                try: type("Everything").FromString(records[index])
                except Exception: unread += 1
                try:
                    pair = [lenient("Everything").FromString(record) for record in records[index : index + 2]]
                    theirs, ours = map(plain, pair)
                    if theirs != ours:
                        lines = [json.dumps(value, indent=0).split("\\n") for value in (theirs, ours)]
                        difference = " ".join(difflib.unified_diff(*lines, n=2))
                        print(index // 2, "means something else:", difference, records[index].hex())
                except Exception as error: print(index // 2, "is refused:", error, records[index].hex())
            if unread * 100 > len(records): print(unread, "of", len(records) // 2, "are refused for their text")
        """
}
