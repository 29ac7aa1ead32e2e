import MeshDocument
import MeshKernel
import MeshTestKit
import Testing

@Suite("Pictures", .timeLimit(.minutes(3)))
struct ImageTests {
    private func error(_ bytes: [UInt8]) -> ImageError? {
        do throws(ImageError) {
            _ = try GreyImage(reading: bytes)
            return nil
        } catch {
            return error
        }
    }

    private func isTooLarge(_ bytes: [UInt8]) -> Bool {
        if case .tooLarge = error(bytes) { true } else { false }
    }

    private func isMalformed(_ bytes: [UInt8]) -> Bool {
        if case .malformed = error(bytes) { true } else { false }
    }

    @Test("a PNG is read to the last pixel, a JPEG nearly, and a large JPEG smaller than it is")
    func read() async throws {
        let folder = try TemporaryFolder("pictures")
        let small = GeneratedPicture(seed: 1, width: 301, height: 203)
        let png = try GreyImage(reading: small.png)
        #expect(png == GreyImage(width: 301, height: 203, pixels: small.pixels))
        for options in [[], ["-progressive"], ["-grayscale", "-optimize"], ["-restart", "1"]] as [[String]] {
            let jpeg = try GreyImage(reading: try await small.jpeg(quality: 95, options, in: folder))
            #expect(jpeg.width == 301 && jpeg.height == 203)
            let worst = zip(jpeg.pixels, small.pixels).map { abs(Int($0) - Int($1)) }.max() ?? 0
            #expect(worst < 40, "\(options)")
        }
        let large = GeneratedPicture(seed: 1, width: 1_203, height: 901)
        let reduced = try GreyImage(reading: try await large.jpeg(quality: 90, in: folder))
        // Three eighths, rounded up.
        #expect(reduced.width == 452 && reduced.height == 338)
    }

    @Test("what is no picture is refused with its reason, whatever its name says")
    func foreign() {
        for bytes in [[], [0], [0xFF, 0xD8], Array("just text".utf8), [UInt8](repeating: 0, count: 10_000)] as [[UInt8]]
        {
            #expect(error(bytes) == .malformed("it is neither JPEG nor PNG"))
        }
        #expect(error([0xFF, 0xD8, 0xFF]) == .malformed("a marker is missing"))
        #expect(error([0xFF, 0xD8, 0xFF, 0xD9]) == .malformed("it has no picture"))
        #expect(error([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) == .malformed("it has no IHDR"))
        #expect(isMalformed(PNGFile.file(width: 0, height: 10, rows: [])))
        #expect(isMalformed(PNGFile.file(width: 10, height: 10, rows: [])))
    }

    /// The beginning of a JPEG that claims this size.
    private func claiming(_ width: UInt16, _ height: UInt16, frame: UInt8 = 0xC0, scans: Int = 1) -> [UInt8] {
        let size = [UInt8(height >> 8), UInt8(height & 0xFF), UInt8(width >> 8), UInt8(width & 0xFF)]
        let header: [UInt8] = [0xFF, 0xD8, 0xFF, frame, 0, 11, 8] + size + [1, 1, 0x11, 0]
        let scan: [UInt8] = [0xFF, 0xDA, 0, 8, 1, 1, 0, 0, 63, 0, 0x12, 0x34]
        return header + (0..<scans).flatMap { _ in scan } + [0xFF, 0xD9]
    }

    @Test("a few bytes that claim a picture no memory holds are refused before anything is decoded")
    func bombs() {
        #expect(isTooLarge(claiming(65_535, 65_535)))
        #expect(isTooLarge(claiming(32_768, 32_768)))
        #expect(isTooLarge(claiming(65_535, 1)))
        // A progressive one holds all of its coefficients.
        #expect(isTooLarge(claiming(8_000, 8_000, frame: 0xC2)))
        #expect(!isTooLarge(claiming(8_000, 8_000)) && isMalformed(claiming(8_000, 8_000)))
        #expect(isTooLarge(claiming(100, 100, frame: 0xC2, scans: 65)))
        #expect(!isTooLarge(claiming(100, 100, frame: 0xC2, scans: 64)))
        #expect(isMalformed(claiming(0, 100)) && isMalformed(claiming(100, 0)))
        for side in [UInt32(32_769), 1 << 31 - 1, .max] {
            #expect(isTooLarge(PNGFile.file(width: side, height: side, rows: [0, 0])))
            #expect(isTooLarge(PNGFile.file(width: side, height: 1, rows: [0, 0])))
        }
        #expect(isTooLarge(PNGFile.file(width: 32_768, height: 32_768, rows: [0, 0])))
        #expect(isTooLarge([0xFF, 0xD8, 0xFF] + [UInt8](repeating: 0xFF, count: ImageHeader.Limits.fileBytesMax)))
    }

    @Test("a picture that is cut anywhere is no picture, and one with changed bytes at worst another one")
    func damaged() async throws {
        let folder = try TemporaryFolder("pictures")
        let picture = GeneratedPicture(seed: 3, width: 120, height: 90)
        let random = SeededRandom(seed: 4)
        for bytes in [picture.png, try await picture.jpeg(quality: 60, in: folder)] {
            #expect(error(bytes) == nil)
            for _ in 0..<60 {
                let cut = random.integer(in: 0...(bytes.count - 40))
                #expect(isMalformed(Array(bytes.prefix(cut))), "cut at \(cut) of \(bytes.count)")
            }
            for _ in 0..<300 {
                var changed = bytes
                for _ in 0..<random.integer(in: 1...8) {
                    changed[random.integer(in: 0...(changed.count - 1))] = UInt8(random.integer(in: 0...255))
                }
                if case .missingLibrary = error(changed) { Issue.record("the library was there a moment ago") }
            }
        }
    }

    @Test("text is read as UTF-8 or, where it is said to be text, as GB 18030; anything else is none")
    func texts() {
        let chinese = "一二三，甲乙丙。\n"
        #expect(PlainText.decode(Array(chinese.utf8), mayBeGB18030: false) == chinese)
        #expect(PlainText.decode([0xEF, 0xBB, 0xBF] + Array("a".utf8), mayBeGB18030: false) == "a")
        // 中文 and, in four bytes, 㐁.
        let encoded: [UInt8] = [0xD6, 0xD0, 0xCE, 0xC4, 0x81, 0x39, 0xEF, 0x30]
        #expect(PlainText.decode(encoded, mayBeGB18030: true) == "中文㐁")
        #expect(PlainText.decode(encoded, mayBeGB18030: false) == nil)
        #expect(PlainText.decode(Array(encoded.dropLast()), mayBeGB18030: true) == nil)
        #expect(PlainText.decode([0xFF, 0xFF, 0xFF], mayBeGB18030: true) == nil)
        #expect(PlainText.decode([0x61, 0x00, 0x62], mayBeGB18030: true) == nil)
        #expect(PlainText.decode([], mayBeGB18030: true)?.isEmpty == true)
    }

    @Test("what we declare of the libraries is what their own headers declare")
    func declarations() async throws {
        let folder = try TemporaryFolder("headers")
        let file = #filePath
        let root = file.split(separator: "/", omittingEmptySubsequences: false).dropLast(3).joined(separator: "/")
        let members = [
            "opaque", "version", "width", "height", "format", "flags", "colormap_entries", "warning_or_error",
            "message",
        ]
        let same = members.map { member in
            """
            _Static_assert(offsetof(png_image, \(member)) == offsetof(struct colophon_png_image, \(member)), "\(member)");
            _Static_assert(sizeof(((png_image *)0)->\(member)) == sizeof(((struct colophon_png_image *)0)->\(member)), "");

            """
        }.joined()
        try WholeFile.replace(
            folder.file("check.c"),
            with: """
                #include <png.h>
                #include <stddef.h>
                #include <turbojpeg.h>
                #include "\(root)/Shared/CImages/shim.h"
                \(same)
                _Static_assert(sizeof(png_image) == sizeof(struct colophon_png_image), "png_image");
                _Static_assert(sizeof(png_color) == sizeof(struct colophon_png_colour), "png_color");
                _Static_assert(PNG_IMAGE_VERSION == 1 && PNG_FORMAT_GRAY == 0 && PNG_IMAGE_ERROR == 2, "png");
                _Static_assert(TJPF_GRAY == 6 && TJFLAG_ACCURATEDCT == 4096, "turbojpeg");
                _Static_assert(TJFLAG_STOPONWARNING == 8192 && TJFLAG_LIMITSCANS == 32768, "turbojpeg");
                int (*begin)(png_imagep, png_const_voidp, size_t) = png_image_begin_read_from_memory;
                int (*finish)(png_imagep, png_const_colorp, void *, png_int_32, void *) = png_image_finish_read;
                void (*end)(png_imagep) = png_image_free;
                #ifdef WRONG
                int tjDestroy(int handle);
                #endif

                """)
        func compile(_ option: String) async throws -> FinishedProgram {
            let command = "clang -std=c11 -fsyntax-only -Wall -Wextra -Werror \(option) '\(folder.file("check.c"))'"
            return try await FinishedProgram(["bash", "-c", command], logs: folder.path)
        }
        let right = try await compile("-DRIGHT")
        #expect(right.exit == .code(0), "apt-get install libturbojpeg0-dev libpng-dev clang; \(right.errors)")
        #expect(try await compile("-DWRONG").errors.contains("conflicting types"))
    }
}
