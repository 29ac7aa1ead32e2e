import MeshAPI

/// What the fields and pictures of a dossier are called at a terminal.
enum DossierWords {
    private static let fields: [String: String] = [
        "origin": "in_province or out_of_province 省内 省外",
        "holder_kind":
            "person, enterprise, state_organ, public_institution, social_group or other_organisation 权利人类型",
        "nationality": "country as two letters, e.g. CN 国籍",
        "province": "province 省份", "city": "city 城市", "district": "district 区县",
        "institution_name": "name of the institution 机构名称",
        "founded_on": "day it was founded, YYYY-MM-DD 成立日期",
        "runs_trading_platform": "yes or no: whether it runs a trading platform 交易平台",
        "document_kind": "kind of document, e.g. resident_identity_card, passport, business_licence 证件类型",
        "real_name": "name as in the document 真实姓名", "document_number": "number of the document 证件号码",
        "valid_from": "first day it is valid, YYYY-MM-DD 有效期起",
        "valid_until": "last day it is valid, YYYY-MM-DD 有效期止",
        "is_long_term": "yes or no: whether it is valid for ever 长期",
        "administrator_name": "administrator's name 管理员姓名",
        "administrator_sex": "administrator's sex: female or male 管理员性别",
        "administrator_birth": "administrator's day of birth, YYYY-MM-DD 管理员出生日期",
        "administrator_document_kind": "administrator's kind of document 管理员证件类型",
        "administrator_document_number": "number of the administrator's document 管理员证件号码",
        "administrator_valid_from": "first day the administrator's document is valid, YYYY-MM-DD 管理员证件有效期起",
        "administrator_valid_until": "last day the administrator's document is valid, YYYY-MM-DD 管理员证件有效期止",
        "administrator_is_long_term": "yes or no: whether the administrator's document is valid for ever 管理员证件长期",
        "address": "address 地址", "postcode": "postcode 邮编", "contact_name": "whom to ask for 联系人",
        "mobile": "mobile number 手机", "landline": "telephone number 电话", "email": "e-mail address 邮箱",
        "email_code": "code that was sent to the e-mail address 邮箱验证码",
        "industry": "letter of the industry, A to T (GB/T 4754) 所属行业",
        "office_city": "code of the office's city, e.g. 4101 登记办理城市", "office": "office 办理机构",
        "promise": "version of the notice that was read and promised 承诺",
    ]

    private static let pictures: [String: String] = [
        "portrait_side": "side of the document with the portrait 人像面",
        "emblem_side": "side of the document with the emblem 国徽面",
        "handheld": "holder with the document in their hand 手持照", "identity_copy": "copy of the document 证件复印件",
        "licence": "licence, flat and from the front 营业执照",
        "trading_platform_proof": "proof that it runs a trading platform 交易平台证明",
    ]

    /// What stands in a field; its own name for one that this tool does not know.
    static func field(_ name: String) -> String { fields[name] ?? name }

    /// What a picture shows; its own name for one that this tool does not know.
    static func picture(_ slot: String) -> String { pictures[slot] ?? slot }

    /// Every field that this tool knows, sorted.
    static var fieldNames: [String] { fields.keys.sorted() }
}

extension IdentityV1.DossierState {
    /// As people read it.
    var word: String {
        switch self {
        case .draft: "draft"
        case .inReview: "in review"
        case .correctionDue: "to be corrected"
        case .approved: "approved"
        case .failed: "refused"
        case .withdrawn: "withdrawn"
        case .unspecified, .unrecognized: "unknown"
        }
    }
}
