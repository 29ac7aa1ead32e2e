import FoundationEssentials

/// The variables that this process was started with.
enum ProcessEnvironment {
    static func variables() -> [String: String] {
        ProcessInfo.processInfo.environment
    }
}
