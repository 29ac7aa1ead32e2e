#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

// swift run listprojects "$(.build/release/colophon token)" [FOLDER-OF-KEYS PORT]
let words = CommandLine.arguments
do {
    if words.count == 2 {
        try await listProjects(token: words[1])
    } else if words.count == 4, let port = Int(words[3]) {
        try await listProjects(token: words[1], keys: words[2], port: port)
    } else {
        print("usage: listprojects TOKEN [FOLDER-OF-KEYS PORT]")
        exit(64)
    }
} catch {
    print("error: \(error)")
    exit(1)
}
