package import MeshKernel

/// A letter as it travels (RFC 5322): plain text in UTF-8, headers encoded as RFC 2047 says. Whatever a value holds, it
/// makes no header: line ends are refused before, and every header that is not plain ASCII is encoded.
package struct Letter: Sendable, Equatable {
    /// Bounds of letters.
    package enum Limits {
        /// Characters of a line of encoded text (RFC 2045, section 6.8).
        package static let encodedLineCharacters = 76
        /// Bytes of text in one encoded word, whose whole form has at most 75 characters (RFC 2047, section 2).
        package static let encodedWordBytes = 42
    }

    /// The message, for `Message-ID`: the same in every attempt.
    package let id: Identifier
    /// The sender's address.
    package let from: Address
    /// The sender's name.
    package let name: String
    /// The recipient's address.
    package let to: Address
    /// When it was written.
    package let at: WallTime
    /// Subject and text.
    package let content: RenderedMessage

    package init(
        id: Identifier, from: Address, name: String, to: Address, at: WallTime, content: RenderedMessage
    ) {
        self.id = id
        self.from = from
        self.name = name
        self.to = to
        self.at = at
        self.content = content
    }

    /// The whole letter with its headers, each line ended by CR LF.
    package var bytes: [UInt8] {
        let domain = from.text.drop { $0 != "@" }.dropFirst()
        let headers = [
            "Date: \(Self.date(at))", "From: \(Self.encoded(name)) <\(from.text)>", "To: <\(to.text)>",
            "Message-ID: <\(id.text)@\(domain)>", "Subject: \(Self.encoded(content.title))", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
            // Nobody's holiday answers are to come back (RFC 3834).
            "Auto-Submitted: auto-generated",
        ]
        let lines = content.text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
        var body = Substring(Base64.encode(Array(lines.utf8)))
        var text = headers.map { $0 + "\r\n" }.joined() + "\r\n"
        while !body.isEmpty {
            text += body.prefix(Limits.encodedLineCharacters) + "\r\n"
            body = body.dropFirst(Limits.encodedLineCharacters)
        }
        return Array(text.utf8)
    }

    /// A header's text: encoded words with folds between, cut between characters. A line end in it becomes a space: whoever
    /// decodes it may believe it.
    static func encoded(_ text: String) -> String {
        var words: [[UInt8]] = [[]]
        for written in text.unicodeScalars {
            let scalar = ForbiddenScalars.contains(written) ? " " : written
            let bytes = Array(String(Character(scalar)).utf8)
            if words[words.count - 1].count + bytes.count > Limits.encodedWordBytes { words.append([]) }
            words[words.count - 1] += bytes
        }
        return words.map { "=?utf-8?B?\(Base64.encode($0))?=" }.joined(separator: "\r\n ")
    }

    /// A moment as RFC 5322, section 3.3, has it, in UTC.
    static func date(_ time: WallTime) -> String {
        let day = CivilDate(time)
        let seconds = time.millisecondsOfDay / 1_000
        let clock = [seconds / 3_600, seconds / 60 % 60, seconds % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        let weekday = Int(((day.daysSinceEpoch + 3) % 7 + 7) % 7)
        return "\(weekdays[weekday]), \(day.day) \(months[Int(day.month) - 1]) \(day.year)"
            + " \(clock.joined(separator: ":")) +0000"
    }

    private static let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
