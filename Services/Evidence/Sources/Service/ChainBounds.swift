package import MeshDocument

/// How much of a chain goes into one archive.
package struct ChainBounds: Sendable {
    /// Entries of a chain that is sealed and given as one archive. Each is at most four files, and the times around it at
    /// most four more, so that this many find room in the format's own bound.
    package var entriesMax: UInt64 = Limits.chainEntriesMax
    /// Items of which each gets its sheet for people; a longer chain has none.
    package var sheetsMax = Limits.chainSheetsMax
    /// Of the archive.
    package var archive = ZipArchive.Bounds.large

    package init() {}
}
