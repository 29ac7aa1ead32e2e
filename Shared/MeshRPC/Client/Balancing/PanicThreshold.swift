/// When so few replicas look well that the view is more likely wrong than they are: below it the unwell are called too.
/// Otherwise one mistaken probe after the other would put the whole load on the last replica left.
package struct PanicThreshold: Sendable, Equatable {
    private let percent: Int

    /// Panic below `percent` (0…100) well replicas; 0 is never, while one of them is well.
    package init(percent: Int) {
        self.percent = min(max(percent, 0), 100)
    }

    /// Whether all `connected` replicas are to be called although only `well` of them look well.
    package func isPanic(well: Int, connected: Int) -> Bool {
        connected > 0 && (well == 0 || well * 100 < percent * connected)
    }
}
