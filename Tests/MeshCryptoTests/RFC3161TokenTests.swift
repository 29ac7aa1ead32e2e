import MeshCrypto
import MeshKernel
import MeshTestKit
import Testing

@Suite("RFC 3161 tokens", .timeLimit(.minutes(5)))
struct RFC3161TokenTests {
    private let digest = Digest.sha256(Array("a work".utf8))

    @Test("a token states the clock's time to the millisecond, our policy, half a second, and a 128-bit serial")
    func statement() throws {
        let made = try RFC3161Authority()
        made.time.advance(by: .milliseconds(1_234))
        let (response, token) = try made.authority.token(for: digest)
        #expect(token.time == made.time.wall())
        #expect(token.time.milliseconds % 1_000 == 234)
        #expect(token.policy == TimestampPolicy.synchronisedClock)
        #expect(token.accuracyMilliseconds == 500)
        #expect(token.serial.count == 16)
        #expect(token.digest == digest)
        #expect(try TimestampResponse(der: response).isPlainGrant)
        #expect(try TimestampResponse(der: response).granted() == token.der)
    }

    @Test("a token is believed by its root, and still after its signer's certificate has ended")
    func trusted() throws {
        let made = try RFC3161Authority(days: 1)
        let token = try made.authority.token(for: digest).token
        // The verifier has no clock: only the token's own time counts.
        try token.verify(digest: digest, trust: made.trust())
        made.time.advance(by: .seconds(2 * 86_400))
        let late = try made.authority.token(for: digest).token
        #expect(throws: TimestampError.untrusted("certificate verify error")) {
            try late.verify(digest: digest, trust: made.trust())
        }
    }

    @Test("an accuracy that no number of milliseconds states is none")
    func accuracy() throws {
        let made = try RFC3161Authority()
        let query = TimestampRequest(digest: digest, nonce: 0x7700_0000_0000_0001)
        var der = try TimestampResponse(der: made.authority.respond(to: query.encoded)).granted()
        // Half a second and the nonce, then as many seconds as sixty-three bits hold and a nonce of two bytes.
        let stated: [UInt8] = [0x30, 4, 0x80, 2, 1, 0xF4, 2, 8, 0x77, 0, 0, 0, 0, 0, 0, 1]
        let forged: [UInt8] = [0x30, 10, 2, 8, 0x7F] + [UInt8](repeating: 0xFF, count: 7) + [2, 2, 1, 1]
        #expect(try TimestampToken(der: der).accuracyMilliseconds == 500)
        let place = try #require(der.indices.first { der[$0...].starts(with: stated) })
        der.replaceSubrange(place..<place + stated.count, with: forged)
        let token = try TimestampToken(der: der)
        #expect(token.nonce == 0x0101 && token.accuracyMilliseconds == nil)
    }

    @Test("another digest, another nonce, another root: each is refused as what it is")
    func refusals() throws {
        let made = try RFC3161Authority()
        let token = try made.authority.token(for: digest).token
        #expect(throws: TimestampError.wrongImprint) {
            try token.verify(digest: Digest.sha256([]), trust: made.trust())
        }
        #expect(throws: TimestampError.wrongImprint) {
            try token.verify(digest: digest, algorithm: .sm3, trust: made.trust())
        }
        let nonce = try #require(token.nonce)
        try token.verify(digest: digest, nonce: nonce, trust: made.trust())
        #expect(throws: TimestampError.wrongNonce) {
            try token.verify(digest: digest, nonce: nonce ^ 1, trust: made.trust())
        }
        let stranger = try RFC3161Authority()
        #expect(throws: TimestampError.self) { try token.verify(digest: digest, trust: stranger.trust()) }
    }

    @Test(
        "a token of ours has the form that OpenSSL gives one, element by element", arguments: TimestampDigest.allCases)
    func form(_ algorithm: TimestampDigest) throws {
        let made = try RFC3161Authority()
        let digest = SeededRandom(seed: 11).bytes(algorithm.digestBytes)
        for milliseconds in [0, 1_234, 50, 600] as [Int64] {
            made.time.advance(by: .milliseconds(milliseconds))
            let query = TimestampRequest(digest: digest, algorithm: algorithm, nonce: 0x7700_0000_0000_0001)
            let theirs = try TimestampResponse(der: made.authority.respond(to: query.encoded)).granted()
            let ours = try made.authority.token(for: digest, algorithm: algorithm).token.der
            let shape = try DERShape(ours[...])
            #expect(shape == (try DERShape(theirs[...])))
            // Two statements, a certificate with its names and key, five attributes: it is not the shape of nothing.
            #expect(shape.elements.count > 80)
        }
    }

    @Test(
        "what an issued token says is what its bytes say, for any random numbers", arguments: [0x00, 0x7F, 0x80, 0xFF])
    func issued(_ byte: UInt8) throws {
        let made = try RFC3161Authority(random: ConstantRandom(byte: byte))
        let token = try made.authority.token(for: digest).token
        #expect(try TimestampToken(der: token.der) == token)
    }

    @Test("every digest of the list is timed", arguments: TimestampDigest.allCases)
    func algorithms(_ algorithm: TimestampDigest) throws {
        let made = try RFC3161Authority()
        let digest = SeededRandom(seed: 7).bytes(algorithm.digestBytes)
        let token = try made.authority.token(for: digest, algorithm: algorithm).token
        #expect(token.algorithm == algorithm)
        try token.verify(digest: digest, algorithm: algorithm, trust: made.trust())
    }

    @Test("SHA-1 is refused as a bad algorithm")
    func sha1() throws {
        let made = try RFC3161Authority()
        // SEQUENCE { 1, SEQUENCE { SEQUENCE { id-sha1, NULL }, OCTET STRING of 20 } }
        let imprint: [UInt8] =
            [0x30, 0x21, 0x30, 0x09, 0x06, 0x05, 0x2B, 0x0E, 0x03, 0x02, 0x1A, 0x05, 0x00, 0x04, 0x14]
            + [UInt8](repeating: 9, count: 20)
        let response = try TimestampResponse(
            der: made.authority.respond(to: [0x30, UInt8(imprint.count + 3), 0x02, 0x01, 0x01] + imprint))
        #expect(response.status == 2)
        #expect(response.failure == 0)
        #expect(throws: TimestampError.refused(status: 2, failure: 0)) { try response.granted() }
    }

    @Test("a query cut at any byte, and random bytes, get a refusal and no token")
    func hostileQueries() throws {
        let made = try RFC3161Authority()
        let query = TimestampRequest(digest: digest, nonce: 42).encoded
        for length in 0..<query.count {
            let response = try TimestampResponse(der: made.authority.respond(to: Array(query[..<length])))
            #expect(response.token == nil)
        }
        let random = SeededRandom(seed: 3)
        for _ in 0..<500 {
            let bytes = random.bytes(random.integer(in: 1...200))
            #expect(try TimestampResponse(der: made.authority.respond(to: bytes)).token == nil)
        }
        #expect(try TimestampResponse(der: made.authority.respond(to: query)).token != nil)
    }

    @Test("a response cut at any byte, or with a byte added, is malformed")
    func truncatedResponses() throws {
        let made = try RFC3161Authority()
        let response = try made.authority.token(for: digest).response
        for length in 0..<response.count {
            #expect(throws: TimestampError.self) { try TimestampResponse(der: Array(response[..<length])).granted() }
        }
        #expect(throws: TimestampError.self) { try TimestampResponse(der: response + [0]) }
        let token = try TimestampResponse(der: response).granted()
        for length in 0..<token.count {
            #expect(throws: TimestampError.self) { try TimestampToken(der: Array(token[..<length])) }
        }
    }

    @Test("a changed byte of the signed statement or the signature is never believed")
    func flips() throws {
        let made = try RFC3161Authority()
        let token = try made.authority.token(for: digest).token
        let trust = try made.trust()
        var believed: [Int] = []
        for position in token.der.indices {
            var changed = token.der
            changed[position] ^= 0x01
            guard let read = try? TimestampToken(der: changed) else { continue }
            if (try? read.verify(digest: digest, trust: trust)) != nil { believed.append(position) }
            #expect(read.time == token.time || (try? read.verify(digest: digest, trust: trust)) == nil)
        }
        // CMS leaves a few bytes unsigned (SignedData's version and list of digests); a leaf's hash covers them.
        #expect(believed.count < 40, "at \(believed)")
    }

    @Test("several threads get different serials, and every token holds")
    func concurrent() async throws {
        let made = try RFC3161Authority()
        let trust = try made.trust()
        let authority = made.authority
        let digest = digest
        let serials = try await withThrowingTaskGroup(of: [[UInt8]].self) { group in
            for _ in 0..<4 {
                group.addTask {
                    try (0..<100).map { _ in
                        let token = try authority.token(for: digest).token
                        try token.verify(digest: digest, trust: trust)
                        return token.serial
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(Set(serials).count == 400)
    }

    @Test(
        "a certificate that is not for timestamps alone makes no authority",
        arguments: [
            [("extendedKeyUsage", "timeStamping")],
            [("extendedKeyUsage", "critical,timeStamping,codeSigning")],
            [("extendedKeyUsage", "critical,codeSigning")],
            [],
        ] as [[(String, String)]])
    func keyUsage(_ extensions: [(String, String)]) throws {
        let list = [("keyUsage", "critical,digitalSignature")] + extensions
        #expect(throws: TimestampError.wrongKeyUsage) {
            try RFC3161Authority(profile: .raw(list.map { CertificateProfile.Extension($0.0, $0.1) }))
        }
    }

    @Test(
        "a token that names its certificate by less than SHA-256 is not believed, whoever made it",
        arguments: [("sha1", false), ("md5", false), ("sha224", false), ("sha256", true), ("sha512", true)])
    func binding(_ algorithm: String, _ isBelieved: Bool) async throws {
        // `openssl ts` takes its time from the system's clock, whatever that says.
        let always = Validity.days(36_500, from: WallTime(milliseconds: 86_400_000))
        let root = try CertificateAuthority.make(name: "root", validity: always, random: SystemRandom())
        let key = try PrivateKey(generating: .p256)
        let signer = try root.issue(
            DistinguishedName(commonName: "signer"), for: key, profile: .timestampSigner, validity: always,
            random: SystemRandom())
        let folder = try TemporaryFolder("binding")
        try WholeFile.replace(folder.file("signer.pem"), with: signer.pem())
        try FileBytes.create(folder.file("signer.key"), key.pem(), mode: 0o600)
        try WholeFile.replace(folder.file("query"), with: TimestampRequest(digest: digest, nonce: 5).encoded)
        try WholeFile.replace(folder.file("serial"), with: Array("01\n".utf8))
        let configuration = """
            [tsa]
            default_tsa = one
            [one]
            serial = \(folder.file("serial"))
            signer_digest = sha256
            default_policy = 1.2.3.4
            digests = sha256
            ess_cert_id_alg = \(algorithm)

            """
        try WholeFile.replace(folder.file("configuration"), with: Array(configuration.utf8))
        let program = try ChildProcess(
            "openssl",
            [
                "ts", "-reply", "-config", folder.file("configuration"), "-queryfile", folder.file("query"), "-signer",
                folder.file("signer.pem"), "-inkey", folder.file("signer.key"), "-out", folder.file("reply"),
            ], logs: folder.path, name: "reply")
        try #require(await program.wait() == .code(0), "\(program.errors)")
        let response = try TimestampResponse(der: WholeFile.contents(folder.file("reply")))
        let token = try TimestampToken(der: response.granted())
        let trust = try TimestampTrust(pem: root.certificate.pem(), path: "root")
        #expect(token.holdsByItself)
        if isBelieved {
            try token.verify(digest: digest, nonce: 5, trust: trust)
        } else {
            #expect(throws: TimestampError.unboundCertificate) { try token.verify(digest: digest, trust: trust) }
        }
    }

    @Test(
        "a token whose signer, though the trusted root issued its certificate, is not for timestamps alone is refused",
        arguments: [
            ("critical,timeStamping", nil), ("timeStamping", .untrusted("certificate verify error")),
            ("critical,timeStamping,codeSigning", .untrusted("certificate verify error")),
            ("critical,codeSigning", .untrusted("certificate verify error")),
            (nil, .untrusted("certificate verify error")),
            // OpenSSL looks at the purposes that it knows, and only at those.
            ("critical,timeStamping,1.2.3.4", .wrongKeyUsage),
        ] as [(String?, TimestampError?)])
    func signers(_ usage: String?, _ refusal: TimestampError?) async throws {
        let made = try RFC3161Authority()
        let honest = try made.authority.token(for: digest).token
        let extensions =
            [CertificateProfile.Extension("keyUsage", "critical,digitalSignature")]
            + (usage.map { [CertificateProfile.Extension("extendedKeyUsage", $0)] } ?? [])
        let token = try TimestampToken(
            der: await ResignedToken.der(
                stating: honest.der, below: made.root, profile: .raw(extensions),
                validity: .days(365, from: made.time.wall())))
        #expect(token.time == honest.time && token.nonce == honest.nonce && token.holdsByItself)
        if let refusal {
            #expect(throws: refusal) { try token.verify(digest: digest, trust: made.trust()) }
        } else {
            try token.verify(digest: digest, trust: made.trust())
        }
    }

    @Test("a token that names no certificate in what it signs is not believed")
    func unnamed() async throws {
        let made = try RFC3161Authority()
        let honest = try made.authority.token(for: digest).token
        let token = try TimestampToken(
            der: await ResignedToken.der(
                stating: honest.der, below: made.root, profile: .timestampSigner,
                validity: .days(365, from: made.time.wall()), binding: .none))
        #expect(throws: TimestampError.untrusted("missing signing certificate attribute")) {
            try token.verify(digest: digest, trust: made.trust())
        }
    }

    @Test("a token holds by itself whoever issued it, and not when a byte of its statement or signature was changed")
    func byItself() throws {
        let token = try RFC3161Authority().authority.token(for: digest).token
        #expect(token.holdsByItself)
        let statement = try #require(token.der.firstRange(of: digest)).lowerBound
        for place in [statement, statement + 31, token.der.count - 1] {
            var changed = token.der
            changed[place] ^= 1
            #expect(try !TimestampToken(der: changed).holdsByItself, "\(place)")
        }
    }

    @Test("a key that is not the certificate's makes no authority")
    func foreignKey() throws {
        let made = try RFC3161Authority()
        let other = try PrivateKey(generating: .p256)
        #expect(throws: TimestampError.self) {
            try TimestampAuthority(chain: [made.signer], key: other, clock: made.clock, random: SystemRandom())
        }
    }

    @Test("openssl ts accepts our token over a file, without further options")
    func openssl() async throws {
        let made = try RFC3161Authority(mode: .host)
        let folder = try TemporaryFolder("rfc3161")
        let content = Array("the whole work".utf8)
        try WholeFile.replace(folder.file("work"), with: content)
        let response = try made.authority.token(for: Digest.sha256(content)).response
        try WholeFile.replace(folder.file("token.tsr"), with: response)
        try WholeFile.replace(folder.file("chain.pem"), with: made.authority.chainPEM)
        let verify = try ChildProcess(
            "openssl",
            [
                "ts", "-verify", "-data", folder.file("work"), "-in", folder.file("token.tsr"), "-CAfile",
                folder.file("chain.pem"), "-attime", "\(made.time.wall().milliseconds / 1_000)",
            ], logs: folder.path, name: "verify")
        #expect(await verify.wait() == .code(0), "\(verify.errors)")
        let show = try ChildProcess(
            "openssl", ["ts", "-reply", "-in", folder.file("token.tsr"), "-text"], logs: folder.path, name: "show")
        #expect(await show.wait() == .code(0), "\(show.errors)")
        #expect(show.output.contains("Policy OID: \(TimestampPolicy.hostClock)"))
        #expect(show.output.contains("Accuracy: unspecified seconds, 0x01F4 millis"))
    }
}
