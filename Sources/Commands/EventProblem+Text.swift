import Diagnostics
import Events

extension EventProblem {
    /// What was found, as a terminal may show it: it quotes what anybody may have sent.
    var shown: String { DisplayText.escaped(finding) }
}
