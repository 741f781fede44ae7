package import AWS
package import Jobs
package import Ledger
package import Planner

/// Why a plan could not be made or carried out.
package enum ControlError: Error, Sendable {
    /// AWS could not be asked.
    case aws(AWSError)
    /// The ledger could not be read or written; what was launched before is in it.
    case ledger(LedgerError)
    /// ECS answered, and the ledger cannot take the answer in: said so that it is not lost.
    case answerNotWritten(LedgerError, answer: String)
    /// The plan has problems; nothing was sent.
    case problems([PlanProblem])
    /// The ledger is the book of another place: a run in it, where that happened, and what was asked. Nothing was sent.
    case elsewhere(RunID, there: RunPlace, here: RunPlace)
    /// ECS answers for another region than the one that was asked. Nothing was sent.
    case otherRegion(asked: String, answers: String)
    /// A row of the ledger cannot be read by this version.
    case unreadable(String)
    /// The brake holds all that is left to launch; a clause that says why, and how many launches wait.
    case halted(String, launches: Int)
    /// The wait was given up; what was launched goes on.
    case detached
}
