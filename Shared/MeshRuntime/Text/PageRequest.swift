internal import MeshCrypto
internal import MeshKernel

/// Which page of a list a caller asks for. Tokens are opaque and belong to one list of one reader with one filter.
package struct PageRequest: Sendable, Equatable {
    /// Why there is no such page.
    package enum Fault: Error, Sendable, Equatable {
        /// More rows than a page has.
        case size(maximum: Int)
        /// A token of another list, or none at all.
        case token
    }

    /// Bounds of pages.
    package enum Limits {
        /// Rows of a page when its reader does not say.
        package static let rowsDefault = 50
        /// Rows of a page at most.
        package static let rowsMax = 200
        /// Longer tokens are none.
        package static let tokenBytesMax = 512
    }

    /// Rows to give.
    package let rows: Int
    /// The row's name after which the page begins; empty for the first.
    package let after: String
    private let list: [UInt8]

    /// Reads a page's size and token; `list` names the list, its reader and its filter.
    package init(size: UInt32, token: String, list: String...) throws(Fault) {
        guard size <= UInt32(Limits.rowsMax) else { throw .size(maximum: Limits.rowsMax) }
        rows = size == 0 ? Limits.rowsDefault : Int(size)
        let mark = Array(Digest.sha256(Array(list.joined(separator: "\n").utf8)).prefix(8))
        self.list = mark
        guard !token.isEmpty else {
            after = ""
            return
        }
        guard token.utf8.count <= Limits.tokenBytesMax, let bytes = Base64.decodeURL(token), bytes.starts(with: mark),
            let after = String(validating: bytes.dropFirst(mark.count), as: UTF8.self), !after.isEmpty
        else { throw .token }
        self.after = after
    }

    /// `after` in a list whose rows are numbered.
    package func afterNumber() throws(Fault) -> Int64 {
        guard let number = Int64(after), number >= 0 else { throw .token }
        return number
    }

    /// Splits what was read, one row more than the page, into the page and the token of the next one; `name` says after
    /// which row that begins.
    package func page<Row>(_ read: [Row], name: (Row) -> String) -> (rows: [Row], next: String) {
        guard read.count > rows, let last = read.prefix(rows).last else { return (read, "") }
        return (Array(read.prefix(rows)), Base64.encodeURL(list + Array(name(last).utf8)))
    }
}
