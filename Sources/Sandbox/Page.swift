import ECS
import FoundationEssentials
import JSON

/// One page of a list: a part of the entries in the order of their keys, and the token of the next page.
struct Page {
    let entries: [String]
    let nextToken: String?

    /// Cuts a page by the `nextToken` and `maxResults` of a request.
    ///
    /// The token names the last entry given, not a position, so that what comes and goes between two calls neither
    /// repeats nor hides an entry. An entry is a key, unique and in order by itself, and what the list shows for it.
    ///
    /// - Throws: `InvalidParameterException` for a size outside 1 to 100, and for a token of another list.
    init(
        _ entries: [(key: String, value: String)], of list: Operation, request: Members, descending: Bool = false
    ) throws(ServiceError) {
        let size = try request.int("maxResults", in: 1...100) ?? 100
        var sorted = entries.sorted { descending ? $0.key > $1.key : $0.key < $1.key }
        if let token = try request.string("nextToken") {
            guard let last = Page.key(of: token, list: list) else {
                throw .invalidParameter("Invalid token: it is not one that \(list.rawValue) gave.")
            }
            sorted.removeAll { descending ? $0.key >= last : $0.key <= last }
        }
        self.entries = sorted.prefix(size).map(\.value)
        nextToken = sorted.count > size ? Page.token(of: sorted[size - 1].key, list: list) : nil
    }

    /// The answer of a list call; `member` is the name of the list in it.
    func answer(_ member: String) -> JSON {
        JSON.object([member: .array(entries.map(JSON.string))]).setting("nextToken", to: nextToken.map(JSON.string))
    }

    private static func token(of key: String, list: Operation) -> String {
        Data("\(list.rawValue)|\(key)".utf8).base64EncodedString()
    }

    private static func key(of token: String, list: Operation) -> String? {
        guard let data = Data(base64Encoded: token), let text = String(data: data, encoding: .utf8) else { return nil }
        let parts = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == list.rawValue ? String(parts[1]) : nil
    }
}
