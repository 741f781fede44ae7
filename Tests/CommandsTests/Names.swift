@testable import Commands

// Swift Testing has an `ExitStatus` and ECS a `Failure` too; in these tests the commands' own are meant.
typealias ExitStatus = Commands.ExitStatus
typealias Failure = Commands.Failure
