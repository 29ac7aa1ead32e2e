package import MeshKernel
internal import MeshRuntime

/// A witness elsewhere, as the log knows it.
package struct WitnessPeer: Sendable {
    /// What verifies its cosignatures.
    package let key: WitnessKey
    /// Where it takes checkpoints; `/add-checkpoint` follows.
    package let url: String

    /// `url` with or without a slash at its end.
    package init(key: WitnessKey, url: String) {
        self.key = key
        self.url = url.hasSuffix("/") ? String(url.dropLast()) : url
    }

    /// What a witness answered.
    package enum Answer: Sendable, Equatable {
        /// Its signature line, which holds, and the time in it.
        case cosigned(line: [UInt8], time: WallTime)
        /// It saw a log of this size last, or another of the same size.
        case otherSize(UInt64)
        /// It saw a log of the size that was named, and what was sent does not continue that.
        case otherHistory
        /// It does not answer, or not what it should; in words.
        case failed(String)
    }

    /// Sends a checkpoint, and verifies what comes back. Waits for the exchange: for a thread that may.
    package func send(
        _ request: AddCheckpointRequest, timeoutMilliseconds: Int64 = Limits.exchangeMilliseconds
    ) -> Answer {
        let post = HTTPRequest(
            posting: request.encoded, as: "text/plain; charset=utf-8", to: url + WitnessServer.path,
            timeoutMilliseconds: timeoutMilliseconds, answerBytesMax: Limits.witnessAnswerBytesMax)
        let answer: HTTPRequest.Answer
        do throws(HTTPRequest.Failure) {
            answer = try post.send()
        } catch {
            return .failed("\(error)")
        }
        let body = String(decoding: answer.body, as: UTF8.self)
        switch answer.status {
        case 200: return cosignature(in: body, of: request.note)
        case 409:
            guard answer.contentType.hasPrefix(WitnessServer.sizeType), body.hasSuffix("\n"),
                let size = CanonicalNumber.parse(body.dropLast())
            else { return .failed("HTTP 409 without a size") }
            guard size <= Limits.logSizeMax else { return .failed("HTTP 409 with a size that no log has") }
            return .otherSize(size)
        case 422: return .otherHistory
        default: return .failed("HTTP \(answer.status)")
        }
    }

    /// The witness may put lines of other keys beside its own; only its own is kept.
    private func cosignature(in body: String, of note: SignedNote) -> Answer {
        do throws(NoteError) {
            let answer = try SignedNote(parsing: Array((note.text + "\n" + body).utf8))
            guard let time = try key.times(on: answer).first,
                let line = answer.signatures.first(where: { $0.name == key.name && $0.keyID == key.keyID })
            else { return .failed("it did not sign with its key") }
            guard time <= Limits.witnessSecondsMax else { return .failed("its time is not one") }
            return .cosigned(line: Array(line.line.utf8), time: WallTime(milliseconds: Int64(time) * 1_000))
        } catch {
            return .failed("its cosignature does not hold: \(error)")
        }
    }
}
