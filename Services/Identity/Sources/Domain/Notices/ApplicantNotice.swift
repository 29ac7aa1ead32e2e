internal import MeshCrypto
package import MeshKernel

/// The notice (须知) that whoever hands a dossier in has read and promises to keep to (我承诺). The sources show that one is
/// read and promised, and not what it says: these words are ours, made of the rules that hold at the authority, so that it
/// promises nothing else than what is asked there.
package struct ApplicantNotice: Sendable, Equatable {
    /// Bounds of a version.
    package enum Limits {
        /// Hexadecimal digits of the words' digest.
        package static let versionDigits = 12
    }

    /// Whose it is.
    package let authority: Authority
    /// In Chinese; these are the words that count.
    package let chinese: String
    /// The same in English.
    package let english: String

    /// The words that hold under these rules.
    package init(_ rules: AuthorityRules) {
        authority = rules.authority
        chinese = Self.numbered(Self.clauses(rules).map(\.chinese), title: Self.title(rules.authority).chinese)
        english = Self.numbered(Self.clauses(rules).map(\.english), title: Self.title(rules.authority).english)
    }

    /// Names these words, e.g. `henan-0123456789ab`: other words have another one, so that nobody has promised what they
    /// have not read.
    package var version: String {
        let digest = Digest.sha256(Array((chinese + "\u{0}" + english).utf8))
        return "\(authority.rawValue)-\(Hexadecimal.encode(digest).prefix(Limits.versionDigits))"
    }

    private struct Clause {
        let chinese: String
        let english: String

        init(_ chinese: String, _ english: String) {
            self.chinese = chinese
            self.english = english
        }
    }

    private static func title(_ authority: Authority) -> Clause {
        switch authority {
        case .platform: Clause("实名认证须知", "Before you are verified")
        case .henan: Clause("用户注册须知", "Before you register in Henan")
        case .cpcc: Clause("中国版权保护中心实名认证须知", "Before you are verified at the Copyright Protection Centre of China")
        }
    }

    private static func numbered(_ clauses: [String], title: String) -> String {
        ([title] + clauses.enumerated().map { "\($0.offset + 1). \($0.element)" }).joined(separator: "\n")
    }

    private static func clauses(_ rules: AuthorityRules) -> [Clause] {
        facts(rules) + pictures(rules) + review(rules)
    }

    private static func facts(_ rules: AuthorityRules) -> [Clause] {
        var clauses = [
            Clause(
                "所填信息真实、完整，并与所上传的证件一致；信息不实的，由填报人承担由此产生的责任。",
                "What is filled in is true and whole, and is what the documents say; whoever fills it in answers for it."
            )
        ]
        if rules.asksForProvinceOfOrigin {
            clauses.append(
                Clause(
                    "省内、省外用户如实选择，用户来源地按实际居住地填写。",
                    "Whether you are of the province, and where you come from, is where you really live."))
        }
        clauses.append(
            Clause(
                "手机号码属于权利人本人；一个手机号码只能认证一位权利人，不可重复使用，并请及时接听。",
                "The mobile number is the right holder's own; one number verifies one right holder and no other, and is answered."
            ))
        if rules.asksForEmailCode || rules.needsConfirmedEmail {
            clauses.append(
                Clause("电子邮箱以验证码确认后方可提交。", "The e-mail address is confirmed by a code before anything is handed in."))
        }
        if rules.asksForAdministrator {
            clauses.append(
                Clause(
                    "机构由管理员办理，管理员的姓名、证件及其有效期须真实有效。",
                    "An institution says who registers it; that person's name and document are real and valid."))
        }
        return clauses
    }

    private static func pictures(_ rules: AuthorityRules) -> [Clause] {
        let bytes = Quantity(rules.pictureBytesLimit)
        let types = AuthorityRules.PictureType.allCases.filter(rules.pictureTypes.contains)
            .map { $0.rawValue.uppercased() }
        var clauses = [
            Clause(
                "证件图像清晰、完整、有效，格式为 \(types.joined(separator: "、"))，每张小于 \(bytes.text)。",
                "Pictures are clear, whole and valid, of type \(types.joined(separator: " or ")), each smaller than \(bytes.text)."
            )
        ]
        if rules.asksForFlatLicence {
            clauses.append(
                Clause("机构证件平铺、正对拍摄。", "The document of an institution lies flat and is taken from the front."))
        }
        if rules.asksForSealedLicence {
            clauses.append(
                Clause(
                    "机构证件为加盖本单位公章（红章）的复印件。", "The document of an institution is a copy that bears its red seal."))
        }
        if rules.asksForTradingPlatform {
            clauses.append(
                Clause(
                    "省内交易平台请同时附上相关证明材料。", "A trading platform of the province brings what shows that it is one."))
        }
        if let watermark = rules.watermark {
            clauses.append(
                Clause(
                    "图像如加水印，水印只能是“\(watermark)”，不得有其他字样。",
                    "A watermark, if there is one, reads \(watermark) and nothing else."))
        }
        return clauses
    }

    private static func review(_ rules: AuthorityRules) -> [Clause] {
        let days = rules.reviewWorkingDays
        var clauses = [
            rules.mayExtendReview
                ? Clause(
                    "审核时间为 \(days) 个工作日内，可延长一次并通知申请人。",
                    "The review takes \(days) working days at most; it may be extended once, of which you are told.")
                : Clause("审核时间为 \(days) 个工作日内。", "The review takes \(days) working days at most.")
        ]
        if rules.needsApprovalToSignIn {
            clauses.append(
                Clause(
                    "审核通过后方可登录；此前登录只能查看审核状态和补正。",
                    "You sign in once you were approved; before that you see how it stands and correct it, and nothing else."
                ))
        }
        clauses.append(
            Clause(
                "审核不通过的，按所列理由和内容补正；补正后须重新承诺，审核时间重新计算。",
                "What is given back is corrected in what was named; it is promised anew, and the review begins anew."))
        return clauses
    }

    /// So many bytes as people read them.
    private struct Quantity {
        private static let mebibyte = 1_048_576
        let text: String

        init(_ bytes: Int) {
            text = bytes.isMultiple(of: Self.mebibyte) ? "\(bytes / Self.mebibyte) MB" : "\(bytes) B"
        }
    }
}

/// That a notice was read and promised, when a dossier was handed in.
package struct ApplicantPromise: Sendable, Equatable {
    /// Which dossier.
    package let dossier: Identifier
    /// In which round.
    package let round: Int
    /// Version of the words.
    package let notice: String
    /// When it was handed in with it.
    package let promisedAt: WallTime

    package init(dossier: Identifier, round: Int, notice: String, promisedAt: WallTime) {
        self.dossier = dossier
        self.round = round
        self.notice = notice
        self.promisedAt = promisedAt
    }
}
