/// A blob that is whole: a file on the disk, or, when it is small, sealed bytes that `Transaction.keep` writes with the
/// row that names it.
package struct FinishedBlob: Sendable, Equatable {
    /// What the row that names it holds.
    package let id: String
    /// Plain bytes in it.
    package let bytes: Int
    /// What is kept in the database; nil for a file.
    let sealed: [UInt8]?

    /// A file known by its name and size.
    package init(id: String, bytes: Int) {
        self.init(id: id, bytes: bytes, sealed: nil)
    }

    init(id: String, bytes: Int, sealed: [UInt8]?) {
        self.id = id
        self.bytes = bytes
        self.sealed = sealed
    }

    /// Whether it is a file, which stays when the transaction of its row fails.
    package var isFile: Bool { sealed == nil }
}
