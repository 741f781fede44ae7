// The judge of the stories must be able to say no.
import Testing

@Suite struct StoryMatchingTests {
    private func differences(_ expected: String, printed: String, exitCode: Int = 0) -> [String] {
        let story = Story(name: "s", text: "$ command\n" + expected)
        return story.differences(from: printed + "\n\(Story.mark)0 \(exitCode)\n")
    }

    @Test(arguments: [
        ("a\nb", "a\nb"), ("a [..] c", "a b c"), ("...\nb", "x\ny\nb"), ("a\n...", "a"), ("a\n...\nc", "a\nb\nb\nc"),
        ("[..]one[..]two", "zone and two"),
    ])
    func `what is printed as told is accepted`(expected: String, printed: String) {
        #expect(differences(expected, printed: printed).isEmpty)
    }

    @Test(arguments: [
        ("a", "b"), ("a", "a\nb"), ("a\nb", "a"), ("a [..] c", "a b d"), ("...\nb", "x\ny"), ("", "a"),
        ("ab[..]bc", "abc"),
    ])
    func `what is printed otherwise is refused`(expected: String, printed: String) {
        #expect(!differences(expected, printed: printed).isEmpty)
    }

    @Test func `another exit code is refused`() {
        #expect(!differences("a", printed: "a", exitCode: 1).isEmpty)
        #expect(differences("a\n? 1", printed: "a", exitCode: 1).isEmpty)
    }

    @Test func `a story that was cut short is refused`() {
        let story = Story(name: "s", text: "$ one\n$ two\n")
        #expect(!story.differences(from: "\(Story.mark)0 0\n").isEmpty)
    }
}
