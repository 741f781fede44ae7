// swift-tools-version: 6.2
import PackageDescription

// Every target is built under the same strict rules; docs/ARCHITECTURE.md says which may import which, and
// `make check` builds with `--explicit-target-dependency-import-check error`, so an arrow that is not
// declared here does not exist.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .treatAllWarnings(as: .error),
]

/// Unsafe code cannot leave `YAML`, the one target that talks to C by itself.
let safe = strict + [.strictMemorySafety()]

func core(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: safe)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []
) -> Target {
    .testTarget(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let subprocess: [Target.Dependency] = [
    .product(name: "Subprocess", package: "swift-subprocess"),
    .product(name: "SystemPackage", package: "swift-system"),
]

/// For the static binary that is shipped, see docs/decisions/0030-start-up-time.md.
let quickStart = [
    "-use-ld=lld", "-Xlinker", "--no-export-dynamic", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
]

let package = Package(
    name: "purser",
    products: [.executable(name: "purser", targets: ["purser"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2", traits: []),
    ],
    targets: [
        // The functional core: values in, values out.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        core("JSON"),
        core("Diagnostics"),
        .target(name: "YAML", dependencies: ["CLibYAML", "Diagnostics"], swiftSettings: strict),
        core("ECS", ["JSON"]),
        core("Schedules", ["ECS"]),
        core("Events", ["ECS", "JSON"]),
        core("Jobs", ["Schedules", "ECS", "JSON", crypto]),
        core("Manifests", ["YAML", "Jobs", "Schedules", "ECS", "Diagnostics", "JSON"]),
        core("Import", ["Manifests", "YAML", "Diagnostics", "JSON"]),
        core("Runs", ["Jobs", "ECS", "JSON"]),
        core("Planner", ["Runs", "Jobs", "ECS", "JSON"]),

        // The shell: files, sockets, clocks.
        core(
            "AWS",
            [
                "ECS", "JSON", crypto,
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        core("Ledger", ["AWS", "Events", "Jobs", "ECS", "JSON", .product(name: "GRDB", package: "GRDB.swift")]),
        core("Controller", ["Planner", "Runs", "Jobs", "Ledger", "AWS", "ECS", "JSON"]),
        core(
            "Serving",
            [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        core(
            "Sandbox",
            ["ECS", "JSON", "Serving", .product(name: "NIOHTTP1", package: "swift-nio")] + subprocess),
        core(
            "Commands",
            [
                "AWS", "Controller", "Diagnostics", "ECS", "Events", "Import", "JSON", "Jobs", "Ledger", "Manifests",
                "Planner", "Runs", "Sandbox", "Schedules", "Serving",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ] + subprocess),
        .executableTarget(
            name: "purser", dependencies: ["Commands"], swiftSettings: safe,
            linkerSettings: [.unsafeFlags(quickStart, .when(platforms: [.linux], configuration: .release))]),

        // The simulator: the shell's real code on a clock, a network, an ECS and a disk that a seed drives. Not shipped.
        .executableTarget(
            name: "simulate",
            dependencies: ["Controller", "Planner", "Runs", "Jobs", "Ledger", "AWS", "Sandbox", "ECS", "JSON"],
            path: "Tests/Simulation", swiftSettings: strict),

        // Tests mirror the targets.
        tests("JSONTests", ["JSON"]),
        tests("DiagnosticsTests", ["Diagnostics"]),
        tests("YAMLTests", ["YAML", "Diagnostics"]),
        tests("SchedulesTests", ["Schedules", "ECS"]),
        tests(
            "ManifestsTests", ["Manifests", "YAML", "Jobs", "Schedules", "ECS", "Diagnostics", "JSON"],
            exclude: ["FrozenHashes.txt", "Goldens"]),
        tests(
            "ImportTests", ["Import", "Manifests", "Diagnostics", "JSON"], exclude: ["Goldens", "odd.jsonl"]),
        tests("RunsTests", ["Runs", "Jobs", "ECS", "JSON"]),
        tests("PlannerTests", ["Planner", "Runs", "Jobs", "ECS", "JSON"], exclude: ["Goldens"]),
        tests("EventsTests", ["Events", "ECS", "JSON"]),
        tests(
            "LedgerTests",
            ["AWS", "Events", "Ledger", "Jobs", "ECS", "JSON", .product(name: "GRDB", package: "GRDB.swift")]),
        tests(
            "AWSTests",
            [
                "AWS", "ECS", "JSON", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]),
        tests(
            "SandboxTests",
            [
                "Sandbox", "Serving", "ECS", "JSON", .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ] + subprocess),
        tests(
            "ControllerTests",
            ["Controller", "Planner", "Runs", "Jobs", "Ledger", "AWS", "Sandbox", "ECS", "JSON"]),
        tests("SimulationTests", ["simulate", "AWS", "Controller", "ECS", "JSON", "Jobs"]),
        tests(
            "CommandsTests",
            [
                "Commands", "AWS", "Diagnostics", "ECS", "Events", "JSON", "Jobs", "Ledger", "Manifests", "Planner",
                "Runs", "Sandbox", "Serving", .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        tests("Architecture", []),
        tests("Stories", ["purser"] + subprocess, exclude: ["Stories"]),
    ]
)

// The fuzzer is built by `make fuzz` alone, which asks for it by this variable.
if Context.environment["PURSER_FUZZ"] != nil {
    package.targets.append(
        .executableTarget(
            name: "Fuzz", dependencies: ["Manifests", "Jobs", "Diagnostics", "JSON"], path: "Tests/Fuzz",
            swiftSettings: strict))
}
