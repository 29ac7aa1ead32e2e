/// One step of a store's schema. Steps count 1, 2, 3, …, only go forward, and never change once a store has taken them.
package struct Migration: Sendable, Equatable {
    /// Its place, from 1.
    package let number: Int
    /// What it does, in a few words; part of what may not change.
    package let name: String
    /// Statements, run in order in one transaction. Portable SQL.
    package let statements: [String]

    /// A step made of `statements`.
    package init(_ number: Int, _ name: String, _ statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }
}
