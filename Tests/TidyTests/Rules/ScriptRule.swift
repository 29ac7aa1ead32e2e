/// A script that goes on after a failure reports success for work that was not done.
enum ScriptRule {
    /// What is missing.
    static func violations(path: String, text: String) -> [Violation] {
        // A file that is only sourced takes the manner of the one that sources it, and has no first line of its own.
        guard text.hasPrefix("#!") else { return [] }
        guard text.contains(#/(?m)^set -euo pipefail$/#) else {
            return [Violation(path: path, line: 1, what: "does not say set -euo pipefail")]
        }
        return []
    }
}
