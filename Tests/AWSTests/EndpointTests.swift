import Testing

@testable import AWS

/// Proves which texts are endpoints, and which of them are this machine.
@Suite struct EndpointTests {
    @Test(arguments: [
        ("https://ecs.eu-central-1.amazonaws.com", "https://ecs.eu-central-1.amazonaws.com", false),
        ("HTTPS://ECS.Example.COM/", "https://ecs.example.com", false),
        ("http://127.0.0.1:4510", "http://127.0.0.1:4510", true),
        ("http://127.1.2.3", "http://127.1.2.3", true),
        ("http://localhost:80/", "http://localhost", true),
        ("https://localhost:443/aws/ecs/", "https://localhost/aws/ecs", true),
        ("http://[::1]:4510", "http://[::1]:4510", true),
        ("http://[fd00:ec2::23]", "http://[fd00:ec2::23]", false),
        ("http://0.0.0.0:4510", "http://0.0.0.0:4510", false),
        ("http://127.0.0.1.nip.io", "http://127.0.0.1.nip.io", false),
        ("http://localhost.evil.test", "http://localhost.evil.test", false),
        // Other spellings of the loopback address: programs differ on them.
        ("http://0x7f.0.0.1", "http://0x7f.0.0.1", false),
        ("http://2130706433", "http://2130706433", false),
        ("http://127.1", "http://127.1", false),
        ("http://0177.0.0.1", "http://0177.0.0.1", false),
        ("http://127.0.0.01", "http://127.0.0.01", false),
    ])
    func `an endpoint is read and written in one form`(text: String, written: String, isLoopback: Bool) throws {
        let endpoint = try #require(Endpoint(text))
        #expect(endpoint.description == written)
        #expect(endpoint.isLoopback == isLoopback)
    }

    @Test(arguments: [
        "", "ecs.amazonaws.com", "ftp://host", "file:///etc/passwd", "http:/host", "http://", "http:///path",
        "http://user@host", "http://127.0.0.1@evil.test", "http://127.0.0.1:80@evil.test", "http://host:",
        "http://host:0", "http://host:65536", "http://host:8o", "http://host:080808", "http://host/a?b=c",
        "http://host/#x", "http://host/../x", "http://host//x", "http://host/a%2e", "http://ho st", "http://h\u{f6}st",
        "http://[::1", "http://[::1]x", "http://[localhost]", "http://[::ffff:10.0.0.1]", "http://[fe80::1%25eth0]",
        "http://host\\@evil.test", "http://-host", "http://host\r\nX: y",
    ])
    func `anything else is no endpoint`(text: String) {
        #expect(Endpoint(text) == nil)
    }
}
