import Foundation
import MeshAPI
import MeshKernel
import Testing

@testable import colophon

extension SignIn {
    /// A sign-in of tests whose access token ends at `accessEnds`, in milliseconds.
    static func sample(
        account: String = "acc_01890000-0000-7000-8000-000000000001", number: Int = 1, accessEnds: Int64 = 1_000_000
    ) -> SignIn {
        SignIn(
            IdentityV1.Session(
                id: "ses_01890000-0000-7000-8000-000000000001", account: account, accessToken: "access-\(number)",
                accessExpiresAt: GoogleProtobuf.Timestamp(millisecondsSince1970: accessEnds),
                refreshToken: "refresh-\(number)",
                refreshExpiresAt: GoogleProtobuf.Timestamp(millisecondsSince1970: 9_000_000)), userName: "fox_moon")
    }
}

@Suite("The file of a sign-in", .timeLimit(.minutes(1)))
struct SignInFileTests {
    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test("is written for its owner alone, whole, and in a form that later versions know")
    func form() throws {
        let folder = StateFolder(try Scratch().file("state"))
        let file = SignInFile(folder)
        #expect(try file.read() == nil)
        try file.write(.sample())
        #expect(try mode(file.path) == 0o600)
        #expect(
            StateFolder.contents(file.path).map { String(decoding: $0, as: UTF8.self) } == """
                {"access_expires_at":{"milliseconds":1000000},"access_token":"access-1",\
                "account":"acc_01890000-0000-7000-8000-000000000001","refresh_expires_at":{"milliseconds":9000000},\
                "refresh_token":"refresh-1","session":"ses_01890000-0000-7000-8000-000000000001","user_name":"fox_moon",\
                "version":1}

                """)
        #expect(try file.read() == .sample())
        try file.write(.sample(number: 2))
        #expect(try file.read() == .sample(number: 2))
        #expect(try mode(file.path) == 0o600)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["sign-in.json"])
    }

    @Test("that others may read is refused, with what to do about it")
    func exposed() throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample())
        for mode in [0o640, 0o604, 0o644] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: file.path)
            let failure = #expect(throws: Failure.self) { try file.read() }
            #expect(failure?.kind == .inputRefused && failure?.summary.contains(String(mode, radix: 8)) == true)
            #expect(failure?.advice?.contains("chmod 600 \(file.path)") == true)
        }
    }

    @Test("of one of the staff names their own commands when it cannot be used")
    func staff() throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")), isStaff: true)
        try file.write(.sample())
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        let exposed = #expect(throws: Failure.self) { try file.read() }
        #expect(exposed?.advice?.hasSuffix("colophon logout --staff; colophon login NAME --staff") == true)
        try StateFolder.replace(file.path, with: Array("{}".utf8))
        let damaged = #expect(throws: Failure.self) { try file.read() }
        #expect(damaged?.advice?.hasSuffix("colophon login NAME --staff") == true)
    }

    @Test(
        "that holds no sign-in, or one of another version, is refused and left as it is",
        arguments: ["", "{}", "[]", "\u{0}", #"{"version":2}"#, "another"])
    func damaged(text: String) throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample())
        let whole = String(decoding: StateFolder.contents(file.path) ?? [], as: UTF8.self)
        let written = text == "another" ? whole.replacingOccurrences(of: "\"version\":1", with: "\"version\":2") : text
        try StateFolder.replace(file.path, with: Array(written.utf8))
        let failure = #expect(throws: Failure.self) { try file.read() }
        #expect(failure?.summary == "\(file.path) does not hold a sign-in")
        #expect(failure?.advice?.contains("colophon login") == true)
        #expect(StateFolder.contents(file.path) == Array(written.utf8))
    }

    @Test("is gone once it is removed, however often")
    func removed() throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try file.write(.sample())
        try file.remove()
        #expect(try file.read() == nil)
        try file.remove()
    }

    @Test("a new name of the account is kept with its sign-in at once, and with nobody else's")
    func renamed() async throws {
        let file = SignInFile(StateFolder(try Scratch().file("state")))
        try await file.rename("acc_1", to: "hare_sun")
        #expect(try file.read() == nil)
        let signIn = SignIn.sample()
        try file.write(signIn)
        try await file.rename("acc_1", to: "hare_sun")
        #expect(try file.read() == signIn)
        try await file.rename(signIn.account, to: "hare_sun")
        let kept = try #require(try file.read())
        #expect(kept.userName == "hare_sun" && kept.called("fox_moon") == signIn)
        #expect(kept.words == "hare_sun (\(signIn.account))")
    }
}
