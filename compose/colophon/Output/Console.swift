import FoundationEssentials

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// One of the two standard streams: knows whether a person is looking, and colours only then.
struct Console: Sendable {
    /// The few colours that carry meaning here.
    enum Colour: String {
        case red = "31"
        case green = "32"
        case yellow = "33"
        case dim = "2"
        case bold = "1"
    }

    static let standardOutput = Console(descriptor: STDOUT_FILENO)
    static let standardError = Console(descriptor: STDERR_FILENO)

    private let descriptor: Int32
    /// Whether the stream ends at a terminal.
    let isTerminal: Bool
    private let usesColour: Bool

    init(descriptor: Int32, environment: [String: String] = ProcessInfo.processInfo.environment) {
        self.descriptor = descriptor
        isTerminal = isatty(descriptor) == 1
        // no-color.org: any value that is not empty switches colours off.
        usesColour = isTerminal && (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
    }

    /// The columns of the terminal; 80 when it does not say.
    var columns: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
    }

    /// The lines of the terminal; 24 when it does not say.
    var rows: Int {
        var size = winsize()
        return ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_row > 0 ? Int(size.ws_row) : 24
    }

    /// `text` in a colour, when colours are on.
    func paint(_ text: String, _ colour: Colour) -> String {
        usesColour ? "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Writes all of `text`; a reader that left is not an error of ours. False when it could not be written.
    @discardableResult
    func write(_ text: String) -> Bool {
        Descriptor.writeAll(Array(text.utf8), to: descriptor) == nil
    }

    /// Writes one line.
    @discardableResult
    func line(_ text: String = "") -> Bool {
        write(text + "\n")
    }

    /// Writes one JSON object on a line of its own.
    @discardableResult
    func json(_ value: some Encodable) -> Bool {
        line(Self.jsonText(value))
    }

    /// One JSON object: keys sorted, so that two runs compare.
    static func jsonText(_ value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // The values printed here are strings, integers and arrays of them, which always encode.
        guard let data = try? encoder.encode(value) else { return "{}" }
        return String(decoding: data, as: UTF8.self)
    }
}
