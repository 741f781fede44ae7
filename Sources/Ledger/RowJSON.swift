import FoundationEssentials
import GRDB
import JSON

/// The columns of a row that hold JSON, and those that hold a word of an enumeration.
enum RowJSON {
    /// A value as JSON text, members sorted, so that equal values are equal in the file.
    static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// The value that a column holds as JSON text; `key` names the row.
    ///
    /// - Throws: `LedgerError` of code `corrupt` where the text is no JSON, and `newer` where it is, and says something
    ///   that this version has no words for.
    static func value<Value: Decodable>(
        _ type: Value.Type, of row: Row, in column: String, key: String
    ) throws -> Value {
        try value(type, try row.decode(String.self, forColumn: column), in: column, key: key)
    }

    /// The same of a text from elsewhere.
    static func value<Value: Decodable>(
        _ type: Value.Type, _ text: String, in column: String, key: String
    ) throws(LedgerError) -> Value {
        let bytes = Array(text.utf8)
        do {
            return try JSON.decode(type, from: bytes)
        } catch {
            guard (try? JSON(parsing: bytes)) != nil else {
                throw LedgerError.damaged(key, "column '\(column)' is not JSON")
            }
            throw LedgerError.unreadable(key, "column '\(column)' has \(error)")
        }
    }

    /// The case that a column names.
    ///
    /// - Throws: `LedgerError` of code `newer` where this version knows no such case.
    static func word<Word: RawRepresentable>(
        _ type: Word.Type, of row: Row, in column: String, key: String
    ) throws -> Word where Word.RawValue == String {
        try word(type, try row.decode(String.self, forColumn: column), in: column, key: key)
    }

    /// The case that a text from elsewhere names.
    static func word<Word: RawRepresentable>(
        _ type: Word.Type, _ text: String, in column: String, key: String
    ) throws(LedgerError) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: text) else {
            throw LedgerError.unreadable(key, "column '\(column)' has '\(text)'")
        }
        return word
    }
}

extension LedgerError {
    /// A row in the words of a later version; `finding` is a clause.
    fileprivate static func unreadable(_ key: String, _ finding: String) -> LedgerError {
        LedgerError(
            .newer, key, "this version of Purser cannot read the row: \(finding)",
            wayOut: "use the newest version of Purser that has written to this ledger")
    }
}
