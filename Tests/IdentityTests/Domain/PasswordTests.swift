import Identity
import MeshKernel
import Testing

@Suite("Passwords", .timeLimit(.minutes(5)))
struct PasswordTests {
    private func fault(_ text: String, userName: String = "foxmoon") -> FieldFault.Reason? {
        do throws(FieldFault.Reason) {
            _ = try Password(text, userName: userName)
            return nil
        } catch {
            return error
        }
    }

    @Test("eight to sixty-four characters of three classes are a password, and one less of either is none")
    func bounds() {
        #expect(fault("Blue-H29") == nil)
        #expect(fault("Blue-H2") == .tooShort(minimumCharacters: 8))
        #expect(fault("Ab1" + String(repeating: "x", count: 61)) == nil)
        #expect(fault("Ab1" + String(repeating: "x", count: 62)) == .tooLong(maximumCharacters: 64))
        #expect(fault("blueharbour29") == .tooFewClasses && fault("BLUEHARBOUR-") == .tooFewClasses)
        #expect(fault("blue-harbour-29") == nil && fault("BlueHarbour29") == nil && fault("蓝色Harbour海港") == nil)
        #expect(fault("") == .empty && fault("        ") == .empty && fault("Blue-H29\u{7}") == .controlCharacter)
    }

    @Test("the user name in any case does not stand in a password")
    func userName() {
        #expect(fault("xFoxMoon-29") == .holdsUserName && fault("xFoxMoon-29", userName: "") == nil)
    }

    @Test(
        "what everybody tries first is refused in its usual disguises",
        arguments: [
            "Password1", "P@ssw0rd", "P@$$w0rd!", "passw0rd123!", "Admin@123", "Qwerty123", "Woaini1314", "Abc@123456",
            "Aa123456!", "Welcome#2026",
        ])
    func common(_ text: String) {
        #expect(fault(text) == .common)
    }

    @Test("a word of the list inside a longer one is no disguise")
    func longer() {
        #expect(fault("Chinatown-29") == nil && fault("Shadowless9") == nil)
    }
}
