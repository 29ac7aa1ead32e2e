import Identity
import MeshKernel
import MeshTestKit
import Testing

@Suite("Fields of forms", .timeLimit(.minutes(5)))
struct FieldTests {
    private let today = CivilDate(daysSinceEpoch: 20_779)

    private func fault<Value>(_ body: () throws(FieldFault.Reason) -> Value) -> FieldFault.Reason? {
        do throws(FieldFault.Reason) {
            _ = try body()
            return nil
        } catch {
            return error
        }
    }

    private func number(_ text: String, _ kind: DocumentKind) -> FieldFault.Reason? {
        fault { () throws(FieldFault.Reason) in try DocumentNumber(text, kind: kind, today: today) }
    }

    @Test("user names are never taken for numbers or addresses, and case makes no second name")
    func userNames() throws {
        for good in ["abcd", "张三李四", "fox_moon-1.x", "A123"] {
            #expect(fault { () throws(FieldFault.Reason) in try UserName(good) } == nil, "\(good)")
        }
        for bad in ["1abc", "_abc", "a b c", "ab@cd", "abcd\n", "ａｂｃｄ", "abc\u{301}d", "abcd'; DROP TABLE accounts;--"]
        {
            #expect(fault { () throws(FieldFault.Reason) in try UserName(bad) } == .malformed, "\(bad)")
        }
        #expect(fault { () throws(FieldFault.Reason) in try UserName("") } == .empty)
        #expect(fault { () throws(FieldFault.Reason) in try UserName("abc") } == .tooShort(minimumCharacters: 4))
        #expect(
            fault { () throws(FieldFault.Reason) in try UserName(String(repeating: "a", count: 31)) }
                == .tooLong(maximumCharacters: 30))
        #expect(try UserName("FoxMoon").key == UserName("foxmoon").key)
    }

    @Test("a person's name is letters of any script and what joins them, at most fifty characters")
    func names() throws {
        for good in ["张老二", "阿卜杜拉·买买提", "Anne-Marie O'Neil", "José", " 张三 "] {
            #expect(fault { () throws(FieldFault.Reason) in try PersonName(good) } == nil, "\(good)")
        }
        #expect(try PersonName(" 张三 ").text == "张三")
        for bad in ["张3", "<b>张</b>", "{{7*7}}", "张;三", "···"] {
            #expect(fault { () throws(FieldFault.Reason) in try PersonName(bad) } == .malformed, "\(bad)")
        }
        #expect(fault { () throws(FieldFault.Reason) in try PersonName("  ") } == .empty)
        #expect(fault { () throws(FieldFault.Reason) in try PersonName("张\u{202E}三") } == .controlCharacter)
        #expect(fault { () throws(FieldFault.Reason) in try PersonName(String(repeating: "张", count: 50)) } == nil)
        #expect(
            fault { () throws(FieldFault.Reason) in try PersonName(String(repeating: "张", count: 51)) }
                == .tooLong(maximumCharacters: 50))
    }

    @Test("an institution's name has a letter in it, one line and two to two hundred characters")
    func institutions() throws {
        for good in ["河南某某科技有限公司", "3M", "Foo (China) Co., Ltd.", " 某某 "] {
            #expect(fault { () throws(FieldFault.Reason) in try InstitutionName(good) } == nil, "\(good)")
        }
        #expect(try InstitutionName(" 某某 ").text == "某某")
        #expect(fault { () throws(FieldFault.Reason) in try InstitutionName("91110000101623") } == .malformed)
        #expect(fault { () throws(FieldFault.Reason) in try InstitutionName("  ") } == .empty)
        #expect(fault { () throws(FieldFault.Reason) in try InstitutionName("某") } == .tooShort(minimumCharacters: 2))
        #expect(fault { () throws(FieldFault.Reason) in try InstitutionName("某某\n公司") } == .controlCharacter)
        #expect(
            fault { () throws(FieldFault.Reason) in try InstitutionName(String(repeating: "某", count: 201)) }
                == .tooLong(maximumCharacters: 200))
    }

    @Test("an address has one line of at most two hundred characters")
    func addresses() {
        #expect(
            fault { () throws(FieldFault.Reason) in try PostalAddress(String(repeating: "路", count: 200)) } == nil)
        #expect(
            fault { () throws(FieldFault.Reason) in try PostalAddress(String(repeating: "路", count: 201)) }
                == .tooLong(maximumCharacters: 200))
        #expect(fault { () throws(FieldFault.Reason) in try PostalAddress("一号\n二号") } == .controlCharacter)
        #expect(
            fault { () throws(FieldFault.Reason) in
                // One character of a reader, thousands of bytes.
                try PostalAddress("路" + String(repeating: "\u{301}", count: 3_000))
            } == .tooLong(maximumCharacters: 200))
    }

    @Test("each kind of document has numbers of its own")
    func documents() throws {
        #expect(number("11010519491231002x", .residentIdentityCard) == nil)
        #expect(number("363636122211112222", .residentIdentityCard) == .wrongCheck)
        #expect(number("91110000101623741K", .businessLicence) == nil)
        #expect(number("110108000000016", .businessLicence) == nil)
        #expect(number("110108000000017", .businessLicence) == .wrongCheck)
        #expect(number("91110000101623741K", .creditCodeCertificate) == nil)
        #expect(number("110108000000016", .creditCodeCertificate) == .malformed)
        #expect(number("e12345678", .passport) == nil && number("123456789", .passport) == nil)
        #expect(number("ABCDEFGHI", .passport) == .malformed && number("E1234567890", .passport) == .malformed)
        #expect(number("E1234 5678", .passport) == .malformed && number("E1'OR'1", .passport) == .malformed)
        #expect(number("H12345678", .hongKongMacaoPermit) == nil && number("m1234567801", .hongKongMacaoPermit) == nil)
        #expect(number("A12345678", .hongKongMacaoPermit) == .malformed)
        #expect(number("12345678", .taiwanPermit) == nil && number("123456789", .taiwanPermit) == .malformed)
        #expect(number("军字第0012345号", .officerCard) == nil && number("", .soldierCard) == .empty)
        #expect(number(String(repeating: "1", count: 41), .otherPersonal) == .tooLong(maximumCharacters: 40))
        let passport = try DocumentNumber("e12345678", kind: .passport, today: today)
        #expect(passport.text == "E12345678" && passport.masked == "E1*****78")
    }

    @Test("a name to sign in with has one kind, whatever is typed")
    func loginNames() throws {
        #expect(LoginName("+8613812345678") == LoginName("13812345678"))
        #expect(LoginName("Me@Example.CN").key == LoginName("me@example.cn").key)
        #expect(LoginName("FoxMoon").key == "u:foxmoon")
        #expect(LoginName("") == .impossible("") && LoginName(String(repeating: "a", count: 300)) == .impossible(""))
        #expect(LoginName("' OR 1=1 --") == .impossible("' OR 1=1 --"))
    }

    @Test("a registration tells every wrong field at once, each by its name")
    func registration() throws {
        let draft = RegistrationDraft(
            accountClass: "staff", userName: "1", mobile: "12345678901", code: "12345", password: "short",
            repeated: "other", acceptsTerms: false)
        let error = #expect(throws: IdentityError.self) { try draft.checked() }
        guard case .invalidFields(let faults) = error else { throw TestFailure() }
        #expect(
            faults.map(\.field) == [
                "account_class", "user_name", "mobile", "code", "password", "password_repeated", "accepts_terms",
            ])
        var good = RegistrationDraft(
            accountClass: "individual", userName: "foxmoon", mobile: "13812345678", code: "123456",
            password: "Blue-Harbour-29", repeated: "Blue-Harbour-29", acceptsTerms: true)
        #expect(try good.checked().mobile.text == "13812345678")
        good.password = "Xfoxmoon-29"
        good.repeated = good.password
        #expect(
            throws: IdentityError.invalidFields([FieldFault(field: "password", reason: .holdsUserName)])
        ) { try good.checked() }
    }
}

/// A test that came to what cannot be.
struct TestFailure: Error {}
