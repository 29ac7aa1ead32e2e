/// When a provider that has taken a message is asked what became of it.
package enum ReportSchedule {
    /// Pauses in seconds before the first time, the second, and so on: three days in all, for which providers keep what
    /// they know. After the last nobody knows.
    package static let pauses: [Int64] = [60, 300, 1_800, 7_200, 21_600, 43_200, 86_400, 98_640]
}
