internal import MeshKernel

extension Office {
    /// The offices of an authority that come with the program: those that its own pages name with their city. There are
    /// others, so they are shown, and a dossier may name any; a list that staff keep takes their place.
    package static func published(at authority: Authority) -> [Office] {
        switch authority {
        case .platform, .henan: []
        case .cpcc:
            [
                Office(
                    authority: .cpcc, name: "中国版权保护中心版权登记大厅（北京天桥）", city: "11", address: "", telephone: "",
                    source: "中国版权保护中心门户网 http://www.ccopyright.com.cn/", changedAt: WallTime(milliseconds: 0))
            ]
        }
    }
}
