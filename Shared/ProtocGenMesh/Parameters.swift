/// The plugin's parameters, `key=value` with commas between.
struct Parameters {
    enum Mode: String {
        /// protobuf-c's C, with `string_as_bytes` on every string.
        case c
        /// Swift values and stubs.
        case swift
    }

    var mode: Mode
    /// Swift: the module the output goes to, the C module it copies from. C: the module, for its umbrella header.
    var module = ""
    var cModule = ""
    /// Swift: which module has the values of a proto package (and of packages below it).
    var homes: [(package: String, module: String)] = []
    /// What a reader runs to make the files again.
    var command = "bash proto/generate.sh"

    init(_ text: String) throws(GeneratorError) {
        var mode: Mode?
        for pair in text.split(separator: ",") {
            guard let equals = pair.firstIndex(of: "=") else { throw .parameter("\"\(pair)\" is not key=value") }
            let key = pair[..<equals]
            let value = String(pair[pair.index(after: equals)...])
            switch key {
            case "mode":
                guard let known = Mode(rawValue: value) else { throw .parameter("no mode \"\(value)\"") }
                mode = known
            case "module": module = value
            case "cmodule": cModule = value
            case "home":
                let parts = value.split(separator: ":")
                guard parts.count == 2 else { throw .parameter("home=\(value) is not package:module") }
                homes.append((String(parts[0]), String(parts[1])))
            default: throw .parameter("unknown key \"\(key)\"")
            }
        }
        guard let mode else { throw .parameter("mode is missing") }
        guard !module.isEmpty else { throw .parameter("module is missing") }
        self.mode = mode
    }

    /// The module that has the values of `package`: the one named for its longest prefix.
    func home(of package: String) throws(GeneratorError) -> String {
        let fitting = homes.filter { package == $0.package || package.hasPrefix($0.package + ".") }
        guard let home = fitting.max(by: { $0.package.count < $1.package.count }) else {
            throw .parameter("no home for package \(package)")
        }
        return home.module
    }
}
