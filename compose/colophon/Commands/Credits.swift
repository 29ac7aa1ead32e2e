import ArgumentParser
import MeshAPI
import MeshKernel

/// Packs of credits: one file sealed, or one filing renewed, uses one.
struct Credits: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show packs of credits and what they were used for; give one to an account.",
        discussion:
            "A pack is good for a year from its order and void after that; the one that ends first is used first.",
        subcommands: [CreditsList.self, CreditsUses.self, CreditsSuppliers.self, CreditsGrant.self],
        defaultSubcommand: CreditsList.self)

    /// How the commands show a pack.
    struct Line: Encodable {
        let order: String
        let account: String
        let supplier: String
        let state: String
        let quantity: UInt64
        let used: UInt64
        let ordered: String
        let expires: String

        init(_ order: EvidenceV1.Order) {
            self.order = order.id
            account = order.account
            supplier = order.supplier
            state = "\(order.state)"
            quantity = order.quantity
            used = order.used
            ordered = Filing.Line.moment(order.orderedAt ?? GoogleProtobuf.Timestamp())
            expires = Filing.Line.moment(order.expiresAt ?? GoogleProtobuf.Timestamp())
        }
    }

    /// Shows packs, one a line.
    static func show(_ orders: [EvidenceV1.Order], asJSON: Bool) {
        var table = Table([
            ("order", .left), ("supplier", .left), ("state", .left), ("used", .right), ("of", .right),
            ("ordered", .left), ("expires", .left),
        ])
        for line in orders.map(Line.init) {
            if asJSON { Console.standardOutput.json(line) }
            table.add([
                line.order, line.supplier, line.state, "\(line.used)", "\(line.quantity)", line.ordered, line.expires,
            ])
        }
        if !asJSON { for line in table.lines() { Console.standardOutput.line(line) } }
    }
}
