import Identity
import MeshAPI
import MeshKernel
import MeshStore
import MeshTestKit
import Testing

@Suite("Reading pictures of documents", .serialized, .timeLimit(.minutes(5)))
struct ReadingServiceTests {
    private static func reader(_ program: String = "tesseract", secondsMax: Int64 = 15) -> DocumentReader {
        DocumentReader(program: program, secondsMax: secondsMax, time: SystemTime())
    }

    private func proposals(_ document: IdentityV1.Document) -> [String: String] {
        Dictionary(
            (document.reading?.proposals ?? []).map { ($0.field, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("both sides of a card propose name, number and validity, which are kept sealed")
    func card() async throws {
        try await IdentityRoom.run(reader: Self.reader()) { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            for type in ["png", "jpeg"] {
                let front = try await room.upload(
                    try await Specimen.portraitSide().picture(type, in: room.temporary.folder), to: "portrait_side",
                    of: dossier.id, as: token, type: "image/\(type)")
                #expect(
                    front.reading?.outcome == .read, "apt-get install tesseract-ocr tesseract-ocr-chi-sim; \(front)")
                #expect(
                    proposals(front) == [
                        "document_kind": "resident_identity_card", "real_name": "张老二",
                        "document_number": "11010519491231002X",
                    ])
            }
            let back = try await room.upload(
                try await Specimen.emblemSide().picture(in: room.temporary.folder), to: "emblem_side", of: dossier.id,
                as: token)
            #expect(
                proposals(back) == [
                    "document_kind": "resident_identity_card", "valid_from": "2021-09-01",
                    "valid_until": "2041-09-01", "is_long_term": "no",
                ])
            // Nothing is written by itself, and nothing that was read lies open in the store.
            let current = try await room.current(token)
            #expect(current.entries.map(\.field) == ["holder_kind"] && current.documents.first == back)
            let sealed = try await room.store.read {
                try $0.rows("SELECT reading FROM documents").map { try $0.blob("reading") }
            }
            #expect(sealed.count == 2)
            for bytes in sealed {
                #expect(bytes.firstRange(of: Array("11010519491231002X".utf8)) == nil)
                #expect(bytes.firstRange(of: Array("张老二".utf8)) == nil)
            }
        }
    }

    @Test("what was typed must be what the card says, unless it is disputed; staff see both")
    func disagreement() async throws {
        try await IdentityRoom.run(reader: Self.reader()) { room in
            let token = try await room.applicant()
            var fields = IdentityRoom.person()
            fields["real_name"] = "张老三"
            let dossier = try await room.save(fields, as: token)
            for (slot, specimen) in [
                ("portrait_side", Specimen.portraitSide()), ("emblem_side", .emblemSide()),
            ] {
                _ = try await room.upload(
                    try await specimen.picture(in: room.temporary.folder), to: slot, of: dossier.id, as: token)
            }
            let faults = try await room.current(token).faults
            #expect(faults.map(\.field) == ["real_name"] && faults.first?.reason == "CONTRADICTS_PICTURE")
            let refusal = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(refusal.word == "INVALID_FIELDS" && refusal.fieldViolations.map(\.field) == ["real_name"])
            #expect(refusal.fieldViolations.first?.description.contains("portrait_side") == true)
            // What was read is nobody's business in an error.
            #expect(!"\(refusal)".contains("张老二"))
            // The number is another person's.
            _ = try await room.save(["document_number": "440524188001010014"], as: token)
            let both = try await room.refusal { _ = try await room.submit(dossier.id, as: token) }
            #expect(both.fieldViolations.map(\.field) == ["real_name", "document_number"])
            _ = try await room.save(["document_number": "11010519491231002x"], as: token)
            func disputing(_ fields: [String]) async throws -> IdentityV1.Dossier {
                try await room.dossiers.submitDossier(
                    IdentityV1.SubmitDossierRequest(dossier: dossier.id, disputed: fields), options: room.options(token)
                )
            }
            for wrong in [["mobile"], ["left_shoe"], Array(repeating: "real_name", count: 9)] {
                try await room.expect("INVALID_FIELDS") { _ = try await disputing(wrong) }
            }
            try await room.expect("INVALID_FIELDS") { _ = try await disputing(["document_number"]) }
            let submitted = try await disputing(["real_name"])
            #expect(submitted.state == .inReview)
            // Nothing of it may be written now, so its applicant sees it masked.
            let masked = submitted.documents.flatMap { $0.reading?.proposals ?? [] }.map(\.value)
            #expect(!masked.contains("张老二") && !masked.contains("11010519491231002X") && !masked.isEmpty)
            let staff = try room.staff()
            try await room.claim(dossier.id, as: staff)
            let looked = try await room.desk.getDossierForReview(
                IdentityV1.GetDossierForReviewRequest(dossier: dossier.id), options: room.options(staff))
            #expect(looked.disagreements == ["real_name"])
            #expect(looked.entries.first { $0.field == "real_name" }?.value == "张老三")
            let read = looked.documents.first { $0.slot == "portrait_side" }?.reading?.proposals
            #expect(read?.first { $0.field == "real_name" }?.value == "张老二")
            // Given back, it comes right by a correction.
            try await room.refuse(dossier.id, fields: ["real_name"], as: staff)
            try await room.expect("INVALID_FIELDS") {
                _ = try await room.correct(dossier.id, ["real_name": "张老四"], as: token)
            }
            #expect(try await room.correct(dossier.id, ["real_name": "张老二"], as: token).state == .inReview)
        }
    }

    @Test("a licence and a passport are read too, and a passport's holder is compared in Latin letters")
    func others() async throws {
        try await IdentityRoom.run(reader: Self.reader()) { room in
            let token = try await room.applicant()
            let institution = try await room.save(["holder_kind": "enterprise"], as: token)
            let licence = try await room.upload(
                try await Specimen.licence().picture(in: room.temporary.folder), to: "licence", of: institution.id,
                as: token)
            #expect(
                proposals(licence) == [
                    "institution_name": "样本书局文化有限公司", "document_number": "91350100M000100Y43",
                    "founded_on": "2015-03-02", "valid_from": "2015-03-02", "valid_until": "2035-03-01",
                    "is_long_term": "no",
                ])
            let person = try await room.save(
                ["holder_kind": "person", "nationality": "US", "document_kind": "passport"], as: token, at: .henan)
            let passport = try await room.upload(
                try await Specimen.passport().picture("jpeg", in: room.temporary.folder), to: "portrait_side",
                of: person.id, as: token, type: "image/jpeg")
            #expect(
                proposals(passport) == [
                    "document_kind": "passport", "real_name": "ZHANG LAOER", "document_number": "E12345678",
                    "valid_until": "2031-09-01", "is_long_term": "no",
                ])
        }
    }

    @Test("a watermark may be the authority's own; another is refused, and where nothing is said of any it stays")
    func watermarks() async throws {
        try await IdentityRoom.run(reader: Self.reader()) { room in
            let token = try await room.applicant()
            let folder = room.temporary.folder
            let cpcc = try await room.save(["holder_kind": "person"], as: token, at: .cpcc)
            func upload(_ specimen: Specimen, to id: String, slot: String = "identity_copy") async throws
                -> IdentityV1.Document
            {
                try await room.upload(try await specimen.picture(in: folder), to: slot, of: id, as: token)
            }
            let card = Specimen.portraitSide()
            let right = card.watermarked("仅供办理中国版权保护中心各项申请使用")
            let wrong = card.watermarked("仅供某某网站实名认证使用")
            #expect(try await upload(card, to: cpcc.id).reading?.watermark == .notSeen)
            let taken = try await upload(right, to: cpcc.id)
            #expect(taken.reading?.watermark == .right && proposals(taken)["real_name"] == "张老二")
            let refusal = try await room.refusal { _ = try await upload(wrong, to: cpcc.id) }
            #expect(refusal.word == "PICTURE_WRONG_WATERMARK")
            #expect("\(refusal)".contains("仅供办理中国版权保护中心各项申请使用"))
            // The one that was good is still there.
            #expect(try await room.current(token, at: .cpcc).documents == [taken])
            // Of a picture whose writing does not count the watermark does.
            let handheld = try await upload(right, to: cpcc.id, slot: "handheld")
            #expect(handheld.reading?.outcome == .notAsked && handheld.reading?.watermark == .right)
            let platform = try await room.save(["holder_kind": "person"], as: token)
            let other = try await upload(wrong, to: platform.id, slot: "portrait_side")
            #expect(other.reading?.watermark == .unspecified)
        }
    }

    @Test("without a reader, or with one that fails, hangs or babbles, it is said and all is left to staff")
    func absent() async throws {
        let folder = try TemporaryFolder("readers")
        func program(_ name: String, _ lines: String) async throws -> String {
            let path = folder.file(name)
            try WholeFile.replace(path, with: Array("#!/bin/sh\n\(lines)\n".utf8))
            _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
            return path
        }
        let hangs = try await program("hangs", "exec sleep 60")
        let babbles = try await program("babbles", "while true; do echo babble babble babble; done")
        let grows = try await program("grows", "exec tail /dev/zero")
        let breaks = try await program("breaks", "echo it broke >&2; kill -SEGV $$")
        let mute = try await program("mute", "echo 'Failed loading language' >&2; exit 1")
        let cases: [(DocumentReader?, IdentityV1.ReadingOutcome)] = [
            (nil, .unavailable), (Self.reader("/nowhere/tesseract"), .unavailable), (Self.reader(mute), .unavailable),
            (Self.reader(hangs, secondsMax: 1), .failed), (Self.reader(babbles), .failed),
            (Self.reader(grows), .failed), (Self.reader(breaks), .failed),
        ]
        for (place, (reader, outcome)) in cases.enumerated() {
            try await IdentityRoom.run(reader: reader) { room in
                let token = try await room.applicant()
                let dossier = try await room.filled(token)
                let documents = try await room.current(token).documents
                #expect(documents.map { $0.reading?.outcome } == [outcome, outcome], "\(place)")
                #expect(documents.allSatisfy { $0.reading?.proposals == [] })
                #expect(try await room.submit(dossier.id, as: token).state == .inReview)
            }
        }
    }

    @Test("a second look that fails leaves what the first has found, and refuses a wrong watermark no less")
    func secondLook() async throws {
        let folder = try TemporaryFolder("readers")
        // Sees a name and no number, and breaks where it is asked for letters and digits alone.
        func reader(_ name: String, seeing lines: [String]) async throws -> DocumentReader {
            let path = folder.file(name)
            let rows = lines.enumerated().map { "5\t1\t1\t1\t\($0 + 1)\t1\t0\t\($0 * 20)\t90\t18\t95\t\($1)" }
            let script = """
                #!/bin/sh
                cat >/dev/null
                case "$*" in *chi_sim*) ;; *) kill -SEGV $$ ;; esac
                cat <<'END'
                \(rows.joined(separator: "\n"))
                END

                """
            try WholeFile.replace(path, with: Array(script.utf8))
            _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
            return Self.reader(path)
        }
        try await IdentityRoom.run(reader: try await reader("name", seeing: ["姓名张老二"])) { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            let front = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token)
            #expect(front.reading?.outcome == .read && proposals(front)["real_name"] == "张老二")
        }
        let marked = try await reader("marked", seeing: ["姓名张老二", "仅供某某网站实名认证使用"])
        try await IdentityRoom.run(reader: marked) { room in
            let token = try await room.applicant()
            let cpcc = try await room.save(["holder_kind": "person"], as: token, at: .cpcc)
            let picture = try await Specimen.portraitSide().picture(in: room.temporary.folder)
            try await room.expect("PICTURE_WRONG_WATERMARK") {
                _ = try await room.upload(picture, to: "identity_copy", of: cpcc.id, as: token)
            }
        }
    }

    @Test("pictures of one account that take long are read one after the other and leave the reader to others")
    func shares() async throws {
        let folder = try TemporaryFolder("readers")
        let (path, gate, begun) = (folder.file("program"), folder.file("gate"), folder.file("begun"))
        let script = "#!/bin/sh\necho >> \(begun)\nwhile [ ! -e \(gate) ]; do sleep 0.02; done\n"
        try WholeFile.replace(path, with: Array(script.utf8))
        _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
        try await IdentityRoom.run(reader: Self.reader(path)) { room in
            var people: [(token: String, dossier: String)] = []
            for number in 0..<4 {
                let token = try await room.applicant("foxmoon\(number)", mobile: "1381234567\(number)")
                people.append((token, try await room.save(["holder_kind": "person"], as: token).id))
            }
            let known = people
            @Sendable func upload(_ place: Int, _ slot: String) async throws -> IdentityV1.ReadingOutcome? {
                let (token, dossier) = known[place]
                return try await room.upload(IdentityRoom.writing(), to: slot, of: dossier, as: token).reading?.outcome
            }
            let outcomes = try await withThrowingTaskGroup(of: IdentityV1.ReadingOutcome?.self) { group in
                group.addTask { try await upload(0, "portrait_side") }
                try await until { FileTree.entries(folder.path).contains("begun") }
                group.addTask { try await upload(0, "emblem_side") }
                try await Task.sleep(for: .milliseconds(500))
                for place in 1..<4 { group.addTask { try await upload(place, "portrait_side") } }
                // As many wait as may.
                try await Task.sleep(for: .milliseconds(1_500))
                try WholeFile.replace(gate, with: "")
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes == Array(repeating: .nothing, count: 5))
        }
    }

    @Test("a picture on which nothing can be read says so")
    func nothing() async throws {
        try await IdentityRoom.run(reader: Self.reader()) { room in
            let token = try await room.applicant()
            let dossier = try await room.save(["holder_kind": "person"], as: token)
            let blank = try await room.upload(IdentityRoom.writing(), to: "portrait_side", of: dossier.id, as: token)
            #expect(blank.reading?.outcome == .nothing && blank.reading?.proposals == [])
        }
    }
}
