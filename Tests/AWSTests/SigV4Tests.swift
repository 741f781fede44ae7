import ECS
import Testing

@testable import AWS

/// Proves the signature against AWS's published example and against botocore (Tests/Interop/aws_vectors.py).
@Suite struct SigV4Tests {
    @Test func `the example of AWS's own guide comes out step by step`() throws {
        let signer = SigV4(credentials: exampleKeys, region: "us-east-1", service: "iam")
        let date = try #require(Timestamp(iso8601: "2015-08-30T12:36:00Z"))
        let request = HTTPRequest(
            method: "GET", endpoint: try #require(Endpoint("https://iam.amazonaws.com")),
            target: "/?Action=ListUsers&Version=2010-05-08",
            headers: [HTTPField("Content-Type", "application/x-www-form-urlencoded; charset=utf-8")],
            timeout: .seconds(1))
        let signed = signer.signed(request, at: date)
        let steps = signer.steps(for: signed, at: date)
        #expect(
            steps.canonicalRequest == """
                GET
                /
                Action=ListUsers&Version=2010-05-08
                content-type:application/x-www-form-urlencoded; charset=utf-8
                host:iam.amazonaws.com
                x-amz-date:20150830T123600Z

                content-type;host;x-amz-date
                e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855
                """)
        #expect(
            steps.stringToSign == """
                AWS4-HMAC-SHA256
                20150830T123600Z
                20150830/us-east-1/iam/aws4_request
                f536975d06c0309214f805bb90ccff089219ecd68b2577efef23edd43b7e1a59
                """)
        #expect(steps.signature == "5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
        #expect(
            signed.header("Authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request, "
                + "SignedHeaders=content-type;host;x-amz-date, "
                + "Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7")
    }

    struct Vector: Sendable, CustomTestStringConvertible {
        var name: String
        var service = "ecs"
        var region: String
        var method = "POST"
        var endpoint: String
        var target = "/"
        var headers: [HTTPField]
        var body: String
        var token: String?
        var signedHeaders: String
        var signature: String

        var testDescription: String { name }
    }

    static let vectors = [
        Vector(
            name: "a call of ECS", region: "eu-central-1", endpoint: "https://ecs.eu-central-1.amazonaws.com",
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.1"),
                HTTPField("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.ListTasks"),
                HTTPField("User-Agent", "purser/test"),
            ],
            body: #"{"cluster":"batch"}"#, signedHeaders: "content-type;host;x-amz-date;x-amz-target",
            signature: "54a8d9312832c510ad114c571412f7401fdf531dab1a1912e8858dfe4f6d3bd2"),
        Vector(
            name: "a session, a port, and a body beyond ASCII", region: "us-east-1", endpoint: "http://127.0.0.1:4510",
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.1"),
                HTTPField("X-Amz-Target", "AmazonEC2ContainerServiceV20141113.RunTask"),
            ],
            body: #"{"startedBy":"purser/größe/✓"}"#, token: "FQoGZXIvYXdzEBYaD//token+with/slashes==",
            signedHeaders: "content-type;host;x-amz-date;x-amz-security-token;x-amz-target",
            signature: "60e1a8e4222128aee1cac118d49dd19a56af1df2570e286113767c1138480c5f"),
        Vector(
            name: "a path in front, and runs of spaces", service: "logs", region: "cn-north-1",
            endpoint: "https://proxy.example:8443/aws/logs~1",
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("X-Spaces", "  a   b  c "),
            ],
            body: "{}", signedHeaders: "content-type;host;x-amz-date;x-spaces",
            signature: "cfa982acecce7da9e3e9f0200adb761a1b69c785003439c22b4d7327355908e4"),
        Vector(
            name: "an escaped path and a query out of order", service: "iam", region: "us-east-1", method: "GET",
            endpoint: "https://iam.amazonaws.com",
            target: "/a%20b?b=2&a=1&a=0&empty=&Action=ListUsers%2FX", headers: [], body: "",
            signedHeaders: "host;x-amz-date",
            signature: "8188f7be3049054ed84b55828fec4b972893ee94648466123b5282d107bcb599"),
    ]

    @Test(arguments: vectors) func `a signature is the one that botocore computes`(_ vector: Vector) throws {
        let keys = Credentials(
            accessKeyID: exampleKeys.accessKeyID, secretAccessKey: exampleKeys.secretAccessKey.revealed,
            sessionToken: vector.token)
        let signer = SigV4(credentials: keys, region: vector.region, service: vector.service)
        let request = HTTPRequest(
            method: vector.method, endpoint: try #require(Endpoint(vector.endpoint)), target: vector.target,
            headers: vector.headers, body: Array(vector.body.utf8), timeout: .seconds(1))
        let date = try #require(Timestamp(iso8601: "2026-01-02T03:04:05.999Z"))
        let signed = signer.signed(request, at: date)
        #expect(signed.header("X-Amz-Date") == "20260102T030405Z")
        #expect(
            signed.header("Authorization")
                == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20260102/\(vector.region)/\(vector.service)/aws4_request, "
                + "SignedHeaders=\(vector.signedHeaders), Signature=\(vector.signature)")
        #expect(signed.header("X-Amz-Security-Token") == vector.token)
    }

    @Test func `every part of a request counts in its signature`() throws {
        let signer = SigV4(credentials: exampleKeys, region: "us-east-1", service: "ecs")
        let date = try #require(Timestamp(iso8601: "2026-01-02T03:04:05Z"))
        let request = HTTPRequest(
            method: "POST", endpoint: try #require(Endpoint("https://ecs.us-east-1.amazonaws.com")),
            headers: [
                HTTPField("Content-Type", "application/x-amz-json-1.1"), HTTPField("X-Amz-Target", "T.RunTask"),
            ],
            body: Array("{}".utf8), timeout: .seconds(1))
        var changes = [request, request, request, request, request]
        changes[0].body = Array("{ }".utf8)
        changes[1].method = "PUT"
        changes[2].target = "/x"
        changes[3].headers[0] = HTTPField("Content-Type", "application/json")
        changes[4].headers[1] = HTTPField("X-Amz-Target", "T.StopTask")
        var all = Set((changes + [request]).map { signer.signed($0, at: date).header("Authorization") })
        all.insert(signer.signed(request, at: date + .seconds(1)).header("Authorization"))
        let elsewhere = SigV4(credentials: exampleKeys, region: "us-west-2", service: "ecs")
        all.insert(elsewhere.signed(request, at: date).header("Authorization"))
        #expect(all.count == 8)
    }

    @Test func `a key that is known saves deriving it, and is not used for another day, place or person`() throws {
        let date = try #require(Timestamp(iso8601: "2026-01-02T03:04:05Z"))
        let request = HTTPRequest(
            method: "POST", endpoint: try #require(Endpoint("https://ecs.us-east-1.amazonaws.com")),
            timeout: .seconds(1))
        let other = Credentials(accessKeyID: exampleKeys.accessKeyID, secretAccessKey: "another")
        let known = SigV4(credentials: exampleKeys, region: "us-east-1", service: "ecs").key(at: date)
        for signer in [
            SigV4(credentials: exampleKeys, region: "us-east-1", service: "ecs"),
            SigV4(credentials: exampleKeys, region: "us-west-2", service: "ecs"),
            SigV4(credentials: exampleKeys, region: "us-east-1", service: "logs"),
            SigV4(credentials: other, region: "us-east-1", service: "ecs"),
        ] {
            for time in [date, date + .seconds(86_400)] {
                #expect(signer.signed(request, at: time, key: known) == signer.signed(request, at: time))
            }
        }
    }
}
