// swift-tools-version: 6.1
// The echo server and client on grpc-swift 2; built outside the repository by build.sh.

import PackageDescription

let package = Package(
    name: "grpc-swift-peer",
    platforms: [.macOS(.v15)],
    dependencies: [
        .package(url: "https://github.com/grpc/grpc-swift-2.git", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport.git", from: "2.9.2"),
        .package(url: "https://github.com/grpc/grpc-swift-protobuf.git", from: "2.4.1"),
        .package(url: "https://github.com/apple/swift-protobuf.git", from: "1.39.0"),
    ],
    targets: [
        .target(
            name: "EchoProto",
            dependencies: [
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(name: "GRPCProtobuf", package: "grpc-swift-protobuf"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ]),
        .executableTarget(
            name: "server",
            dependencies: ["EchoProto", .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")]),
        .executableTarget(
            name: "client",
            dependencies: ["EchoProto", .product(name: "GRPCNIOTransportHTTP2", package: "grpc-swift-nio-transport")]),
    ]
)
