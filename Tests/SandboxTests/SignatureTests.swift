import ECS
import Testing

@testable import Sandbox

struct SignatureTests {
    private static let now = Timestamp(milliseconds: 1_767_323_045_000)
    private static let digits = String(repeating: "0", count: 64)
    private static let header =
        "AWS4-HMAC-SHA256 Credential=AKID/20260102/eu-west-1/ecs/aws4_request, SignedHeaders=host;x-amz-date,"
        + " Signature=\(digits)"

    private func signature(
        _ header: String? = SignatureTests.header, date: String? = "20260102T030405Z"
    ) throws(ServiceError) -> Signature {
        try Signature(authorization: header, date: date, service: "ecs", now: SignatureTests.now)
    }

    @Test func `key and region are read from the credential`() throws {
        let found = try signature()
        #expect(found.accessKey == "AKID")
        #expect(found.region == "eu-west-1")
    }

    @Test(
        arguments: [
            (nil, "MissingAuthenticationTokenException"),
            ("", "MissingAuthenticationTokenException"),
            ("Basic YTpi", "IncompleteSignatureException"),
            (header.replacing("Credential=", with: "Other="), "IncompleteSignatureException"),
            (header.replacing("SignedHeaders=host;x-amz-date", with: ""), "IncompleteSignatureException"),
            (header.replacing(digits, with: "00"), "IncompleteSignatureException"),
            (header.replacing("/aws4_request", with: ""), "IncompleteSignatureException"),
            (header.replacing("/ecs/", with: "/s3/"), "InvalidSignatureException"),
            (header.replacing("20260102", with: "20260103"), "InvalidSignatureException"),
        ] as [(String?, String)])
    func `a request that is not signed, or not wholly, is refused`(header: String?, code: String) {
        let error = #expect(throws: ServiceError.self) { try signature(header) }
        #expect(error?.code == code)
        #expect(error?.status == 403)
    }

    @Test(arguments: [
        ("20260102T024905Z", true), ("20260102T024904Z", false), ("20260102T031905Z", true),
        ("20260102T031906Z", false),
    ])
    func `a signature counts for fifteen minutes either way`(date: String, counts: Bool) {
        if counts {
            #expect(throws: Never.self) { try signature(date: date) }
        } else {
            let error = #expect(throws: ServiceError.self) { try signature(date: date) }
            #expect(error?.code == "InvalidSignatureException")
            #expect(error?.errorClass == .clockSkew)
        }
    }

    @Test(arguments: [nil, "2026-01-02T03:04:05Z", "20260102", "20260199T030405Z"])
    func `a date in another form is none`(date: String?) {
        let error = #expect(throws: ServiceError.self) { try signature(date: date) }
        #expect(error?.code == "IncompleteSignatureException")
    }

    @Test(arguments: [
        (1_767_323_045_678, "Fri, 02 Jan 2026 03:04:05 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        (951_782_400_000, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_164_800_000, "Thu, 29 Feb 2024 00:00:00 GMT"),
    ])
    func `the header Date is written as HTTP wants it`(milliseconds: Int64, text: String) {
        let time = Timestamp(milliseconds: milliseconds)
        #expect(time.httpDate == text)
        #expect(Timestamp(httpDate: text)?.description == time.description)
    }
}
