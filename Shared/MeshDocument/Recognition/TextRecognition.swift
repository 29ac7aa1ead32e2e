package import MeshKernel

/// Reads the writing in pictures with tesseract: a program of its own, with bounds on its time, its memory and what it
/// writes, so that a picture made to break it breaks nothing here. It sees grey values that were decoded before and
/// nothing of the file that a stranger sent; nor does it inherit a descriptor, a variable or a working name.
package struct TextRecognition: Sendable {
    /// What it reads.
    package enum Language: String, Sendable, CaseIterable {
        /// Simplified Chinese, with the digits and letters among it.
        case chinese = "chi_sim"
        /// Capital letters, digits and `<`: the machine-readable lines of a passport.
        case machineReadable = "eng"

        var package: String {
            switch self {
            case .chinese: "tesseract-ocr-chi-sim"
            case .machineReadable: "tesseract-ocr-eng"
            }
        }
    }

    /// Bounds of one reading.
    package enum Limits {
        /// What it may take of the address space: several times what a page takes.
        package static let memoryKibibytesMax = 524_288
        /// What it may write.
        package static let outputBytesMax = 1_048_576
        /// Pictures are made smaller until their shorter side is less than twice this; more makes nothing readable.
        package static let sidePixelsWanted = 1_000
        /// Of what it says of a failure.
        package static let reasonCharactersMax = 200
    }

    private let program: String
    private let secondsMax: Int64
    private let time: any TimeSource

    /// Uses `program`, a path or a name to look up in the system's own folders; a reading takes `secondsMax` at most.
    package init(program: String = "tesseract", secondsMax: Int64, time: any TimeSource) {
        precondition(secondsMax > 0, "a reading takes time")
        self.program = program
        self.secondsMax = secondsMax
        self.time = time
    }

    /// The lines in the picture `bytes`, from above, seen as its own note on how it was held says. Takes a second or two
    /// on a thread that may block, and a process beside it.
    package func lines(
        inPicture bytes: [UInt8], _ language: Language
    ) throws(RecognitionError) -> [RecognisedLine] {
        let image: GreyImage
        do throws(ImageError) {
            let turn = try ImageHeader(bytes).orientation
            let read = try GreyImage(reading: bytes, sidePixelsWanted: Limits.sidePixelsWanted)
            image = read.smaller(times: max(1, min(read.width, read.height) / Limits.sidePixelsWanted)).turned(turn)
        } catch {
            throw .failed("\(error)")
        }
        return try lines(in: image, language)
    }

    /// The lines in a picture, from above.
    package func lines(in image: GreyImage, _ language: Language) throws(RecognitionError) -> [RecognisedLine] {
        var words = [program, "stdin", "stdout", "-l", language.rawValue, "--dpi", "300", "--psm", "6"]
        if language == .machineReadable {
            words += ["-c", "tessedit_char_whitelist=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"]
        }
        let picture = Array("P5\n\(image.width) \(image.height)\n255\n".utf8) + image.pixels
        let ended: BoundedProgram.Ended
        do throws(BoundedProgram.Failure) {
            ended = try BoundedProgram.run(
                words + ["tsv"], input: picture,
                bounds: BoundedProgram.Bounds(
                    memoryKibibytes: Limits.memoryKibibytesMax, seconds: secondsMax,
                    outputBytes: Limits.outputBytesMax),
                time: time)
        } catch {
            throw .failed("\(error.step): error \(error.code)")
        }
        return try read(ended, language)
    }

    private func read(
        _ ended: BoundedProgram.Ended, _ language: Language
    ) throws(RecognitionError) -> [RecognisedLine] {
        switch ended.how {
        case .overdue: throw .timedOut(seconds: secondsMax)
        case .code(0): return RecognisedLine.lines(ofTable: String(decoding: ended.output, as: UTF8.self))
        // What the shell says of a program that is not there, or may not be run.
        case .code(126), .code(127): throw .missing(program, package: "tesseract-ocr")
        case .code(let code):
            let words = String(decoding: ended.errors, as: UTF8.self)
            if words.contains("Failed loading language") || words.contains("Error opening data file") {
                throw .missing("the language \(language.rawValue) of \(program)", package: language.package)
            }
            let first = words.split(separator: "\n").first ?? ""
            throw .failed("it ended with \(code): \(first.prefix(Limits.reasonCharactersMax))")
        case .signal(let signal): throw .failed("it was ended by signal \(signal)")
        }
    }
}
