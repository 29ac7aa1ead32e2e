import MeshKernel
import Testing

@Suite("Countries' codes")
struct CountryCodeTests {
    @Test("there are 249, each two capital letters and once, and nothing else is one")
    func codes() {
        #expect(CountryCodes.all.count == 249 && Set(CountryCodes.all).count == 249)
        #expect(CountryCodes.all == CountryCodes.all.sorted())
        #expect(CountryCodes.all.allSatisfy { $0.utf8.count == 2 && $0.utf8.allSatisfy { (65...90).contains($0) } })
        for code in ["CN", "DE", "US", "HK", "MO", "TW", "GB", "ZW", "AD"] { #expect(CountryCodes.contains(code)) }
        for text in ["ZZ", "UK", "EU", "AN", "SU", "XX", "cn", "CHN", "C", "", " CN", "ＣＮ"] {
            #expect(!CountryCodes.contains(text), "\(text)")
        }
    }
}
