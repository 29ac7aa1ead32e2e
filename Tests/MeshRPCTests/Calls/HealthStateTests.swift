import Testing

@testable import MeshRPC

@Suite("The state that health answers")
struct HealthStateTests {
    @Test("watchers that are cancelled while it changes and ends hold nobody up", .timeLimit(.minutes(1)))
    func leaving() async {
        for _ in 0..<200 {
            let health = HealthState(services: ["a"])
            let watchers = (0..<64).map { _ in Task { for await _ in health.watch("a") {} } }
            // Most of them wait by then.
            for _ in 0..<4 { await Task.yield() }
            await withTaskGroup { group in
                group.addTask { for watcher in watchers { watcher.cancel() } }
                group.addTask {
                    for number in 0..<100 { health.set(number % 2 == 0 ? .notServing : .serving, for: "a") }
                    health.shutDown()
                }
            }
            for watcher in watchers { await watcher.value }
            #expect(health["a"] == .notServing)
        }
    }
}
