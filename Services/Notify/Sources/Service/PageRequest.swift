internal import MeshCrypto
internal import MeshKernel

/// Which page of a list a caller asks for. Tokens are opaque and belong to one list of one account with one filter.
struct PageRequest: Sendable, Equatable {
    /// Rows to give.
    let rows: Int
    /// The identifier after which the page begins; empty for the first.
    let after: String
    private let list: [UInt8]

    /// Reads a page's size and token; `list` names the list, its account and its filter.
    init(size: UInt32, token: String, list: String...) throws(NotifyError) {
        guard size <= UInt32(Limits.pageRowsMax) else { throw .invalidPageSize(maximum: Limits.pageRowsMax) }
        rows = size == 0 ? Limits.pageRowsDefault : Int(size)
        let mark = Array(Digest.sha256(Array(list.joined(separator: "\n").utf8)).prefix(8))
        self.list = mark
        guard !token.isEmpty else {
            after = ""
            return
        }
        guard token.utf8.count <= Limits.pageTokenBytesMax, let bytes = Base64.decodeURL(token),
            bytes.starts(with: mark),
            let after = String(validating: bytes.dropFirst(mark.count), as: UTF8.self), !after.isEmpty
        else { throw .invalidPageToken }
        self.after = after
    }

    /// `after` in a list whose rows are numbered.
    func afterNumber() throws(NotifyError) -> Int64 {
        guard let number = Int64(after), number >= 0 else { throw .invalidPageToken }
        return number
    }

    /// Splits what was read, one row more than the page, into the page and the token of the next one.
    func page<Row>(_ read: [Row], id: (Row) -> Identifier) -> (rows: [Row], next: String) {
        page(read) { id($0).text }
    }

    /// As above, in a list whose rows have other names.
    func page<Row>(_ read: [Row], name: (Row) -> String) -> (rows: [Row], next: String) {
        guard read.count > rows else { return (read, "") }
        let page = Array(read.prefix(rows))
        guard let last = page.last else { return (page, "") }
        return (page, Base64.encodeURL(list + Array(name(last).utf8)))
    }
}
