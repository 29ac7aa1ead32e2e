import MeshKernel
import MeshTestKit
import Testing

@Suite("Numbers of Chinese documents and telephones", .timeLimit(.minutes(5)))
struct ChineseNumberTests {
    private let today = CivilDate(daysSinceEpoch: 20_779)

    /// The first seventeen digits with the check character that fits them.
    private func completed(_ digits: String) -> String {
        let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
        let sum = zip(digits.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
        return digits + String(Array("10X98765432")[sum % 11])
    }

    private func fault(_ text: String) -> ResidentNumber.Fault? {
        do throws(ResidentNumber.Fault) {
            _ = try ResidentNumber(text, today: today)
            return nil
        } catch {
            return error
        }
    }

    @Test("a good identity number tells birth, sex and region, and a small x becomes a capital one")
    func residents() throws {
        let number = try ResidentNumber("11010519491231002x", today: today)
        #expect(number.text == "11010519491231002X" && number.sex == .female && number.regionCode == 110_105)
        #expect(number.birth == CivilDate(year: 1949, month: 12, day: 31) && number.isRegionPublished)
        // A county of 1983 to 1992, and somebody born long before.
        let historic = try ResidentNumber("440524188001010014", today: today)
        #expect(historic.sex == .male && historic.isRegionPublished)
    }

    @Test("each fault of an identity number is told apart")
    func badResidents() {
        // Its check would be a 1; with that, 3636 is no prefecture.
        #expect(fault("363636122211112222") == .wrongCheck && fault("363636122211112221") == .unknownRegion)
        #expect(fault("11010519491231002") == .malformed)
        #expect(fault("1101051949123100２X") == .malformed)
        #expect(fault("11010519491231002Y") == .malformed)
        #expect(fault("110105194912310021") == .wrongCheck)
        #expect(fault(completed("36363619900101001")) == .unknownRegion)
        #expect(fault(completed("99010119900101001")) == .unknownRegion)
        #expect(fault(completed("11010519900230001")) == .impossibleBirth)
        #expect(fault(completed("11010518491231001")) == .impossibleBirth)
        let tomorrow = CivilDate(daysSinceEpoch: today.daysSinceEpoch + 1)
        let born = tomorrow.text.filter { $0 != "-" }
        #expect(fault(completed("110105\(born)001")) == .impossibleBirth)
        let now = today.text.filter { $0 != "-" }
        #expect(fault(completed("110105\(now)001")) == nil)
    }

    @Test("a county younger than the list is accepted and marked")
    func youngCounty() throws {
        let number = try ResidentNumber(completed("11019919900101001"), today: today)
        #expect(!number.isRegionPublished)
        #expect(RegionCodes.standing(of: 710_000) == .published)
        #expect(RegionCodes.count > 7_000)
    }

    @Test("any single wrong digit of an identity number is found")
    func everyDigit() throws {
        let good = Array("11010519491231002X")
        for place in 0..<17 {
            for digit in "0123456789" where digit != good[place] {
                var bad = good
                bad[place] = digit
                #expect(fault(String(bad)) == .wrongCheck)
            }
        }
    }

    @Test(
        "credit codes of the standard and of life check, and no other",
        arguments: [
            "91110000101623741K", "911101066976941872", "91350100M000100Y43", "91350100m000100y43",
        ])
    func creditCodes(_ text: String) throws {
        let code = try CreditCode(text)
        #expect(code.text == text.uppercased() && code.regionCode != nil)
        var wrong = Array(text)
        wrong[3] = wrong[3] == "1" ? "2" : "1"
        #expect(throws: CreditCode.Fault.wrongCheck) { try CreditCode(String(wrong)) }
        #expect(throws: CreditCode.Fault.malformed) { try CreditCode(String(text.dropLast())) }
        #expect(throws: CreditCode.Fault.malformed) { try CreditCode("I" + text.dropFirst()) }
        #expect(throws: CreditCode.Fault.malformed) { try CreditCode("ß" + text.dropFirst(2)) }
    }

    @Test("a registration number from before the credit code checks by ISO 7064")
    func registrationNumbers() throws {
        #expect(try BusinessRegistrationNumber("110108000000016").text == "110108000000016")
        #expect(throws: BusinessRegistrationNumber.Fault.wrongCheck) {
            try BusinessRegistrationNumber("110108000000017")
        }
        #expect(throws: BusinessRegistrationNumber.Fault.malformed) { try BusinessRegistrationNumber("11010800000001") }
    }

    @Test("mobile numbers have one normal form, and those of virtual operators are marked")
    func mobiles() throws {
        #expect(try MobileNumber("+8613812345678").text == "13812345678")
        #expect(try !MobileNumber("13812345678").isVirtual)
        for prefix in ["162", "165", "167", "170", "171"] {
            #expect(try MobileNumber(prefix + "12345678").isVirtual)
        }
        let foreign = try MobileNumber("+4915112345678")
        #expect(!foreign.isMainland && !foreign.isVirtual)
        for bad in ["", "12812345678", "1381234567", "138123456789", "138 1234 5678", "１３８12345678", "+86123"] {
            #expect(throws: MobileNumber.Fault.malformed) { try MobileNumber(bad) }
        }
        for bad in ["+", "+0123456789", "+123456", "+1234567890123456", "+49 151"] {
            #expect(throws: MobileNumber.Fault.malformedInternational) { try MobileNumber(bad) }
        }
    }

    @Test("landlines and postcodes keep to their forms")
    func landlines() {
        for good in ["0791-86694220", "010-12345678", "07918669422", "0101234567", "0791-8669422"] {
            #expect(LandlineNumber(good) != nil, "\(good)")
        }
        for bad in [
            "", "-", "791-86694220", "0791-866942", "0791-866942201", "07-12345678", "0791--86694220", "0791-8669-4220",
            "４",
        ] {
            #expect(LandlineNumber(bad) == nil, "\(bad)")
        }
        #expect(Postcode("330000") != nil && Postcode("010010") != nil)
        for bad in ["", "33000", "3300000", "33000a", "３30000"] { #expect(Postcode(bad) == nil) }
    }

    @Test("e-mail addresses are those that mailboxes have")
    func addresses() {
        for good in ["a@b.cn", "first.last+tag@mail.example.com", "o'neil@example.co", "A_B@x-y.example"] {
            #expect(EmailAddress(good) != nil, "\(good)")
        }
        for bad in [
            "", "a", "@b.cn", "a@", "a@b", "a@b..cn", ".a@b.cn", "a.@b.cn", "a..b@c.cn", "a b@c.cn", "a@-b.cn",
            "a@b-.cn",
            "a@1.2.3.4", "a@b.cn\n", "a@b@c.cn", "\"a\"@b.cn", "张@b.cn", String(repeating: "a", count: 65) + "@b.cn",
            "a@" + String(repeating: "b", count: 64) + ".cn", "a@" + String(repeating: "b.", count: 126) + "cn",
        ] {
            #expect(EmailAddress(bad) == nil, "\(bad)")
        }
        #expect(EmailAddress("Me@EXAMPLE.cn")?.text == "Me@example.cn" && EmailAddress("Me@b.cn")?.key == "me@b.cn")
    }

    @Test("what is personal is shown by its edges alone")
    func masks() {
        #expect(Masking.email("zhang@example.cn") == "z****@example.cn")
        #expect(Masking.email("z@example.cn") == "****@example.cn" && Masking.email("nothing") == "****")
        #expect(Masking.address("河南省郑州市中原区一号") == "河南省郑州******")
        #expect(Masking.address("河南省郑州市中原区建设路一号院") == "河南省郑州市*********")
        #expect(Masking.address("一") == "*" && Masking.address("") == "")
    }
}
