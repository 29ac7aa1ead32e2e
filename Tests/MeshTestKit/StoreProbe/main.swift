// A process of its own around a store, for tests that kill it, trace its system calls or measure it.
//
//     storeprobe acknowledge PATH COUNT          one write after the other, "ack N" after each
//     storeprobe group PATH CALLERS ROUNDS       so many callers at once; prints the store's counters
//     storeprobe endure PATH COUNT               as acknowledge, but prints errors and goes on
//     storeprobe pour PATH CALLERS               writes until it is killed, "ack CALLER N" after each
//     storeprobe hold PATH                       opens the store, prints "open", waits for the end of its input
//     storeprobe claim PATH                      enqueues and claims a job, prints "claimed", waits for its end
//     storeprobe measure PATH CALLERS SECONDS    280-byte rows as fast as they go; prints one JSON line

import Glibc
import Logging
import MeshCrypto
import MeshKernel
import MeshStore

let migrations = [
    Migration(
        1, "rows",
        [
            """
            CREATE TABLE rows (
                caller INTEGER NOT NULL, number INTEGER NOT NULL, payload BLOB NOT NULL, PRIMARY KEY (caller, number)
            ) STRICT
            """,
            "CREATE TABLE measured (id INTEGER NOT NULL PRIMARY KEY, payload BLOB NOT NULL) STRICT",
        ])
]

/// One line in one system call, so that a trace shows what was said between which syncs.
func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(1, bytes, bytes.count)
}

func waitForEndOfInput() {
    var byte: UInt8 = 0
    while read(0, &byte, 1) > 0 {}
}

func open(_ path: String) throws -> Store {
    let key = SealingKey(bytes: Array(0..<32))
    return try Store(
        StoreConfiguration(path: path, masterKeys: key.map { MasterKeys($0) }), migrations: migrations,
        time: SystemTime(), random: SystemRandom(), logger: Logger(label: "storeprobe"))
}

@Sendable func insert(_ caller: Int, _ number: Int, _ payload: [UInt8], into store: Store) async throws {
    try await store.write { transaction in
        _ = try transaction.execute(
            "INSERT INTO rows (caller, number, payload) VALUES (?, ?, ?)", SQLValue(caller), SQLValue(number),
            .blob(payload))
    }
}

func acknowledge(_ store: Store, _ count: Int) async throws {
    say("begin")
    for number in 0..<count {
        try await insert(0, number, [1, 2, 3], into: store)
        say("ack \(number)")
    }
    say("end")
}

func endure(_ store: Store, _ count: Int) async {
    for number in 0..<count {
        do {
            try await insert(0, number, [1, 2, 3], into: store)
            say("ack \(number)")
        } catch {
            say("refused \(error)")
        }
    }
    say(store.failure.map { "failure \($0.moment)" } ?? "failure none")
}

func group(_ store: Store, _ callers: Int, _ rounds: Int) async throws {
    let before = store.statistics.commits
    say("begin")
    try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
            group.addTask {
                for number in 0..<rounds { try await insert(caller, number, [1, 2, 3], into: store) }
            }
        }
        try await group.waitForAll()
    }
    say("end")
    say("commits \(store.statistics.commits - before)")
}

func pour(_ store: Store, _ callers: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for caller in 0..<callers {
            group.addTask {
                for number in 0..<1_000_000 {
                    try await insert(caller, number, [UInt8](repeating: 7, count: 200), into: store)
                    say("ack \(caller) \(number)")
                }
            }
        }
        try await group.waitForAll()
    }
}

func claim(_ store: Store) async throws {
    let claimed = try await store.write { transaction in
        try transaction.enqueue(Job(kind: "probe", reference: "one", payload: []))
        return try transaction.claimJobs("probe", limit: 1, lease: .seconds(3_600))
    }
    say("claimed \(claimed.count)")
    waitForEndOfInput()
}

func measure(_ store: Store, _ callers: Int, _ seconds: Int) async throws {
    let payload = [UInt8](repeating: 7, count: 264)
    let time = SystemTime()
    let start = time.monotonic()
    let end = start.advanced(by: .seconds(seconds))
    try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<callers {
            group.addTask {
                while time.monotonic() < end {
                    try await store.write { transaction in
                        _ = try transaction.execute("INSERT INTO measured (payload) VALUES (?)", .blob(payload))
                    }
                }
            }
        }
        try await group.waitForAll()
    }
    let elapsed = Double(time.monotonic().since(start).wholeMilliseconds) / 1_000
    let statistics = store.statistics
    let rate = Double(statistics.closures) / elapsed
    let perBatch = Double(statistics.closures) / Double(max(statistics.commits, 1))
    let commit = Double(statistics.commitTime.wholeNanoseconds) / 1_000 / Double(max(statistics.commits, 1))
    say(
        """
        {"callers": \(callers), "commits_per_s": \(Int(Double(statistics.commits) / elapsed)), \
        "writes_per_s": \(Int(rate)), "closures_per_batch": \(Int(perBatch)), "commit_us": \(Int(commit)), \
        "checkpoints": \(statistics.checkpoints), \
        "checkpoint_stall_max_us": \(statistics.checkpointStallMax.wholeNanoseconds / 1_000)}
        """)
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else {
    say("usage: storeprobe acknowledge|group|pour|hold|claim|measure PATH …")
    exit(64)
}
let numbers = arguments.dropFirst(3).compactMap { Int($0) }
do {
    let store = try open(arguments[2])
    switch (arguments[1], numbers.count) {
    case ("acknowledge", 1): try await acknowledge(store, numbers[0])
    case ("endure", 1): await endure(store, numbers[0])
    case ("group", 2): try await group(store, numbers[0], numbers[1])
    case ("pour", 1): try await pour(store, numbers[0])
    case ("hold", 0):
        say("open \(getpid())")
        waitForEndOfInput()
    case ("claim", 0): try await claim(store)
    case ("measure", 2): try await measure(store, numbers[0], numbers[1])
    default:
        say("usage")
        exit(64)
    }
    await store.close()
} catch {
    say("failed \(error)")
    exit(1)
}
