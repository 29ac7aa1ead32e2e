/// A closed list of words that every language has its own wording for.
package struct WordList: Sendable, Equatable {
    /// One word.
    package struct Word: Sendable, Equatable {
        /// As it is sent.
        package let key: String
        /// In simplified and traditional characters, and in English.
        private let simplified: String, traditional: String, english: String

        package init(_ key: String, _ simplified: String, _ traditional: String, _ english: String) {
            self.key = key
            self.simplified = simplified
            self.traditional = traditional
            self.english = english
        }

        /// Its wording.
        package func text(in language: Language) -> String {
            switch language {
            case .simplifiedChinese: simplified
            case .traditionalChinese: traditional
            case .english: english
            }
        }
    }

    /// The words, in no particular order.
    package let words: [Word]

    package init(_ words: [Word]) {
        self.words = words
    }

    /// The word of a key; nil when the list has none.
    package subscript(key: String) -> Word? { words.first { $0.key == key } }

    /// What a code is for.
    package static let codePurposes = WordList([
        Word("registration", "注册", "註冊", "registration"),
        Word("login", "登录", "登入", "sign-in"),
        Word("password", "重置密码", "重設密碼", "password reset"),
        Word("mobile", "更换手机", "更換手機", "new mobile number"),
        Word("binding", "绑定第三方登录", "綁定第三方登入", "third-party sign-in"),
        Word("email", "验证邮箱", "驗證郵箱", "e-mail confirmation"),
        Word("identity", "实名认证", "實名認證", "real-name verification"),
        Word("membership", "加入机构", "加入機構", "joining an institution"),
        Word("agency", "确认代理人委托", "確認代理人委託", "consent to an agent"),
    ])

    /// What was decided on.
    package static let matters = WordList([
        Word("dossier", "注册资料", "註冊資料", "registration dossier"),
        Word("identity", "实名认证", "實名認證", "real-name verification"),
        Word("works", "作品登记申请", "作品登記申請", "works registration"),
        Word("software", "软件登记申请", "軟體登記申請", "software registration"),
        Word("change", "变更登记申请", "變更登記申請", "change registration"),
        Word("contract", "合同登记申请", "合約登記申請", "contract registration"),
        Word("listing", "上架申请", "上架申請", "listing"),
        Word("refund", "退款申请", "退款申請", "refund"),
    ])

    /// What a dossier asks for: its fields, and its pictures.
    package static let dossierFields = WordList([
        Word("origin", "省内或省外", "省內或省外", "in or out of the province"),
        Word("holder_kind", "权利人类型", "權利人類型", "kind of right holder"),
        Word("nationality", "国籍", "國籍", "nationality"),
        Word("province", "省份", "省份", "province"),
        Word("city", "城市", "城市", "city"),
        Word("district", "区县", "區縣", "district"),
        Word("institution_name", "机构名称", "機構名稱", "institution's name"),
        Word("founded_on", "成立日期", "成立日期", "founding date"),
        Word("runs_trading_platform", "是否运营交易平台", "是否營運交易平台", "trading platform or not"),
        Word("document_kind", "证件类型", "證件類型", "kind of document"),
        Word("real_name", "姓名", "姓名", "name"),
        Word("document_number", "证件号码", "證件號碼", "document's number"),
        Word("valid_from", "证件有效期起始日", "證件有效期起始日", "document valid from"),
        Word("valid_until", "证件有效期截止日", "證件有效期截止日", "document valid until"),
        Word("is_long_term", "证件是否长期有效", "證件是否長期有效", "long-term validity"),
        Word("administrator_name", "管理员姓名", "管理員姓名", "administrator's name"),
        Word("administrator_sex", "管理员性别", "管理員性別", "administrator's sex"),
        Word("administrator_birth", "管理员出生日期", "管理員出生日期", "administrator's birth date"),
        Word("administrator_document_kind", "管理员证件类型", "管理員證件類型", "administrator's document"),
        Word("administrator_document_number", "管理员证件号码", "管理員證件號碼", "administrator's number"),
        Word("administrator_valid_from", "管理员证件有效期起始日", "管理員證件有效期起始日", "administrator's document valid from"),
        Word("administrator_valid_until", "管理员证件有效期截止日", "管理員證件有效期截止日", "administrator's document valid until"),
        Word("administrator_is_long_term", "管理员证件是否长期有效", "管理員證件是否長期有效", "administrator's document without an end"),
        Word("address", "联系地址", "聯絡地址", "address"),
        Word("postcode", "邮政编码", "郵遞區號", "postcode"),
        Word("contact_name", "联系人", "聯絡人", "contact person"),
        Word("mobile", "手机号码", "手機號碼", "mobile number"),
        Word("landline", "固定电话", "固定電話", "landline"),
        Word("email", "电子邮箱", "電子郵箱", "e-mail address"),
        Word("email_code", "邮箱验证码", "郵箱驗證碼", "code sent to the e-mail address"),
        Word("industry", "所属行业", "所屬行業", "industry"),
        Word("office_city", "登记办理城市", "登記辦理城市", "registration office's city"),
        Word("office", "登记机构", "登記機構", "registration office"),
        Word("promise", "承诺", "承諾", "promise"),
        Word("portrait_side", "证件人像面照片", "證件人像面照片", "picture of the portrait side"),
        Word("emblem_side", "证件国徽面照片", "證件國徽面照片", "picture of the emblem side"),
        Word("handheld", "手持证件照", "手持證件照", "photo with the document in hand"),
        Word("identity_copy", "身份证件复印件", "身份證件影本", "copy of the identity document"),
        Word("licence", "机构证件照片", "機構證件照片", "picture of the institution's document"),
        Word("trading_platform_proof", "交易平台证明", "交易平台證明", "proof of the trading platform"),
    ])

    /// What has happened to an account.
    package static let securityEvents = WordList([
        Word("device", "在新设备上登录", "在新裝置上登入", "was signed in to on a new device"),
        Word("password", "修改了密码", "修改了密碼", "has a new password"),
        Word("mobile", "更换了手机号码", "更換了手機號碼", "has a new mobile number"),
        Word(
            "freed", "因手机号码已被运营商分配给他人而解除了绑定", "因手機號碼已被電信商分配給他人而解除了綁定",
            "has lost its mobile number, which its carrier gave to somebody else"),
        Word("email", "更换了邮箱", "更換了郵箱", "has a new e-mail address"),
        Word("locked", "因多次输错密码被锁定", "因多次輸錯密碼被鎖定", "was locked after wrong passwords"),
        Word(
            "copied", "因登录凭证被重复使用退出了一台设备", "因登入憑證被重複使用登出了一台裝置", "was signed out on one device whose sign-in was copied"),
        Word("linked", "关联了第三方登录", "關聯了第三方登入", "can be signed in to through a third party"),
        Word("unlinked", "解除了第三方登录的关联", "解除了第三方登入的關聯", "can no longer be signed in to through a third party"),
        Word("agency_asked", "收到了代理人的委托确认请求", "收到了代理人的委託確認請求", "was asked to consent to an agent"),
        Word("agency_began", "的代理委托已生效", "的代理委託已生效", "has an agent's mandate in force"),
        Word("agency_ended", "的代理委托已终止", "的代理委託已終止", "has an agent's mandate that ended"),
        Word("role", "的员工权限已变更", "的員工權限已變更", "has changed roles of employees"),
        Word("erasure", "收到了删除个人信息的申请", "收到了刪除個人資訊的申請", "was asked to be erased"),
    ])

    /// Why an order was closed.
    package static let orderEnds = WordList([
        Word("timeout", "逾期未支付", "逾期未支付", "was not paid in time"),
        Word("cancelled", "已取消", "已取消", "was cancelled"),
    ])

    /// Where a ticket stands.
    package static let ticketStates = WordList([
        Word("assigned", "已分配顾问", "已分配顧問", "has an adviser"),
        Word("in_progress", "正在处理", "正在處理", "is being worked on"),
        Word("awaiting_user", "等待您的回复", "等待您的回覆", "waits for your answer"),
        Word("resolved", "已解决", "已解決", "is resolved"),
        Word("closed", "已关闭", "已關閉", "is closed"),
    ])
}
