import MeshPassword
import Testing

@Suite("Hashes of passwords", .timeLimit(.minutes(5)))
struct Argon2Tests {
    private let small = Argon2.Cost(kibibytes: 64, passes: 2, lanes: 1)

    @Test("a hash is the reference implementation's own (its test suite, Argon2id version 19)")
    func vector() throws {
        // "password", salt "somesalt" has eight bytes there; ours have sixteen, so the vector is checked by verifying.
        let encoded = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"
        #expect(try Argon2.verify(Array("password".utf8), against: encoded))
        #expect(try !Argon2.verify(Array("Password".utf8), against: encoded))
    }

    @Test("what was hashed verifies, a changed bit does not, and another salt gives another hash")
    func roundTrip() throws {
        let password = Array("correct horse".utf8)
        let encoded = try Argon2.hash(password, salt: [UInt8](repeating: 1, count: 16), cost: small)
        #expect(encoded.hasPrefix("$argon2id$v=19$m=64,t=2,p=1$"))
        #expect(try Argon2.verify(password, against: encoded))
        #expect(try !Argon2.verify(password + [0], against: encoded))
        #expect(try Argon2.hash(password, salt: [UInt8](repeating: 2, count: 16), cost: small) != encoded)
        #expect(try Argon2.hash(password, salt: [UInt8](repeating: 1, count: 16), cost: small) == encoded)
    }

    @Test("a password with a zero byte is hashed whole")
    func zeroByte() throws {
        let encoded = try Argon2.hash([65, 0, 66], salt: [UInt8](repeating: 1, count: 16), cost: small)
        #expect(try !Argon2.verify([65, 0, 67], against: encoded))
        #expect(try Argon2.verify([65, 0, 66], against: encoded))
    }

    @Test("what is no hash, and what is too long, is refused")
    func refused() {
        #expect(throws: Argon2.Failure.malformed) { try Argon2.verify([1], against: "$argon2id$v=19$nothing") }
        #expect(throws: Argon2.Failure.tooLong) {
            try Argon2.hash([UInt8](repeating: 1, count: 1_025), salt: [UInt8](repeating: 1, count: 16), cost: small)
        }
    }
}
