/// The environment variables that may speak to a configuration.
enum ConfigurationVariables {
    static let prefix = "COLOPHON_"

    /// Variables with the prefix that are not keys: the file's place, and what the build, the tests and the command line
    /// tool listen to; a service started by one of those inherits them.
    static let reserved: Set<String> = [
        "COLOPHON_CONFIG", "COLOPHON_STRICT", "COLOPHON_BUILD", "COLOPHON_STATE", "COLOPHON_MESH", "COLOPHON_RECORD",
        "COLOPHON_WRITE_GOLDEN", "COLOPHON_FAULT_POINT",
    ]

    /// The sections of the services of a mesh. All of its processes are often started from one environment, so a
    /// variable for another one's section is left to that one to judge.
    static let sections = ["identity", "billing", "evidence", "registry", "market", "notify"]

    /// The variables of `environment` that `service` has to understand.
    static func relevant(in environment: [String: String], to service: String) -> [String: String] {
        environment.filter { name, _ in
            guard name.hasPrefix(prefix), !reserved.contains(name) else { return false }
            return !sections.contains { $0 != service && name.hasPrefix("\(prefix)\($0.uppercased())_") }
        }
    }
}
