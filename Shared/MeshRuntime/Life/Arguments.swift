/// What the command line asks of a service's process. Two words are not worth a parser of their own.
enum Arguments: Equatable {
    case run(file: String)
    case check(file: String)
    case version
    case help
    case refused(String)

    init(_ words: [String], environment: [String: String]) {
        var file = environment["COLOPHON_CONFIG"]
        var isCheck = false
        var rest = words[...]
        while let word = rest.popFirst() {
            if word == "--help" || word == "-h" {
                self = .help
                return
            } else if word == "--version" {
                self = .version
                return
            } else if word == "--check" {
                isCheck = true
            } else if word == "--config", let next = rest.popFirst() {
                file = next
            } else if word.hasPrefix("--config="), word.utf8.count > 9 {
                file = String(word.dropFirst(9))
            } else {
                self = .refused(word == "--config" ? "--config needs a file" : "unknown argument '\(word)'")
                return
            }
        }
        guard let file else {
            self = .refused("no configuration: --config FILE is missing")
            return
        }
        self = isCheck ? .check(file: file) : .run(file: file)
    }

    static func usage(_ name: String) -> String {
        """
        usage: \(name) --config FILE [--check]
          --config FILE  the configuration (or COLOPHON_CONFIG); any key may be overridden by COLOPHON_<PATH>
          --check        reads configuration, certificates and keys, says whether they are good, and ends
        """
    }
}
