/// The words that somebody consents to. Other words are another version: those who consented before are asked anew.
package struct ConsentWording: Sendable, Equatable {
    /// What it is about.
    package let kind: ConsentKind
    /// Names these words, e.g. `face-1`.
    package let version: String
    /// In Chinese; these are the words that count.
    package let chinese: String
    /// The same in English.
    package let english: String

    /// The words that count now.
    package static func of(_ kind: ConsentKind) -> ConsentWording {
        switch kind {
        case .identityDocument:
            ConsentWording(
                kind: kind, version: "identity_document-1",
                chinese: """
                    我单独同意：为核验权利人身份，收集并加密保存本人的身份证件图像及其所载姓名、证件号码、有效期，供审核人员查看，\
                    并可委托核验机构核对姓名、证件号码与手机号码是否一致。上述信息属于敏感个人信息；不同意则无法完成实名认证。\
                    我可随时撤回同意：图像即行销毁，尚未审结的申请随之撤回，已经完成的认证不受影响。
                    """,
                english: """
                    I consent, for this purpose alone: pictures of my identity document, and the name, number and validity on \
                    it, are taken and kept sealed to verify the right holder; staff of the review see them, and a provider \
                    may be asked whether name, number and mobile number belong together. This is sensitive personal \
                    information; without it nobody is verified. I may withdraw at any time: the pictures are destroyed, \
                    what is not decided yet is taken back, and a verification that was completed stands.
                    """)
        case .face:
            ConsentWording(
                kind: kind, version: "face-1",
                chinese: """
                    我单独同意：为确认证件由本人出示，收集并加密保存本人手持证件的面部图像，仅供审核人员人工比对，\
                    不提取人脸特征，不作其他用途。上述信息属于敏感个人信息；不同意则无法在要求手持照的登记机构完成实名认证。\
                    我可随时撤回同意：图像即行销毁，尚未审结的申请随之撤回，已经完成的认证不受影响。
                    """,
                english: """
                    I consent, for this purpose alone: a picture of my face with the document in my hand is taken and kept \
                    sealed, so that staff of the review see that the document is shown by its holder; no template of the \
                    face is made, and it serves nothing else. This is sensitive personal information; without it nobody is \
                    verified where such a picture is asked for. I may withdraw at any time: the picture is destroyed, what \
                    is not decided yet is taken back, and a verification that was completed stands.
                    """)
        }
    }

    /// The pictures that rest on this consent.
    package var slots: [DocumentSlot] { DocumentSlot.allCases.filter { $0.consent == kind } }
}
