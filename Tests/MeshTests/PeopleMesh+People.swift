import Foundation
import Identity
import Logging
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

extension PeopleMesh {
    private static let password = "Vulpes et Luna 7\n"

    /// The file of a person's password.
    func password(of name: String) throws -> String {
        let file = folder.file(name + ".password")
        try WholeFile.replace(file, with: Self.password)
        return file
    }

    /// A place with the tool's certificate and a sign-in of its own, as on another machine; its state folder.
    func otherMachine(_ name: String) throws -> String {
        let place = folder.file(name)
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileManager.default.copyItem(atPath: state + "/pki", toPath: place + "/pki")
        return place
    }

    /// Runs the tool with a sign-in of another place.
    func colophon(at place: String, _ words: String...) async throws -> FinishedProgram {
        try await FinishedProgram(
            [BuiltProgram.path("colophon")] + words + ["--state", place, "--mesh", folder.file("mesh.yaml")],
            logs: folder.path)
    }

    /// Runs the tool with these words.
    func staff(_ words: [String]) async throws -> FinishedProgram {
        try await FinishedProgram(
            [BuiltProgram.path("colophon")] + words + ["--state", state, "--mesh", folder.file("mesh.yaml")],
            logs: folder.path)
    }

    /// Signs somebody in again who has an account; what the place had before is ended.
    func logIn(_ name: String, at place: String) async throws {
        let signedIn = try await colophon(at: place, "login", name, "--password-file", try password(of: name))
        try #require(signedIn.exit == .code(0), "\(signedIn)")
    }

    /// Makes one of the staff with these roles, and signs them in.
    func appoint(_ name: String, mobile: String, roles: [String]) async throws {
        let file = try password(of: name)
        let registered = try await colophon(
            "register", "--mobile", mobile, "--user-name", name, "--accept-terms", "--password-file", file)
        try #require(registered.exit == .code(0), "\(registered)")
        for role in roles {
            let granted = try await colophon("staff", "grant", name, role)
            try #require(granted.exit == .code(0), "\(granted)")
        }
        let signedIn = try await colophon("login", name, "--staff", "--password-file", file)
        try #require(signedIn.exit == .code(0), "\(signedIn)")
    }

    /// Has whoever has signed in at `place` verified with these facts and pictures, by the staff.
    func verify(at place: String, _ facts: [String: String], pictures: [String: String]) async throws {
        var words = ["verify-identity", "--promise", "--consent"]
        for (field, value) in facts.sorted(by: { $0.key < $1.key }) { words += ["--set", "\(field)=\(value)"] }
        for (slot, file) in pictures.sorted(by: { $0.key < $1.key }) { words += ["--picture", "\(slot)=\(file)"] }
        let handedIn = try await FinishedProgram(
            [BuiltProgram.path("colophon")] + words + ["--state", place, "--mesh", folder.file("mesh.yaml")],
            logs: folder.path)
        try #require(handedIn.exit == .code(0), "\(handedIn)")
        let dossier = String(try #require(handedIn.output.firstMatch(of: #/dos_[0-9a-f]+(?:-[0-9a-f]+)*/#)).0)
        let claimed = try await colophon("staff", "claim", dossier)
        try #require(
            claimed.exit == .code(0) && claimed.output.hasPrefix("claimed  \(dossier), in review"), "\(claimed)")
        let shown = try await colophon("staff", "show", dossier)
        #expect(shown.output.contains("look at licence: 证件平铺，正对拍摄") == (pictures["licence"] != nil), "\(shown)")
        let approved = try await colophon("staff", "approve", dossier)
        try #require(approved.exit == .code(0), "\(approved)")
    }

    /// Facts of a person, at the platform.
    static func person(_ name: String, number: String, mobile: String) -> [String: String] {
        [
            "holder_kind": "person", "nationality": "CN", "province": "河南省", "city": "郑州市",
            "document_kind": "resident_identity_card", "real_name": name, "document_number": number,
            "valid_from": "2021-09-01", "valid_until": "2041-09-01", "is_long_term": "no", "address": "建设路一号",
            "postcode": "450000", "contact_name": name, "mobile": mobile, "email": "zhang@example.cn",
        ]
    }

    /// A sharp picture of nothing that can be read, in a file; `seed` tells one from another.
    func picture(_ name: String, seed: Int) throws -> String {
        let file = folder.file(name + ".png")
        let bytes = GeneratedPicture(width: 700, height: 620) { x, y in
            Int(x * Double(60 + seed)) % 2 == Int(y * 40) % 2 ? 40 : 220
        }.png
        try WholeFile.replace(file, with: bytes)
        return file
    }

    /// Stops the mesh, has `body` do something to what lies in identity's store, and starts it again.
    func whileDown(_ body: () async throws -> Void) async throws {
        let stopped = try await colophon("down")
        try #require(stopped.exit == .code(0), "\(stopped)")
        try await body()
        let started = try await colophon("up")
        try #require(started.exit == .code(0), "\(started)")
    }

    /// The file of identity's store.
    var identityStore: String { state + "/identity/identity.sqlite" }

    /// Lets the codes that were sent so far lie two minutes back, so that others can be sent; the mesh is down.
    func ageCodes() async throws {
        let store = try Store(
            StoreConfiguration(path: identityStore), migrations: IdentityMigrations.all,
            eventTypes: IdentityEvents.all, time: SystemTime(), random: SystemRandom(),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        _ = try await store.write { try $0.execute("UPDATE sendings SET at = at - 120000") }
        await store.close()
    }
}
