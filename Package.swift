// swift-tools-version: 6.2
// Colophon: six services and what they share. One helper declares every service alike; one loop applies the settings.

import PackageDescription

// MARK: - Words used below

extension Target.Dependency {
    static let nioCore = product(name: "NIOCore", package: "swift-nio")
    static let nioPosix = product(name: "NIOPosix", package: "swift-nio")
    static let nioEmbedded = product(name: "NIOEmbedded", package: "swift-nio")
    static let nioConcurrency = product(name: "NIOConcurrencyHelpers", package: "swift-nio")
    static let grdb = product(name: "GRDB", package: "GRDB.swift")
    static let sqlite = product(name: "GRDBSQLite", package: "GRDB.swift")
    static let hummingbird = product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore = product(name: "HummingbirdCore", package: "hummingbird")
    static let arguments = product(name: "ArgumentParser", package: "swift-argument-parser")
    static let logging = product(name: "Logging", package: "swift-log")
    static let metrics = product(name: "Metrics", package: "swift-metrics")
    static let coreMetrics = product(name: "CoreMetrics", package: "swift-metrics")
    static let tracing = product(name: "Tracing", package: "swift-distributed-tracing")
    static let lifecycle = product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let lifecycleSignals = product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let yams = product(name: "Yams", package: "Yams")
    static let histogram = product(name: "Histogram", package: "hdrhistogram-swift")
    static let atomics = product(name: "Atomics", package: "swift-atomics")
    static let deque = product(name: "DequeModule", package: "swift-collections")
}

/// A service is two targets with the same rooms everywhere: `Sources` (the library) and `Main` (the executable).
func service(_ name: String, needs extra: [Target.Dependency] = []) -> [Target] {
    [
        .target(
            name: name,
            dependencies: ["MeshKernel", "MeshCrypto", "MeshAPI", "MeshRPC", "MeshStore", "MeshRuntime", .logging]
                + extra,
            path: "Services/\(name)/Sources"
        ),
        .executableTarget(
            name: name.lowercased(),
            dependencies: [.byName(name: name), "MeshRuntime"],
            path: "Services/\(name)/Main"
        ),
    ]
}

/// A room of `Shared`, `compose` or `Tests` that is one Swift target.
func room(_ name: String, in folder: String = "Shared", _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, path: "\(folder)/\(name)")
}

/// A test target that mirrors `name`; everything it may need beyond its subject is listed.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil, exclude: [String] = [])
    -> Target
{
    .testTarget(
        name: name, dependencies: dependencies, path: "Tests/\(name)", exclude: exclude, resources: resources)
}

// MARK: - The house

let package = Package(
    name: "colophon",
    products: [
        .library(name: "MeshAPI", targets: ["MeshAPI"]),
        .executable(name: "colophon", targets: ["colophon"]),
        .executable(name: "evidence", targets: ["evidence"]),
        .executable(name: "identity", targets: ["identity"]),
        .executable(name: "meshbench", targets: ["meshbench"]),
        .executable(name: "notify", targets: ["notify"]),
        .executable(name: "protoc-gen-mesh", targets: ["ProtocGenMesh"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
        .package(url: "https://github.com/apple/swift-atomics", from: "1.3.0"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    ],
    targets: [
        // C, and the Swift that touches it
        .systemLibrary(
            name: "COpenSSL", path: "Shared/COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(
            name: "CProtobufC", path: "Shared/CProtobufC", pkgConfig: "libprotobuf-c",
            providers: [.apt(["libprotobuf-c-dev"])]),
        .systemLibrary(
            name: "CArgon2", path: "Shared/CArgon2", pkgConfig: "libargon2", providers: [.apt(["libargon2-dev"])]),
        .systemLibrary(name: "CZip", path: "Shared/CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        // Without pkgConfig, which would link what is only loaded when it is wanted.
        .systemLibrary(name: "CCurl", path: "Shared/CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CLoader", path: "Shared/CLoader"),
        .systemLibrary(name: "CPango", path: "Shared/CPango"),
        .systemLibrary(name: "CImages", path: "Shared/CImages"),
        .systemLibrary(name: "CSpawn", path: "Shared/CSpawn"),
        .systemLibrary(name: "CQRCode", path: "Shared/CQRCode", providers: [.apt(["libqrencode-dev"])]),
        .target(
            name: "CMeshProto", dependencies: ["CProtobufC"], path: "Shared/CMeshProto", publicHeadersPath: "include"),
        room("ProtobufC", ["CProtobufC", "CMeshProto", "MeshKernel"]),
        .executableTarget(
            name: "ProtocGenMesh", dependencies: ["ProtobufC", "CMeshProto", "MeshKernel"], path: "Shared/ProtocGenMesh"
        ),

        // The mesh
        room("MeshKernel"),
        room("MeshCrypto", ["COpenSSL", "MeshKernel"]),
        room("MeshTLS", ["COpenSSL", "MeshKernel", "MeshCrypto", .nioCore, .nioConcurrency, .logging]),
        room(
            "MeshRPC",
            [
                "ProtobufC", "CProtobufC", "CMeshProto", "MeshKernel", "MeshTLS",
                .nioCore, .nioPosix, .logging, .deque,
            ]),
        room("MeshAPI", ["ProtobufC", "CMeshProto", "MeshRPC"]),
        room("MeshStore", ["MeshKernel", "MeshCrypto", .grdb, .sqlite, .logging, .deque]),
        room(
            "MeshRuntime",
            [
                "MeshKernel", "MeshCrypto", "MeshTLS", "MeshRPC", "MeshAPI", "MeshStore", "ProtobufC", "CCurl",
                "CLoader", .nioCore, .nioPosix, .hummingbird, .hummingbirdCore, .yams, .logging, .metrics, .coreMetrics,
                .tracing,
                .histogram,
                .lifecycle, .lifecycleSignals, .atomics,
            ]),
        room("MeshPassword", ["CArgon2"]),
        room("MeshDocument", ["MeshKernel", "CZip", "CPango", "CQRCode", "CImages", "CSpawn"]),

        // The operator's and caller's tool
        .executableTarget(
            name: "colophon",
            dependencies: [
                "MeshKernel", "MeshCrypto", "MeshTLS", "MeshRPC", "MeshAPI", "MeshRuntime", "MeshDocument", "Evidence",
                "ProtobufC", .arguments, .yams, .nioCore, .nioPosix, .logging, .lifecycleSignals,
            ],
            path: "compose/colophon"),

        // What the README shows
        .executableTarget(
            name: "listprojects", dependencies: ["MeshAPI", "MeshTLS", .nioPosix, .logging],
            path: "compose/examples/swift"),

        // Tests and benchmarks
        .target(
            name: "CTestProto", dependencies: ["CProtobufC", "CMeshProto"], path: "Tests/MeshTestKit/CTestProto",
            publicHeadersPath: "include"),
        .target(
            name: "MeshTestKit",
            dependencies: [
                "ProtobufC", "CMeshProto", "CTestProto", "MeshKernel", "MeshCrypto", "MeshTLS", "MeshRPC", "MeshStore",
                "MeshAPI", .nioCore, .nioPosix, .logging,
            ],
            path: "Tests/MeshTestKit/Sources"),
        .target(
            name: "CAllocationCount", path: "Tests/MeshTestKit/CAllocationCount", publicHeadersPath: "include"),
        .executableTarget(
            name: "allocationprobe",
            dependencies: [
                "CAllocationCount", "MeshTestKit", "MeshKernel", "MeshTLS", "MeshRPC", "MeshRuntime", .nioCore,
                .nioPosix, .logging,
            ],
            path: "Tests/MeshTestKit/AllocationProbe"),
        .executableTarget(
            name: "storeprobe", dependencies: ["MeshStore", "MeshCrypto", "MeshKernel", .logging],
            path: "Tests/MeshTestKit/StoreProbe"),
        .executableTarget(
            name: "runtimeprobe", dependencies: ["MeshRuntime", "MeshRPC", "MeshStore", "ProtobufC"],
            path: "Tests/MeshTestKit/RuntimeProbe"),
        .executableTarget(
            name: "meshbench",
            dependencies: [
                "MeshTestKit", "MeshKernel", "MeshCrypto", "MeshTLS", "MeshRPC", "MeshAPI", "MeshStore", "MeshRuntime",
                "Evidence", "Identity", "MeshPassword", "ProtobufC", .arguments, .nioCore, .nioPosix, .histogram,
                .logging,
            ],
            path: "Tests/Benchmarks/meshbench"),
        .executableTarget(
            name: "meshfuzz", dependencies: ["FuzzTargets", "MeshTestKit", "MeshKernel", .arguments],
            path: "Tests/Fuzz", exclude: ["Targets"]),
        .target(
            name: "FuzzTargets", dependencies: ["MeshTestKit", "MeshKernel", "MeshDocument", "Identity"],
            path: "Tests/Fuzz/Targets"),
        tests("ProtobufCTests", ["ProtobufC", "CMeshProto", "CTestProto", "MeshTestKit"]),
        tests("MeshKernelTests", ["MeshKernel", "MeshTestKit"]),
        tests("MeshCryptoTests", ["MeshCrypto", "MeshKernel", "MeshTestKit"]),
        tests(
            "MeshTLSTests",
            ["MeshTLS", "MeshCrypto", "MeshKernel", "MeshTestKit", .nioCore, .nioPosix, .nioEmbedded, .logging]),
        tests(
            "MeshRPCTests",
            [
                "MeshRPC", "MeshTLS", "MeshCrypto", "MeshKernel", "ProtobufC", "MeshTestKit", .nioCore, .nioPosix,
                .nioEmbedded, .logging,
            ]),
        tests(
            "MeshStoreTests", ["MeshStore", "MeshKernel", "MeshCrypto", "MeshTestKit", "storeprobe", .logging],
            exclude: ["Golden"]),
        tests(
            "MeshRuntimeTests",
            [
                "MeshRuntime", "runtimeprobe", "ProtobufC", "MeshRPC", "MeshAPI", "MeshStore", "MeshTLS", "MeshCrypto",
                "MeshKernel", "MeshTestKit",
                .nioCore, .nioPosix, .nioEmbedded, .nioConcurrency, .hummingbird, .coreMetrics, .logging,
            ], exclude: ["HTTP/Roots"]),
        tests("MeshDocumentTests", ["MeshDocument", "MeshKernel", "MeshTestKit"]),
        tests(
            "EvidenceTests",
            [
                "Evidence", "MeshAPI", "MeshRPC", "MeshStore", "MeshRuntime", "MeshCrypto", "MeshKernel",
                "MeshDocument",
                "MeshTestKit", .nioPosix, .logging,
            ],
            exclude: ["Golden", "Go"]),
        tests("MeshPasswordTests", ["MeshPassword"]),
        tests(
            "IdentityTests",
            [
                "Identity", "Notify", "ProtobufC", "MeshAPI", "MeshRPC", "MeshStore", "MeshRuntime", "MeshCrypto",
                "MeshKernel",
                "MeshPassword",
                "MeshDocument", "MeshTLS", "MeshTestKit", "FuzzTargets", .nioPosix, .logging,
            ],
            exclude: ["Golden", "Python"]),
        tests(
            "NotifyTests",
            [
                "Notify", "MeshAPI", "MeshRPC", "MeshStore", "MeshRuntime", "MeshTLS", "MeshCrypto", "MeshKernel",
                "MeshTestKit", "ProtobufC", .nioPosix, .logging,
            ],
            exclude: ["Golden", "Python"]),
        tests(
            "MeshTests",
            [
                "MeshTestKit", "MeshAPI", "MeshRPC", "MeshTLS", "MeshCrypto", "MeshKernel", "MeshStore", "MeshRuntime",
                "Evidence", "Identity", "listprojects", "allocationprobe", "ProtobufC", .nioCore, .nioPosix, .logging,
                .yams,
            ], exclude: ["Interop/Go", "Faults/Preload"]),
        tests(
            "ColophonTests",
            [
                "colophon", "Evidence", "MeshAPI", "MeshRPC", "MeshCrypto", "ProtobufC", "MeshKernel", .arguments,
            ]),
        tests("TidyTests", ["MeshKernel"], exclude: ["Golden"]),
    ]
        + service("Identity", needs: ["MeshDocument", "MeshTLS", "MeshPassword", "ProtobufC", .nioCore])
        + service("Evidence", needs: ["MeshDocument", "MeshTLS", "ProtobufC", .deque, .nioCore])
        + service("Notify", needs: ["MeshTLS", "ProtobufC"])
)

// MARK: - The same settings for every Swift target

let strict = Context.environment["COLOPHON_STRICT"] == "1"
let inC = ["CMeshProto", "CTestProto", "CAllocationCount"]
for target in package.targets where target.type != .system && !inC.contains(target.name) {
    target.swiftSettings =
        (target.swiftSettings ?? []) + [
            .swiftLanguageMode(.v6),
            .enableUpcomingFeature("ExistentialAny"),
            .enableUpcomingFeature("InternalImportsByDefault"),
            .enableUpcomingFeature("MemberImportVisibility"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        ] + (strict ? [.treatAllWarnings(as: .error)] : [])
}
