import Identity
import MeshAPI
import MeshRPC
import MeshStore
import MeshTestKit
import Testing

@Suite("The address book", .timeLimit(.minutes(5)))
struct AddressBookTests {
    private func lines(_ street: String = "建设路一号院二单元", label: String = "家") -> IdentityV1.AddressLines {
        IdentityV1.AddressLines(
            label: label, recipient: "张老二", mobile: "+8613812345678", province: "河南省", city: "郑州市", district: "中原区",
            street: street, postcode: "450000")
    }

    private func add(
        _ lines: IdentityV1.AddressLines, isDefault: Bool = false, as token: String, key: String? = nil,
        _ room: IdentityRoom
    ) async throws -> IdentityV1.Address {
        try await room.addressBook.addAddress(
            .init(lines: lines, isDefault: isDefault), options: room.options(token, key: key))
    }

    private func list(as token: String, _ room: IdentityRoom) async throws -> [IdentityV1.Address] {
        try await room.addressBook.listAddresses(.init(), options: room.options(token)).addresses
    }

    @Test("addresses are added once for each key, listed masked, read in full, changed and removed")
    func life() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let first = try await add(lines(), as: token, key: "k", room)
            #expect(try await add(lines(), as: token, key: "k", room) == first)
            #expect(first.isDefault && first.lines?.mobile == "13812345678")
            let listed = try await list(as: token, room)
            #expect(listed.count == 1)
            #expect(listed[0].lines?.recipient == "张*二" && listed[0].lines?.mobile == "138****5678")
            #expect(listed[0].lines?.street == "建设路一" + "*****" && listed[0].lines?.city == "郑州市")
            let get = try await room.addressBook.getAddress(.init(address: first.id), options: room.options(token))
            #expect(get == first)
            room.time.advance(by: .milliseconds(5))
            let changed = try await room.addressBook.changeAddress(
                .init(address: first.id, lines: lines("人民路二号")), options: room.options(token))
            #expect(changed.lines?.street == "人民路二号" && changed.isDefault && changed.changedAt != first.changedAt)
            for _ in 0..<2 {
                _ = try await room.addressBook.removeAddress(.init(address: first.id), options: room.options(token))
            }
            #expect(try await list(as: token, room).isEmpty)
            let stored = try await room.store.read { snapshot in
                try snapshot.rows("SELECT action FROM audit WHERE action LIKE 'address%' ORDER BY position").map {
                    try $0.text("action")
                }
            }
            #expect(stored == ["address_added", "address_changed", "address_removed"])
        }
    }

    @Test("one address is the default, and there is none after it was removed until another is made it")
    func defaults() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            var ids: [String] = []
            for number in 0..<3 {
                room.time.advance(by: .milliseconds(1))
                ids.append(try await add(lines("\(number)号"), isDefault: number == 2, as: token, room).id)
            }
            func chosen() async throws -> [String] {
                try await list(as: token, room).filter(\.isDefault).map(\.id)
            }
            #expect(try await list(as: token, room).map(\.id) == ids)
            #expect(try await chosen() == [ids[2]])
            for _ in 0..<2 {
                _ = try await room.addressBook.setDefaultAddress(.init(address: ids[1]), options: room.options(token))
            }
            #expect(try await chosen() == [ids[1]])
            _ = try await room.addressBook.removeAddress(.init(address: ids[1]), options: room.options(token))
            #expect(try await chosen() == [])
            #expect(try await add(lines("9号"), as: token, room).isDefault == false)
        }
    }

    @Test("another account's address is not there")
    func strangers() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let stranger = try await room.member("otherfox", mobile: "13987654321")
            let id = try await add(lines(), as: token, room).id
            for id in [id, "adr_0192f3c1-5b1e-7fff-bfff-ffffffffffff"] {
                try await room.expect("ADDRESS_NOT_FOUND") {
                    _ = try await room.addressBook.getAddress(.init(address: id), options: room.options(stranger))
                }
                try await room.expect("ADDRESS_NOT_FOUND") {
                    _ = try await room.addressBook.changeAddress(
                        .init(address: id, lines: lines()), options: room.options(stranger))
                }
                try await room.expect("ADDRESS_NOT_FOUND") {
                    _ = try await room.addressBook.setDefaultAddress(
                        .init(address: id), options: room.options(stranger))
                }
                _ = try await room.addressBook.removeAddress(.init(address: id), options: room.options(stranger))
            }
            try await room.expect("INVALID_ADDRESS") {
                _ = try await room.addressBook.getAddress(.init(address: "1"), options: room.options(token))
            }
            #expect(try await list(as: token, room).count == 1)
            #expect(try await list(as: stranger, room).isEmpty)
        }
    }

    @Test("every wrong line is a violation of its own, and what looks like a statement is a line")
    func faults() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let long = String(repeating: "长", count: 201)
            let refusal = try await room.refusal {
                _ = try await add(
                    IdentityV1.AddressLines(
                        label: long, recipient: "", mobile: "1", province: long, city: "a\nb", district: long,
                        street: long, postcode: "12345"), as: token, room)
            }
            #expect(
                refusal.fieldViolations.map(\.field) == [
                    "label", "recipient", "mobile", "province", "city", "district", "street", "postcode",
                ])
            let injection = "'); DELETE FROM addresses; -- {{street}}"
            #expect(try await add(lines(injection), as: token, room).lines?.street == injection)
            #expect(try await add(lines(String(repeating: "长", count: 200)), as: token, room).isDefault == false)
            let stored = try await room.store.read { snapshot in
                try snapshot.rows("SELECT lines FROM addresses").map { try $0.blob("lines") }
            }
            #expect(stored.count == 2 && stored.allSatisfy { $0.firstRange(of: Array("DELETE FROM".utf8)) == nil })
            #expect(stored.allSatisfy { $0.firstRange(of: Array("13812345678".utf8)) == nil })
        }
    }

    @Test("an account has twenty, also when many come at once")
    func bound() async throws {
        try await IdentityRoom.run { room in
            let token = try await room.member()
            let words = await withTaskGroup(of: String.self) { group in
                for number in 0..<30 {
                    group.addTask {
                        do {
                            _ = try await add(lines("\(number)号"), as: token, room)
                            return ""
                        } catch {
                            return (error as? RPCError)?.word ?? ""
                        }
                    }
                }
                return await group.reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }
            }
            #expect(words == ["": 20, "ADDRESSES_FULL": 10])
            #expect(try await list(as: token, room).filter(\.isDefault).count == 1)
        }
    }
}
