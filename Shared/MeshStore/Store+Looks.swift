extension Store {
    /// When to look for work: at once, after every commit that bears one of `topics`, and every `pause` for what only time
    /// makes due; several looks that nobody has taken become one. Ends when the store closes.
    package func looks(_ topics: CommitTopics, every pause: Duration) -> AsyncStream<Void> {
        AsyncStream(bufferingPolicy: .bufferingNewest(1)) { continuation in
            let commits = Task {
                for await _ in self.commits(topics) { continuation.yield() }
                continuation.finish()
            }
            let pauses = Task {
                while (try? await Task.sleep(for: pause)) != nil { continuation.yield() }
            }
            continuation.onTermination = { _ in
                commits.cancel()
                pauses.cancel()
            }
        }
    }
}
