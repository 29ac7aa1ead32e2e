/// A kind of event, and who may see it.
package struct EventType: Sendable, Hashable {
    /// Its name, e.g. "evidence.sealed".
    package let name: String
    /// Service segments of the peers that see it in the feed.
    package let readers: Set<String>

    /// A kind of event for `readers`.
    package init(name: String, readers: Set<String>) {
        self.name = name
        self.readers = readers
    }
}
