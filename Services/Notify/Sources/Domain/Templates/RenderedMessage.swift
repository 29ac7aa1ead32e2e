/// What a message says, as plain text: no channel reads it as anything else.
package struct RenderedMessage: Sendable, Equatable {
    /// Subject or headline; empty in a short message.
    package let title: String
    /// The text.
    package let text: String

    package init(title: String, text: String) {
        self.title = title
        self.text = text
    }

    /// Pieces in which a short message goes out: what it costs.
    package var smsPieces: Int {
        let characters = text.utf16.count
        guard characters > Template.Limits.smsPieceCharactersMax else { return 1 }
        let piece = Template.Limits.smsLongPieceCharactersMax
        return (characters + piece - 1) / piece
    }
}

extension Template {
    /// Every thing that is wrong with `data` for this template; empty when it can be rendered.
    package func faults(in data: [MessageDatum]) -> [DataFault] {
        values(of: data, in: .english, isShort: false).faults
    }

    /// What a message over `channel` says. Throws `NotifyError.invalidData` with every fault of `data`: what is missing,
    /// what the template has no place for, and what a place does not take.
    package func rendered(
        with data: [MessageDatum], in language: Language, for channel: Channel, sender: SenderName
    ) throws(NotifyError) -> RenderedMessage {
        let (values, faults) = values(of: data, in: language, isShort: channel == .sms)
        guard faults.isEmpty else { throw .invalidData(faults) }
        let wording = wording(in: language)
        let message: RenderedMessage
        switch channel {
        case .sms:
            message = RenderedMessage(title: "", text: sender.mark(in: language) + wording.short.filled(with: values))
        case .inApp, .webhook, .email:
            message = RenderedMessage(
                title: wording.title.filled(with: values), text: wording.body.filled(with: values))
        }
        // Operators count what a short message takes in UTF-16; everybody else counts what a reader sees.
        let length = channel == .sms ? message.text.utf16.count : message.text.count
        let textMax = channel == .sms ? Limits.smsCharactersMax : Limits.bodyCharactersMax
        guard length <= textMax, message.title.count <= Limits.titleCharactersMax else {
            throw .messageTooLong(maximumCharacters: textMax)
        }
        return message
    }

    private func values(
        of data: [MessageDatum], in language: Language, isShort: Bool
    ) -> (values: [String: String], faults: [DataFault]) {
        var values: [String: String] = [:]
        var faults: [DataFault] = []
        var seen: Set<String> = []
        for datum in data {
            guard seen.insert(datum.name).inserted else {
                faults.append(DataFault(name: datum.name, reason: .repeated))
                continue
            }
            guard let slot = slots.first(where: { $0.name == datum.name }) else {
                faults.append(DataFault(name: datum.name, reason: .surplus))
                continue
            }
            do throws(DataRefusal) {
                values[slot.name] = try slot.type.words(for: datum.value, in: language, isShort: isShort)
            } catch {
                faults.append(DataFault(name: datum.name, reason: error.reason))
            }
        }
        for slot in slots where !seen.contains(slot.name) {
            faults.append(DataFault(name: slot.name, reason: .missing))
        }
        return (values, faults)
    }
}

/// One value of a message with the place that it is for.
package struct MessageDatum: Sendable, Equatable {
    /// The place.
    package let name: String
    /// The value.
    package let value: DataValue

    package init(_ name: String, _ value: DataValue) {
        self.name = name
        self.value = value
    }
}
