#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

/// The person at the other end of standard input. Questions are asked on standard error.
enum Terminal {
    private static let lineBytesMax = 4_096
    /// What Ctrl-C types where it does not interrupt.
    private static let interrupt: UInt8 = 3

    /// Whether standard input is a terminal.
    static var isThere: Bool { isatty(STDIN_FILENO) == 1 }

    /// Asks, and returns the line that was typed, without its end.
    static func line(_ question: String) throws(Failure) -> String {
        Console.standardError.write(question)
        guard let bytes = Descriptor.read(lineBytesMax, from: STDIN_FILENO), !bytes.isEmpty else {
            throw .refused("nothing was typed")
        }
        guard !bytes.contains(interrupt) else { throw .refused("interrupted") }
        return String(decoding: bytes.prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
    }

    /// Asks for what nobody may see: nothing is shown while it is typed. Ctrl-C ends the line instead of the process, so
    /// that the terminal shows again what is typed afterwards.
    static func secret(_ question: String) throws(Failure) -> String {
        var settings = termios()
        guard tcgetattr(STDIN_FILENO, &settings) == 0 else {
            throw .refused("the terminal does not say how it is set: \(SystemError.current)")
        }
        let before = settings
        settings.c_lflag &= ~tcflag_t(ECHO | ISIG)
        withUnsafeMutableBytes(of: &settings.c_cc) { $0[Int(VEOL)] = interrupt }
        guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &settings) == 0 else {
            throw .refused("the terminal would show the password: \(SystemError.current)")
        }
        defer {
            var before = before
            _ = tcsetattr(STDIN_FILENO, TCSANOW, &before)
            Console.standardError.write("\n")
        }
        return try line(question)
    }
}
