import Testing

/// `#expect` for a condition that changes what it looks at, which the macro cannot take apart.
func check(_ isTrue: Bool, _ comment: Comment? = nil, _ location: SourceLocation = #_sourceLocation) {
    #expect(isTrue, comment, sourceLocation: location)
}
