import MeshAPI

/// A call that somebody asked for, as commands show it.
struct CallbackLine: Encodable {
    let call: String
    let number: String
    let adviser: String
    let from: String
    let until: String
    let certain: Bool
    let done: String

    /// With `number` in place of the masked one, for who makes the call.
    init(_ callback: NotifyV1.Callback, number: String? = nil) {
        call = callback.id
        self.number = number ?? callback.number
        adviser = callback.adviser
        from = Quantity.moment(callback.from)
        until = Quantity.moment(callback.until)
        certain = callback.certain
        done = callback.doneAt.map { Quantity.moment($0) } ?? ""
    }

    /// Shows one.
    func show(asJSON: Bool) {
        let output = Console.standardOutput
        guard !asJSON else {
            output.json(self)
            return
        }
        output.line("\(output.paint(done.isEmpty ? "expected" : "done", .green))  \(call)")
        output.line("  number   \(number)")
        output.line("  adviser  \(adviser.isEmpty ? "nobody yet" : PlainText.line(adviser))")
        output.line(done.isEmpty ? "  between  \(from) and \(until)" : "  made     \(done)")
        if done.isEmpty, !certain {
            output.line("  The calendar of working days does not reach so far yet; it may still move.")
        }
    }

    /// Shows some in a table, or one JSON object each.
    static func show(_ calls: [CallbackLine], asJSON: Bool, none: String) {
        let output = Console.standardOutput
        guard !asJSON else {
            for call in calls { output.json(call) }
            return
        }
        guard !calls.isEmpty else {
            output.line(none)
            return
        }
        var table = Table([
            ("call", .left), ("number", .left), ("from", .left), ("until", .left), ("adviser", .left),
        ])
        for line in calls {
            table.add([
                line.call, line.number, line.from, line.until + (line.certain ? "" : ", may move"),
                line.adviser.isEmpty ? "nobody yet" : PlainText.line(line.adviser),
            ])
        }
        for line in table.lines() { output.line(line) }
    }
}
