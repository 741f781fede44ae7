import Synchronization

@testable import AWS

/// A transport that answers from a list and keeps what it was sent.
final class ScriptedTransport: HTTPTransport {
    enum Step: Sendable {
        case answer(HTTPResponse)
        case failure(TransportError)
        /// Made when the request is there, so that an answer can depend on it.
        case reply(@Sendable (HTTPRequest) -> HTTPResponse)
    }

    private struct State {
        var steps: [Step]
        var requests: [HTTPRequest] = []
    }

    private let state: Mutex<State>

    init(_ steps: [Step]) {
        state = Mutex(State(steps: steps))
    }

    var requests: [HTTPRequest] { state.withLock { $0.requests } }

    /// The steps that nobody came for.
    var stepsLeft: Int { state.withLock { $0.steps.count } }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let step = state.withLock { state in
            state.requests.append(request)
            return state.steps.isEmpty ? nil : state.steps.removeFirst()
        }
        switch step {
        case .answer(let response): return response
        case .failure(let error): throw error
        case .reply(let make): return make(request)
        case nil: throw TransportError(.noConnection, .beforeSend, reason: "the script has no step for \(request.url)")
        }
    }
}

extension ScriptedTransport.Step {
    static func ok(_ body: String, headers: [HTTPField] = []) -> Self {
        .answer(HTTPResponse(status: 200, headers: headers, body: Array(body.utf8)))
    }

    static func error(_ status: Int, _ code: String, _ message: String = "", date: String? = nil) -> Self {
        .answer(
            HTTPResponse(
                status: status, headers: date.map { [HTTPField("Date", $0)] } ?? [],
                body: Array(#"{"__type":"com.amazonaws.ecs#\#(code)","message":"\#(message)"}"#.utf8)))
    }

    static func text(_ status: Int, _ body: String) -> Self {
        .answer(HTTPResponse(status: status, headers: [HTTPField("Content-Type", "text/html")], body: Array(body.utf8)))
    }
}

/// Files that exist only in a test.
func files(_ contents: [String: String]) -> FileReading {
    { (path: String) throws(FileReadingError) -> [UInt8]? in
        guard let text = contents[path] else { return nil }
        if text == "(denied)" { throw FileReadingError("permission denied") }
        return Array(text.utf8)
    }
}

extension HTTPRequest {
    func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    var text: String { String(decoding: body, as: UTF8.self) }
}

let exampleKeys = Credentials(
    accessKeyID: "AKIDEXAMPLE", secretAccessKey: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")
