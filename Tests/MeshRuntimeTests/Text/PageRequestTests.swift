import MeshRuntime
import Testing

@Suite("Pages of a list", .timeLimit(.minutes(1)))
struct PageRequestTests {
    private let names = (0..<5).map { "row \($0)" }

    @Test("pages follow each other and give every row once")
    func pages() throws {
        var seen: [String] = []
        var token = ""
        repeat {
            let wanted = try PageRequest(size: 2, token: token, list: "queue", "henan")
            #expect(wanted.rows == 2)
            let read = names.filter { wanted.after.isEmpty || $0 > wanted.after }.prefix(wanted.rows + 1)
            let page = wanted.page(Array(read)) { $0 }
            #expect(page.rows.count <= 2)
            seen += page.rows
            token = page.next
        } while !token.isEmpty
        #expect(seen == names)
    }

    @Test("a page has a size of its own when none is said, and none beyond the bound")
    func sizes() throws {
        #expect(try PageRequest(size: 0, token: "", list: "a").rows == PageRequest.Limits.rowsDefault)
        #expect(try PageRequest(size: 200, token: "", list: "a").rows == 200)
        #expect(throws: PageRequest.Fault.size(maximum: 200)) { try PageRequest(size: 201, token: "", list: "a") }
    }

    @Test("a token is good for the list that gave it, and for no other")
    func tokens() throws {
        let token = try PageRequest(size: 1, token: "", list: "queue", "henan").page(names) { $0 }.next
        #expect(try PageRequest(size: 1, token: token, list: "queue", "henan").after == "row 0")
        for (text, list) in [
            (token, "cpcc"), (String(token.dropLast(9)), "henan"), ("x", "henan"), ("****", "henan"),
            (String(repeating: "A", count: 516), "henan"),
        ] {
            #expect(throws: PageRequest.Fault.token) { try PageRequest(size: 1, token: text, list: "queue", list) }
        }
    }
}
