import MeshKernel
import Notify
import Testing

@Suite("Requests signed for Alibaba Cloud", .timeLimit(.minutes(5)))
struct AliyunRequestTests {
    private func request(_ parameters: [String: String], secret: String = "YourAccessKeySecret") -> AliyunRequest {
        AliyunRequest(
            action: "RunInstances", version: "2014-05-26", host: "ecs.cn-shanghai.aliyuncs.com",
            parameters: parameters, at: WallTime(milliseconds: 1_698_315_752_000),
            nonce: "3156853299f313e23d1673dc12e1703d",
            credential: .init(id: "YourAccessKeyId", secret: secret))
    }

    private let parameters = [
        "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai",
    ]

    @Test("the published example has its published signature")
    func vector() {
        #expect(
            request(parameters).headers.last?.value
                == "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;"
                + "x-acs-date;x-acs-signature-nonce;x-acs-version,"
                + "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0")
    }

    @Test("names and values are encoded and sorted, and each of them is signed")
    func query() {
        let request = request(["b": "短信 +&=", "a": "~-_."])
        #expect(request.query == "a=~-_.&b=%E7%9F%AD%E4%BF%A1%20%2B%26%3D")
        #expect(request != self.request(["b": "短信 +&", "a": "~-_."]))
        #expect(request != self.request(["b": "短信 +&=", "a": "~-_."], secret: "other"))
    }
}
