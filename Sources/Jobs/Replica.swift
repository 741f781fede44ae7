/// A replica of the controller, as the others see it in the ledger.
package struct Replica: Hashable, Sendable, Codable {
    /// 32 hexadecimal digits, others each time that one is started.
    package let id: String
    /// Raised by the replica every few seconds.
    ///
    /// One whose count stands still is gone; no clocks are compared.
    package var beat: Int

    package init(id: String, beat: Int = 0) {
        self.id = id
        self.beat = beat
    }
}

/// A run that has not ended, as far as replicas must know it to share the work.
package struct ActiveRun: Hashable, Sendable {
    package let id: RunID
    /// The version of the run's row.
    package let version: Int
    /// The replica that moves it; nil where none does.
    package let keeper: String?

    package init(id: RunID, version: Int, keeper: String?) {
        self.id = id
        self.version = version
        self.keeper = keeper
    }
}
