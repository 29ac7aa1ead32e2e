import MeshAPI
import MeshKernel
import MeshRuntime
import MeshTestKit
import Notify
import Testing

@Suite("Letters to somebody else's mail server, with STARTTLS and a login", .timeLimit(.minutes(5)))
struct RealMailServerTests {
    /// A certificate for 127.0.0.1 that is its own authority, and its key.
    private static func certificate(in folder: TemporaryFolder, for name: String = "IP:127.0.0.1") async throws {
        let made = try await FinishedProgram(
            [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2",
                "-subj", "/CN=mail", "-addext", "subjectAltName=\(name)", "-keyout", folder.file("key"), "-out",
                folder.file("certificate"),
            ], logs: folder.path)
        try #require(made.exit == .code(0), "\(made.errors)")
    }

    private struct Letter {
        var subject = "工单已解决"
        var text = "第一行\n.第二行\n..\n"
        var sender = "版证通"
        var recipient = "a@example.com"
    }

    /// Hands one letter over as the service does; returns what became of it, and the server's notes.
    private func send(
        _ letter: Letter = Letter(), mode: String = "login", password: String = "right",
        certified: String = "IP:127.0.0.1",
        trusts: Bool = true, security: MailServer.Security = .starttls
    ) async throws -> (outcome: AttemptOutcome, letters: [JSONDocument], words: [String]) {
        let folder = try TemporaryFolder("certificate")
        try await Self.certificate(in: folder, for: certified)
        let server = try await PythonServer(
            "mail_server.py", [mode, folder.file("certificate"), folder.file("key")],
            module: "apt-get install python3-aiosmtpd")
        let exchanges = OffloadPool(threadCount: 1)
        let provider = MailProvider(
            MailServer(
                host: "127.0.0.1", port: server.port, security: security,
                login: .init(user: "colophon", password: password),
                authority: trusts ? folder.file("certificate") : nil),
            from: try #require(Address(email: "notify@colophon.example")), sender: letter.sender, exchanges: exchanges,
            timeoutMilliseconds: 10_000)
        let now = NotifyRoom.noon
        let message = Message(
            id: Identifier(kind: .message, time: now, random: [UInt8](repeating: 7, count: 10)), account: "acc_a",
            template: .evidenceSealed, version: 1, language: .simplifiedChinese, category: .service,
            address: try #require(Address(email: letter.recipient)),
            content: RenderedMessage(title: letter.subject, text: letter.text), event: "e", acceptedAt: now,
            notBefore: now, expiresAt: nil, life: MessageLife())
        let outcome = await provider.deliver(Parcel(message: message))
        await exchanges.close()
        let notes = (server.notes("letters"), server.lines("words"))
        await server.stop()
        return (outcome, notes.0, notes.1)
    }

    @Test("a letter in Chinese arrives over TLS as it was written, with dots at the beginning of lines")
    func arrives() async throws {
        let (outcome, letters, words) = try await send()
        #expect(outcome == .taken(reference: ""))
        let letter = try #require(letters.first)
        #expect(letter["tls"]?.text == "True" && letter["defects"]?.text == "")
        #expect(letter["mail_from"]?.text == "notify@colophon.example" && letter["rcpt_to"]?.text == "a@example.com")
        #expect(letter["subject"]?.text == "工单已解决")
        #expect(letter["from"]?.text == "版证通 <notify@colophon.example>")
        #expect(letter["text"]?.text == "第一行\r\n.第二行\r\n..\r\n")
        #expect(words == ["EHLO", "EHLO", "AUTH", "MAIL"])
    }

    @Test("a line that is one dot does not end a letter, and no line loses its own")
    func dots() async throws {
        let folder = try TemporaryFolder("certificate")
        try await Self.certificate(in: folder)
        let server = try await PythonServer(
            "mail_server.py", ["login", folder.file("certificate"), folder.file("key")],
            module: "apt-get install python3-aiosmtpd")
        let mail = MailServer(
            host: "127.0.0.1", port: server.port, security: .starttls,
            login: .init(user: "colophon", password: "right"), authority: folder.file("certificate"))
        let outcome = mail.hand(
            over: Array("Subject: x\r\n\r\nbefore\r\n.\r\n..two\r\n.MAIL FROM:<x@y.z>\r\nafter\r\n".utf8),
            from: "a@example.com", to: "b@example.com", timeoutMilliseconds: 10_000)
        #expect(outcome == .taken)
        #expect(
            server.notes("letters").map { $0["text"]?.text }
                == ["before\r\n.\r\n..two\r\n.MAIL FROM:<x@y.z>\r\nafter\r\n"])
        await server.stop()
    }

    @Test(
        "a name or a headline with line ends makes no header",
        arguments: ["x\r\nBcc: b@example.com", "x\nBcc: b@example.com", "x\r\n\r\nbody", "\" <b@example.com>, \"x"])
    func injection(text: String) async throws {
        let (outcome, letters, _) = try await send(Letter(subject: text, text: "t", sender: text))
        #expect(outcome == .taken(reference: ""))
        let letter = try #require(letters.first)
        #expect(
            letter["names"]?.text
                == "auto-submitted,content-transfer-encoding,content-type,date,from,message-id,mime-version,subject,to")
        #expect(letter["text"]?.text == "t" && letter["rcpt_to"]?.text == "a@example.com")
        #expect(letter["raw"]?.text?.contains("notify@colophon.example>\r\nTo: <a@example.com>\r\n") == true)
    }

    @Test("a wrong password is a failure, and nothing is said beyond it")
    func wrongPassword() async throws {
        let (outcome, letters, words) = try await send(password: "wrong")
        #expect(outcome == .failed(reason: "reply 535", after: nil) && letters.isEmpty && !words.contains("MAIL"))
    }

    @Test("a server that offers no STARTTLS is told neither password nor letter")
    func noTLS() async throws {
        let (outcome, letters, words) = try await send(mode: "plain")
        #expect(outcome.word == "failed" && letters.isEmpty && words == ["EHLO"])
    }

    @Test("a certificate of another name, or of nobody whom we trust, ends it before the password")
    func badCertificate() async throws {
        for (name, trusts) in [("DNS:other.example", true), ("IP:127.0.0.1", false)] {
            let (outcome, letters, words) = try await send(certified: name, trusts: trusts)
            #expect(outcome.word == "failed" && letters.isEmpty, "\(name) \(trusts)")
            #expect(!words.contains("AUTH") && !words.contains("MAIL"))
        }
    }

    @Test(
        "what the server says of a recipient or a letter is what becomes of the message",
        arguments: [
            ("later", "putOff"), ("full", "putOff"), ("busy", "failed"), ("nobody", "returned"), ("a", "taken"),
        ])
    func replies(name: String, meaning: String) async throws {
        let (outcome, letters, _) = try await send(Letter(recipient: "\(name)@example.com"))
        let found =
            switch outcome {
            case .putOff: "putOff"
            default: outcome.word
            }
        #expect(found == meaning && letters.isEmpty == (meaning != "taken"))
    }

    @Test("a letter that the server has read and refuses is refused for good")
    func refusedLetter() async throws {
        let (outcome, letters, _) = try await send(Letter(subject: "REFUSE"))
        #expect(outcome == .refused(reason: "reply 554") && letters.count == 1)
    }
}
