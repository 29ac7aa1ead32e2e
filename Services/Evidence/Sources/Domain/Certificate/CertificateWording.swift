internal import MeshCrypto

/// The words of a certificate in one language.
protocol CertificateWording {
    var title: String { get }
    var subtitle: String { get }
    var notEvidence: String { get }

    var numberLabel: String { get }
    var nameLabel: String { get }
    var projectLabel: String { get }
    var holderLabel: String { get }
    var fileLabel: String { get }
    var acceptedLabel: String { get }
    var timestampLabel: String { get }
    var clientLabel: String { get }
    var chainLabel: String { get }
    var logLabel: String { get }
    var leafLabel: String { get }
    var serialLabel: String { get }
    var policyLabel: String { get }
    var issuerLabel: String { get }
    var possessionLabel: String { get }

    func holder(
        _ masked: String, isNamed: Bool, _ verification: WorkMetadata.Holder.Verification,
        by authority: HolderAttestation.Authority?
    ) -> String
    func size(_ bytes: String, mediaType: String) -> String
    func beijing(_ time: String) -> String
    func utc(_ time: String) -> String
    func place(inChain sequence: UInt64) -> String
    func place(inLog index: UInt64) -> String
    func clock(policy: String) -> String
    func possession(_ mode: WorkMetadata.Mode) -> String

    /// What the bundle shows and what not.
    var meaning: String { get }
    func bundle(named name: String) -> String
    func check(at address: String) -> String
    var checkByNumber: String { get }
    var offline: String { get }
}

struct ChineseWording: CertificateWording {
    let title = "存证证书"
    let subtitle = "EVIDENCE CERTIFICATE"
    let notEvidence = "仅供阅读 · 非证据 · 以证据包为准"

    let numberLabel = "证据编号"
    let nameLabel = "作品名称"
    let projectLabel = "所属项目"
    let holderLabel = "持有人"
    let fileLabel = "大小与类型"
    let acceptedLabel = "受理时间"
    let timestampLabel = "时间戳时间"
    let clientLabel = "提交端自述，未核验"
    let chainLabel = "证据链序号"
    let logLabel = "日志位置"
    let leafLabel = "日志叶哈希"
    let serialLabel = "时间戳序列号"
    let policyLabel = "时间戳策略"
    let issuerLabel = "时间戳签发者"
    let possessionLabel = "原件"

    func holder(
        _ masked: String, isNamed: Bool, _ verification: WorkMetadata.Holder.Verification,
        by authority: HolderAttestation.Authority?
    ) -> String {
        let checked =
            switch (verification, authority) {
            case (.unverified, _): "身份未核验"
            case (.verified, nil): "已实名认证"
            case (.verified, .platform): "已由本平台实名认证"
            case (.verified, .henan): "已按河南省版权登记要求实名认证"
            case (.verified, .cpcc): "已按中国版权保护中心要求实名认证"
            }
        return isNamed ? "\(masked)（\(checked)）" : "\(masked)（账户；\(checked)）"
    }

    func size(_ bytes: String, mediaType: String) -> String { "\(bytes) 字节 · \(mediaType)" }
    func beijing(_ time: String) -> String { "\(time) 北京时间（UTC+8）" }
    func utc(_ time: String) -> String { "\(time) 协调世界时（UTC）" }
    func place(inChain sequence: UInt64) -> String { "\(sequence)（自 0 起，本项目第 \(grouped(sequence &+ 1)) 件）" }
    func place(inLog index: UInt64) -> String { "第 \(index) 条（自 0 起）" }

    func clock(policy: String) -> String {
        switch policy {
        case TimestampPolicy.synchronisedClock: "签发时系统时钟已与时间源同步"
        case TimestampPolicy.hostClock: "签发时采用主机时钟，未经时间同步"
        default: "含义由签发者定义"
        }
    }

    func possession(_ mode: WorkMetadata.Mode) -> String {
        switch mode {
        case .bytes: "已提交文件全部字节"
        case .digest: "仅提交摘要，未证明持有原件（possession not shown）"
        }
    }

    let meaning =
        "证据包说明两件事：摘要如上的文件，自时间戳时间起未被改动；"
        + "该文件不晚于该时间已经存在，并处于本项目的上述次序。"
        + "证据包不说明作品由何人创作，也不说明权利归属。"
    func bundle(named name: String) -> String {
        "本证书本身不是证据，证据是证据包 \(name)。请用证据包和原文件核验，"
            + "勿仅凭本证书作出判断。"
    }
    func check(at address: String) -> String { "扫码或访问核验：\(address)" }
    let checkByNumber = "二维码内容为证据编号。"
    let offline = "离线核验（FILE 为原文件；TRUST 为信任锚目录，其中 log.pub 与 tsa-ca.pem 须另行取得，不得取自证据包）"
}

struct EnglishWording: CertificateWording {
    let title = "Evidence Certificate"
    let subtitle = "存证证书"
    let notEvidence = "For reading only · Not evidence · The bundle alone counts"

    let numberLabel = "Evidence number"
    let nameLabel = "Name of the work"
    let projectLabel = "Project"
    let holderLabel = "Holder"
    let fileLabel = "Size and type"
    let acceptedLabel = "Accepted"
    let timestampLabel = "Timestamp"
    let clientLabel = "Told by sender, unchecked"
    let chainLabel = "Place in the chain"
    let logLabel = "Place in the log"
    let leafLabel = "Leaf hash in the log"
    let serialLabel = "Token serial number"
    let policyLabel = "Token policy"
    let issuerLabel = "Token issuer"
    let possessionLabel = "Original file"

    func holder(
        _ masked: String, isNamed: Bool, _ verification: WorkMetadata.Holder.Verification,
        by authority: HolderAttestation.Authority?
    ) -> String {
        let checked =
            switch (verification, authority) {
            case (.unverified, _): "identity not checked"
            case (.verified, nil): "identity verified"
            case (.verified, .platform): "identity verified by this platform"
            case (.verified, .henan): "identity verified to the rules of Henan's registration"
            case (.verified, .cpcc): "identity verified to the rules of the CPCC"
            }
        return isNamed ? "\(masked) (\(checked))" : "\(masked) (account; \(checked))"
    }

    func size(_ bytes: String, mediaType: String) -> String { "\(bytes) bytes · \(mediaType)" }
    func beijing(_ time: String) -> String { "\(time) Beijing time (UTC+8)" }
    func utc(_ time: String) -> String { "\(time) UTC" }
    func place(inChain sequence: UInt64) -> String { "\(sequence), counted from 0 within its project" }
    func place(inLog index: UInt64) -> String { "entry \(index), counted from 0" }

    func clock(policy: String) -> String {
        switch policy {
        case TimestampPolicy.synchronisedClock: "the authority's clock was synchronised"
        case TimestampPolicy.hostClock: "the authority's clock was the host's, without time synchronisation"
        default: "its meaning is the issuer's to say"
        }
    }

    func possession(_ mode: WorkMetadata.Mode) -> String {
        switch mode {
        case .bytes: "all of its bytes were submitted"
        case .digest: "only digests were submitted; possession not shown"
        }
    }

    let meaning =
        "The proof bundle shows two things: that a file with these digests has not changed since the time of the "
        + "timestamp, and that it existed no later than then, at this place in its project. It does not show who made "
        + "the work, or whose the rights are."
    func bundle(named name: String) -> String {
        "This certificate is not evidence; the bundle \(name) is. Check the bundle and the original file, and do not "
            + "rely on this sheet."
    }
    func check(at address: String) -> String { "Scan, or check at \(address)" }
    let checkByNumber = "The code holds the evidence number."
    let offline =
        "Offline (FILE: the original file; TRUST: a folder with log.pub and tsa-ca.pem from a source of your own, "
        + "never from the bundle)"
}

extension CertificateWording {
    /// Digits in groups of three.
    func grouped(_ number: UInt64) -> String {
        let digits = Array(String(number))
        return digits.indices.map { place in
            (place > 0 && (digits.count - place) % 3 == 0 ? "," : "") + String(digits[place])
        }.joined()
    }
}
