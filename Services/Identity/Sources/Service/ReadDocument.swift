internal import Logging
internal import MeshKernel

extension IdentityServer {
    /// Reads what is written on a picture that was found to be good. Without a reader, or when it fails, that is said and
    /// all of it is left to staff. Refuses a picture whose watermark surely reads otherwise than it must.
    func read(_ bytes: [UInt8], in slot: DocumentSlot, of dossier: Dossier) async throws -> DocumentReading {
        let sheet = DocumentSheet(slot, in: dossier.draft)
        let expected = dossier.rules.watermark
        guard sheet != nil || expected != nil else { return DocumentReading(.notAsked) }
        guard let reader else { return DocumentReading(.unavailable) }
        let lines: [ReadLine]
        do {
            lines = try await reader.lines(
                in: bytes, of: dossier.account, isMachineReadable: sheet?.isMachineReadable ?? false)
        } catch DocumentReader.Failure.unavailable(let reason) {
            logger.error("pictures are left to staff unread", metadata: ["reason": "\(reason)"])
            return DocumentReading(.unavailable)
        } catch DocumentReader.Failure.failed(let reason) {
            logger.warning("a picture is left to staff unread", metadata: ["reason": "\(reason)"])
            return DocumentReading(.failed)
        }
        var watermark = DocumentReading.Watermark.notAsked
        if let expected {
            switch WatermarkText.verdict(on: lines, expected: expected) {
            case .notSeen: watermark = .notSeen
            case .right: watermark = .right
            case .unsure: watermark = .unsure
            case .wrong: throw IdentityError.picture(.wrongWatermark(expected: expected))
            }
        }
        guard let sheet else { return DocumentReading(.notAsked, watermark: watermark) }
        var facts = sheet.facts(in: lines, today: today)
        if sheet.lacksNumber(facts) {
            do {
                let again = try await reader.lines(in: bytes, of: dossier.account, isMachineReadable: true)
                facts = sheet.adding(numberIn: again, to: facts, today: today)
            } catch let failure as DocumentReader.Failure {
                // What the first look has found is good without it.
                logger.warning("a picture's number is left to staff unread", metadata: ["reason": "\(failure)"])
            }
        }
        return DocumentReading(facts.values.isEmpty ? .nothing : .read, facts: facts, watermark: watermark)
    }
}
