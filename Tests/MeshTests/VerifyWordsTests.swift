import MeshTestKit
import Testing

/// `colophon verify` as people read it.
@Suite("A verification in words", .timeLimit(.minutes(2)))
struct VerifyWordsTests {
    private static let steps = [
        "bundle", "file", "token", "inclusion", "signature", "witnesses", "interval", "chain",
    ]

    @Test("the steps come in order, then what is proven and whose it is; one changed byte ends with 1 and its name")
    func words() async throws {
        let mesh = try LocalMesh()
        let work = mesh.authority.folder.file("fox and moon.txt")
        try WholeFile.replace(work, with: "The fox looks at the moon.\n")
        var sealed = ""
        try await mesh.whileUp {
            let sealing = try await mesh.colophon("seal", work, "--project", "Fox and Moon", "--mesh", mesh.meshPath)
            try #require(sealing.exit == .code(0), "\(sealing)")
            sealed = sealing.output
        }
        let number = String(try #require(sealed.firstMatch(of: #/EV-[0-9A-Z-]+/#), "\(sealed)").0)
        let bundle = String(try #require(sealed.firstMatch(of: #/  bundle   (.+)\n/#), "\(sealed)").1)

        let proven = try await mesh.colophon("verify", bundle, work)
        #expect(proven.exit == .code(0) && proven.errors.isEmpty, "\(proven)")
        let lines = proven.output.split(separator: "\n").map { String($0) }
        let named = lines.prefix(Self.steps.count).map { $0.split(separator: " ").map { String($0) } }
        #expect(named.map { $0[1] } == Self.steps, "\(proven)")
        // Nobody else has seen this log.
        let unseen: Set = ["witnesses", "interval"]
        #expect(named.map { $0[0] } == Self.steps.map { unseen.contains($0) ? "none" : "pass" }, "\(proven)")
        #expect(lines[0].hasSuffix("files as listed; certificate.pdf is not evidence"), "\(proven)")
        #expect(lines[1].contains("SHA-256 "), "\(proven)")
        let rest = lines.dropFirst(Self.steps.count).joined(separator: "\n")
        #expect(rest.hasPrefix("proven  fox and moon.txt existed no later than 20"), "\(proven)")
        #expect(rest.contains("evidence \(number), project \"Fox and Moon\", account acc_"), "\(proven)")

        let other = mesh.authority.folder.file("other.txt")
        try WholeFile.replace(other, with: "The fox looks at the moon?\n")
        let refused = try await mesh.colophon("verify", bundle, other)
        #expect(refused.exit == .code(1), "\(refused)")
        #expect(refused.output.contains("FAIL  file       the file's SHA-256 is not the sealed one"), "\(refused)")
        #expect(!refused.output.contains("proven"), "\(refused)")
        #expect(refused.errors.contains("\(bundle) does not prove \(other): file"), "\(refused)")

        // One bit of what the bundle holds.
        var bytes = try WholeFile.contents(bundle)
        let leaf = try #require(bytes.firstRange(of: Array("colophon/evidence/v1\0".utf8)))
        bytes[leaf.upperBound + 3] ^= 1
        let flipped = mesh.authority.folder.file("flipped.zip")
        try WholeFile.replace(flipped, with: bytes)
        let broken = try await mesh.colophon("verify", flipped, work)
        #expect(broken.exit == .code(1), "\(broken)")
        #expect(broken.output.contains("FAIL  bundle     leaf.bin does not fit its checksum"), "\(broken)")
        #expect(!broken.output.contains("proven"), "\(broken)")
    }

    @Test("whose work it is stands there as who was verified, masked")
    func holder() async throws {
        let mesh = try PeopleMesh()
        try await mesh.whileUp {
            try await mesh.appoint("reviewer", mobile: "13900000001", roles: ["review"])
            _ = try await mesh.signIn("fox_moon", mobile: "13800138000")
            try await mesh.verify(
                at: mesh.state, PeopleMesh.person("张老二", number: "11010519491231002X", mobile: "13800138000"),
                pictures: [
                    "portrait_side": try mesh.picture("portrait", seed: 2),
                    "emblem_side": try mesh.picture("emblem", seed: 3),
                ])
            let work = mesh.folder.file("draft.txt")
            try WholeFile.replace(work, with: "The fox looks at the moon.\n")
            let sealing = try await mesh.colophon("seal", work)
            try #require(sealing.exit == .code(0), "\(sealing)")
            let bundle = String(try #require(sealing.output.firstMatch(of: #/  bundle   (.+)\n/#), "\(sealing)").1)
            // Offline: it asks no mesh.
            let proven = try await FinishedProgram(
                [BuiltProgram.path("colophon"), "verify", bundle, work, "--state", mesh.state],
                logs: mesh.folder.path)
            #expect(proven.exit == .code(0), "\(proven)")
            #expect(proven.output.contains("verified at platform as 张*二, version 1 of 20"), "\(proven)")
            #expect(!proven.output.contains("张老二") && !proven.output.contains("11010519491231002X"), "\(proven)")
            #expect(proven.output.contains("told by its sender, unchecked: 20"), "\(proven)")
        }
    }
}
