/// The policies under which our own authority issues, below one arc that a random UUID makes ours (ITU-T X.667).
package enum TimestampPolicy {
    /// The kernel vouched for its clock when the token was made.
    package static let synchronisedClock = "2.25.323765137614184284352304369721744457758.1"
    /// The clock of a machine without time synchronisation, taken as it is.
    package static let hostClock = "2.25.323765137614184284352304369721744457758.2"
}
