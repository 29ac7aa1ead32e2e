import MeshKernel
import Testing

@Suite("What is shown of personal data")
struct MaskingTests {
    @Test(
        "of a name, its ends",
        arguments: [
            ("张小二", "张*二"), ("张三", "张*"), ("张", "*"), ("", ""), ("欧阳小二", "欧**二"), ("Ada", "A*a"),
            ("👨‍👩‍👧é二", "👨‍👩‍👧*二"),
        ])
    func names(name: String, shown: String) {
        #expect(Masking.name(name) == shown)
    }

    @Test(
        "of an identity document's number, four characters at either end, two of a shorter one, nothing of a short one",
        arguments: [
            ("363636122211112222", "3636**********2222"), ("11010519491231002X", "1101**********002X"),
            ("E12345678", "E1*****78"), ("123456789012345", "12***********45"), ("12345678", "********"), ("", ""),
        ])
    func identityNumbers(number: String, shown: String) {
        #expect(Masking.identityNumber(number) == shown)
    }

    @Test(
        "of a mobile number, three digits and four, and nothing of a short one",
        arguments: [("13812341234", "138****1234"), ("1381234", "*******"), ("", "")])
    func mobiles(number: String, shown: String) {
        #expect(Masking.mobile(number) == shown)
    }

    @Test(
        "of an account, its kind and four characters, and never its length",
        arguments: [
            ("acc_01jd9x7k3q", "acc_****7k3q"), ("acc_1234", "acc_****"), ("acc_", "acc_****"), ("nobody", "****"),
            ("", "****"), ("acc_a_bcdef", "acc_****cdef"),
        ])
    func accounts(account: String, shown: String) {
        #expect(Masking.account(account) == shown)
    }
}
