internal import MeshKernel
internal import MeshStore

extension Snapshot {
    private static var accountColumns: String {
        """
        id, authority, class, state, verification, user_name, mobile, email, roles, created_at,
        EXISTS (SELECT 1 FROM imported_accounts WHERE account = accounts.id AND completed_at IS NULL) AS is_incomplete
        """
    }

    /// The account `id`; nil when there is none, and when it was erased.
    func account(_ id: Identifier) throws -> Account? {
        guard let row = try row("SELECT \(Self.accountColumns) FROM accounts WHERE id = ?", SQLValue(id)) else {
            return nil
        }
        return try account(row)
    }

    /// The account that `name` is somebody's name for.
    func account(named name: LoginName, key: ServiceKey) throws -> Account? {
        guard let place = Self.place(of: name, key),
            let row = try row(
                "SELECT \(Self.accountColumns) FROM accounts WHERE \(place.column) = ?", .blob(place.code))
        else { return nil }
        return try account(row)
    }

    /// Whether somebody who may sign in has this name.
    func isActive(_ name: LoginName, key: ServiceKey) throws -> Bool {
        try standing(of: name, key: key)?.isActive ?? false
    }

    /// Whose name this is, and whether they may sign in. Opens nothing that is sealed, so that it takes as long when
    /// nobody has it.
    func standing(of name: LoginName, key: ServiceKey) throws -> (account: Identifier, isActive: Bool)? {
        guard let place = Self.place(of: name, key),
            let row = try row("SELECT id, state FROM accounts WHERE \(place.column) = ?", .blob(place.code))
        else { return nil }
        return (Identifier(stored: try row.text("id")), try row.text("state") == AccountState.active.rawValue)
    }

    private static func place(of name: LoginName, _ key: ServiceKey) -> (column: String, code: [UInt8])? {
        switch name {
        case .mobile(let number): ("mobile_code", key.code(of: number))
        case .email(let address): ("email_code", key.code(of: address))
        case .userName(let userName): ("user_name_code", key.code(of: userName))
        case .impossible: nil
        }
    }

    /// Whether somebody has this user name.
    func isTaken(_ name: UserName, key: ServiceKey) throws -> Bool {
        try row("SELECT 1 AS taken FROM accounts WHERE user_name_code = ?", .blob(key.code(of: name))) != nil
    }

    /// Whether somebody has this mobile number.
    func isTaken(_ number: MobileNumber, key: ServiceKey) throws -> Bool {
        try row("SELECT 1 AS taken FROM accounts WHERE mobile_code = ?", .blob(key.code(of: number))) != nil
    }

    private func account(_ row: Row) throws -> Account? {
        let id = Identifier(stored: try row.text("id"))
        guard let authority = Authority(rawValue: try row.text("authority")),
            let accountClass = AccountClass(rawValue: try row.text("class")),
            let state = AccountState(rawValue: try row.text("state")),
            let verification = VerificationState(rawValue: try row.text("verification"))
        else { throw StoreError.column("accounts") }
        guard state != .erased, let key = try subjectKey(id.text) else { return nil }
        func open(_ column: String, _ place: SealedPlace) throws -> String? {
            guard let sealed = try row.optionalBlob(column) else { return nil }
            return String(decoding: try key.open(sealed, at: place), as: UTF8.self)
        }
        guard let userName = try open("user_name", SealedPlaces.userName(id)),
            let mobile = try open("mobile", SealedPlaces.mobile(id))
        else { throw StoreError.column("accounts") }
        return Account(
            id: id, authority: authority, accountClass: accountClass, state: state, verification: verification,
            userName: UserName(stored: userName), mobile: MobileNumber(stored: mobile),
            email: try open("email", SealedPlaces.email(id)).map { EmailAddress(stored: $0) },
            roles: try row.text("roles").split(separator: " ").compactMap { StaffRole(rawValue: String($0)) },
            createdAt: try row.time("created_at"), isIncomplete: try row.boolean("is_incomplete"))
    }
}

extension Transaction {
    /// Adds an account whose terms were accepted now. Throws `IdentityError.mobileTaken` and `userNameTaken`; the number
    /// first, for whoever has proven to have it may know.
    func insert(_ account: Account, key: ServiceKey) throws {
        guard try !isTaken(account.mobile, key: key) else { throw IdentityError.mobileTaken }
        guard try !isTaken(account.userName, key: key) else { throw IdentityError.userNameTaken }
        let personal = try makeSubjectKey(account.id.text)
        try execute(
            """
            INSERT INTO accounts
                (id, authority, class, state, verification, user_name, user_name_code, mobile, mobile_code, email,
                email_code, roles, terms_at, created_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            SQLValue(account.id), .text(account.authority.rawValue), .text(account.accountClass.rawValue),
            .text(account.state.rawValue), .text(account.verification.rawValue),
            .blob(try personal.seal(Array(account.userName.text.utf8), at: SealedPlaces.userName(account.id))),
            .blob(key.code(of: account.userName)),
            .blob(try personal.seal(Array(account.mobile.text.utf8), at: SealedPlaces.mobile(account.id))),
            .blob(key.code(of: account.mobile)),
            SQLValue(
                try account.email.map {
                    try personal.seal(Array($0.text.utf8), at: SealedPlaces.email(account.id))
                }),
            SQLValue(account.email.map { key.code(of: $0) }),
            .text(account.roles.map(\.rawValue).joined(separator: " ")), SQLValue(account.createdAt),
            SQLValue(account.createdAt))
    }
}
