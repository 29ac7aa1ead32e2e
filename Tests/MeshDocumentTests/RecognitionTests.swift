import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

#if canImport(Glibc)
import Glibc
#else
import Musl
#endif

@Suite("Reading what is written", .serialized, .timeLimit(.minutes(3)))
struct RecognitionTests {
    private func reader(_ program: String = "tesseract", seconds: Int64 = 20) -> TextRecognition {
        TextRecognition(program: program, secondsMax: seconds, time: SystemTime())
    }

    private func page(_ lines: [String], _ type: String, in folder: TemporaryFolder) async throws -> [UInt8] {
        let document = PDFDocument(
            title: "t", language: "zh-CN", created: WallTime(milliseconds: 0), footer: "样本", isFramed: false,
            sections: [lines.map { .text(PDFText($0, points: 18)) }])
        try WholeFile.replace(folder.file("page.pdf"), with: try document.printed())
        let words = [
            "pdftoppm", "-r", "200", "-x", "60", "-y", "60", "-W", "1500", "-H", "700", "-gray", "-\(type)",
            "-singlefile", folder.file("page.pdf"), folder.file("page"),
        ]
        let program = try await FinishedProgram(words, logs: folder.path)
        #expect(program.exit == .code(0), "apt-get install poppler-utils; \(program.errors)")
        return try WholeFile.contents(folder.file("page.\(type == "jpeg" ? "jpg" : type)"))
    }

    @Test("lines come from above, without blanks, with how sure each is")
    func lines() async throws {
        let folder = try TemporaryFolder("reading")
        for type in ["png", "jpeg"] {
            let picture = try await page(["样本", "郑州市建设路一号", "1949 年 12 月 31 日"], type, in: folder)
            let lines = try reader().lines(inPicture: picture, .chinese)
            #expect(
                lines.map(\.text) == ["样本", "郑州市建设路一号", "1949年12月31日"],
                "apt-get install tesseract-ocr tesseract-ocr-chi-sim")
            #expect(lines.allSatisfy { (1...100).contains($0.confidence) })
        }
    }

    @Test("a page that was held otherwise is read as it is seen")
    func turned() async throws {
        let folder = try TemporaryFolder("reading")
        let upright = try GreyImage(reading: try await page(["郑州市建设路一号"], "png", in: folder))
        // As a telephone keeps it that was held upside down: turned, and a note that says so.
        let sensor = upright.turned(.halfTurn)
        let held = GeneratedPicture(width: sensor.width, height: sensor.height) { x, y in
            Double(sensor.pixels[Int(y * Double(sensor.height)) * sensor.width + Int(x * Double(sensor.width))])
        }
        let jpeg = try await held.jpeg(quality: 90, in: folder)
        let note: [UInt8] =
            [0x45, 0x78, 0x69, 0x66, 0, 0, 0x4D, 0x4D, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 3]
            + [0, 0, 0, 0, 0, 0]
        let noted = jpeg.prefix(2) + [0xFF, 0xE1, 0, UInt8(note.count + 2)] + note + jpeg.dropFirst(2)
        #expect(try reader().lines(inPicture: noted, .chinese).map(\.text) == ["郑州市建设路一号"])
        #expect(try reader().lines(inPicture: jpeg, .chinese).map(\.text) != ["郑州市建设路一号"])
    }

    @Test("a program that is not there, does not know the language, breaks, hangs or takes too much is told apart")
    func failing() async throws {
        let folder = try TemporaryFolder("reading")
        let image = GreyImage(width: 20, height: 10, pixels: [UInt8](repeating: 200, count: 200))
        func failure(_ script: String?, seconds: Int64 = 20) async throws -> RecognitionError? {
            var path = "/nowhere/tesseract"
            if let script {
                path = folder.file("program")
                try WholeFile.replace(path, with: Array("#!/bin/sh\n\(script)\n".utf8))
                _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
            }
            do throws(RecognitionError) {
                _ = try reader(path, seconds: seconds).lines(in: image, .chinese)
                return nil
            } catch {
                return error
            }
        }
        #expect(try await failure(nil) == .missing("/nowhere/tesseract", package: "tesseract-ocr"))
        let mute = try await failure("echo \"Failed loading language 'chi_sim'\" >&2; exit 1")
        guard case .missing(let what, "tesseract-ocr-chi-sim") = mute else { throw SystemFailure("\(mute as Any)") }
        #expect(what.contains("chi_sim"))
        #expect(try await failure("echo it broke >&2; exit 3") == .failed("it ended with 3: it broke"))
        #expect(try await failure("kill -SEGV $$") == .failed("it was ended by signal 11"))
        let time = SystemTime()
        let begin = time.monotonic()
        #expect(try await failure("exec sleep 60", seconds: 1) == .timedOut(seconds: 1))
        #expect(time.monotonic().since(begin) < .seconds(10))
        // Busy for ever: ended by the clock or by its share of the processor, whichever is first.
        #expect(try await failure("while :; do :; done", seconds: 1) != nil)
        // More than it may write, and more memory than it may have.
        #expect(try await failure("exec cat /dev/zero") == .failed("it was ended by signal 25"))
        #expect(try await failure("exec tail /dev/zero")?.description.contains("it ended with") == true)
        // What it says that is no table is no line.
        #expect(try await failure("echo 5; printf '5\\t1\\t1\\t1\\t1\\t1\\n'; printf '\\377\\376\\n'") == nil)
    }

    @Test("it gets a picture, a path, one thread, and nothing else of ours")
    func inherits() async throws {
        let folder = try TemporaryFolder("reading")
        let path = folder.file("program")
        let script = """
            #!/bin/sh
            { ls /proc/self/fd | tr '\\n' ' '; pwd; env | sort | cut -d= -f1 | tr '\\n' ' '; ulimit -v; ulimit -c; } \
            > \(folder.file("seen"))
            head -c 12 >> \(folder.file("seen"))
            """
        try WholeFile.replace(path, with: Array(script.utf8))
        _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
        let image = GreyImage(width: 20, height: 10, pixels: [UInt8](repeating: 200, count: 200))
        // Descriptors that are open in this process and not marked to be closed.
        let opened = (0..<8).map { _ in dup(STDERR_FILENO) }
        defer { for descriptor in opened { close(descriptor) } }
        #expect(opened.allSatisfy { $0 > 2 && fcntl($0, F_GETFD) == 0 })
        #expect(try reader(path).lines(in: image, .chinese) == [])
        let seen = try WholeFile.text(folder.file("seen"))
        // The fourth is the folder that `ls` itself reads.
        #expect(seen.hasPrefix("0 1 2 3 /\nLC_ALL OMP_THREAD_LIMIT PATH PWD "), "\(seen)")
        #expect(seen.contains("524288\n0\nP5\n20 10\n255"), "\(seen)")
    }

    @Test("how it ends is known also in a process that was started with the ends of its children ignored")
    func ignoredEnds() async throws {
        let folder = try TemporaryFolder("reading")
        let path = try await program("kill -SEGV $$", in: folder)
        await #expect(processExitsWith: .success) { [path = path as String] in
            signal(SIGCHLD, SIG_IGN)
            let image = GreyImage(width: 2, height: 1, pixels: [200, 200])
            let reader = TextRecognition(program: path, secondsMax: 20, time: SystemTime())
            do throws(RecognitionError) {
                _ = try reader.lines(in: image, .chinese)
                exit(EXIT_FAILURE)
            } catch {
                exit(error == .failed("it was ended by signal 11") ? EXIT_SUCCESS : EXIT_FAILURE)
            }
        }
    }

    @Test("it ends when the process that waits for it is killed")
    func killed() async throws {
        let folder = try TemporaryFolder("reading")
        let said = folder.file("said")
        let path = try await program("echo $$ > \(said).new; mv \(said).new \(said); exec sleep 600", in: folder)
        await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, said = said as String] in
            Task.detached {
                let image = GreyImage(width: 2, height: 1, pixels: [200, 200])
                _ = try? TextRecognition(program: path, secondsMax: 500, time: SystemTime()).lines(in: image, .chinese)
            }
            while access(said, F_OK) != 0 { try await Task.sleep(for: .milliseconds(5)) }
            kill(getpid(), SIGKILL)
        }
        let child = try #require(pid_t(try WholeFile.text(said).split(separator: "\n").first ?? ""))
        // Whoever inherits it may take a moment to bury it.
        func isGone() -> Bool {
            let state = (try? WholeFile.text("/proc/\(child)/stat"))?.split(separator: ")").last ?? ""
            return state.isEmpty || state.hasPrefix(" Z")
        }
        for _ in 0..<1_000 where !isGone() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(isGone())
        if !isGone() { kill(child, SIGKILL) }
    }

    private func program(_ script: String, in folder: TemporaryFolder) async throws -> String {
        let path = folder.file("program")
        try WholeFile.replace(path, with: Array("#!/bin/sh\n\(script)\n".utf8))
        _ = try await FinishedProgram(["chmod", "+x", path], logs: folder.path)
        return path
    }
}
