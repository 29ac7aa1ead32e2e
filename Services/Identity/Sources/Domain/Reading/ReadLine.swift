/// A line of writing on a picture, as a machine read it.
package struct ReadLine: Sendable, Equatable {
    /// Without blanks.
    package let text: String
    /// How sure the machine is of the character it is least sure of: 0 to 100.
    package let confidence: Int

    package init(_ text: String, confidence: Int = 100) {
        self.text = text
        self.confidence = confidence
    }
}
