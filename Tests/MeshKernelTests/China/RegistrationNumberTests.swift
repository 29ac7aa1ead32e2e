import MeshKernel
import Testing

@Suite("Numbers of registrations")
struct RegistrationNumberTests {
    @Test("a work's number tells who registered it, when, and what it is")
    func works() throws {
        let national = try WorksNumber("国作登字-2021-A-01233328")
        #expect(national.region == "国" && national.year == 2_021 && national.category == "A")
        let province = try WorksNumber("黔作登字-2023-A-00854088")
        #expect(province.region == "黔" && province.year == 2_023 && province.text == "黔作登字-2023-A-00854088")
        for bad in [
            "", "国作登字-2021-A-0123332", "国作登字-2021-A-012333281", "国作登字-2021-Q-01233328", "国作登字-2021-a-01233328",
            "甲作登字-2021-A-01233328", "国作登-2021-A-01233328", "国作登字2021A01233328", "国作登字-21-A-01233328",
            "国作登字-2021-A-0123332８", " 国作登字-2021-A-01233328", "国作登字-2021-A-01233328-", "作登字-2021-A-01233328",
        ] {
            #expect(throws: WorksNumber.Fault.malformed, "\(bad)") { try WorksNumber(bad) }
        }
    }

    @Test("a software's number has a year, SR, and six digits or seven")
    func software() throws {
        #expect(try SoftwareNumber("2023SR0854088").year == 2_023)
        #expect(try SoftwareNumber("2009SR012345").text == "2009SR012345")
        for bad in [
            "", "2023SR08540", "2023SR08540881", "2023sr0854088", "2023RS0854088", "23SR0854088", "2023SR085408８",
            "2023SR-854088", " 2023SR0854088", "软著登字第0854088号",
        ] {
            #expect(throws: SoftwareNumber.Fault.malformed, "\(bad)") { try SoftwareNumber(bad) }
        }
    }
}
