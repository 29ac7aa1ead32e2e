/// What an agent may do for a holder. The raw value is what is stored.
package enum Business: String, Sendable, CaseIterable {
    /// 作品登记.
    case worksRegistration = "works_registration"
    /// 软件登记.
    case softwareRegistration = "software_registration"
    /// 变更或补充登记.
    case registrationChange = "registration_change"
    /// 转让或专有许可合同登记.
    case contractRegistration = "contract_registration"
    /// 存证, 备案.
    case evidence
    /// 上架, 许可.
    case market
}
