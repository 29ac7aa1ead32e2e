/// A section of the classification of national economic activities (GB/T 4754-2017).
package enum Industry: String, Sendable, CaseIterable {
    case agriculture = "A"
    case mining = "B"
    case manufacturing = "C"
    case energyAndWater = "D"
    case construction = "E"
    case trade = "F"
    case transportAndPost = "G"
    case accommodationAndCatering = "H"
    case informationAndSoftware = "I"
    case finance = "J"
    case realEstate = "K"
    case leasingAndBusiness = "L"
    case researchAndTechnology = "M"
    case waterAndEnvironment = "N"
    case residentServices = "O"
    case education = "P"
    case healthAndSocialWork = "Q"
    case cultureSportsAndEntertainment = "R"
    case publicAdministration = "S"
    case internationalOrganisations = "T"

    /// Where the list is from.
    package static let source = "GB/T 4754-2017"
    /// Which one it is: the year of the standard.
    package static let edition = "2017"

    /// As the standard calls it.
    package var name: String {
        switch self {
        case .agriculture: "农、林、牧、渔业"
        case .mining: "采矿业"
        case .manufacturing: "制造业"
        case .energyAndWater: "电力、热力、燃气及水生产和供应业"
        case .construction: "建筑业"
        case .trade: "批发和零售业"
        case .transportAndPost: "交通运输、仓储和邮政业"
        case .accommodationAndCatering: "住宿和餐饮业"
        case .informationAndSoftware: "信息传输、软件和信息技术服务业"
        case .finance: "金融业"
        case .realEstate: "房地产业"
        case .leasingAndBusiness: "租赁和商务服务业"
        case .researchAndTechnology: "科学研究和技术服务业"
        case .waterAndEnvironment: "水利、环境和公共设施管理业"
        case .residentServices: "居民服务、修理和其他服务业"
        case .education: "教育"
        case .healthAndSocialWork: "卫生和社会工作"
        case .cultureSportsAndEntertainment: "文化、体育和娱乐业"
        case .publicAdministration: "公共管理、社会保障和社会组织"
        case .internationalOrganisations: "国际组织"
        }
    }
}
