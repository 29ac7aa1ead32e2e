import ArgumentParser
import MeshAPI

/// Keeps the list of offices.
struct StaffOffices: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "offices", abstract: "Put an office on an authority's list, or take one from it.",
        discussion: """
            Needs the role administrator. Where an authority has offices on the list, a dossier names one of them. What is \
            on it: colophon reference offices

            Example: colophon staff offices put 郑州版权服务站 --authority henan --city 4101 --address 金水路1号 --source 官网
            """,
        subcommands: [StaffOfficesPut.self, StaffOfficesRemove.self])
}
