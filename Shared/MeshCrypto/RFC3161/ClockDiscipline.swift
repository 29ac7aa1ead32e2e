internal import COpenSSL

/// What the kernel says about its own clock.
package struct ClockReading: Sendable, Equatable {
    /// False while no time service keeps the clock.
    package var isSynchronised: Bool
    /// The kernel's estimate of the clock's error, in microseconds.
    package var estimatedErrorMicroseconds: Int64

    package init(isSynchronised: Bool, estimatedErrorMicroseconds: Int64) {
        self.isSynchronised = isSynchronised
        self.estimatedErrorMicroseconds = estimatedErrorMicroseconds
    }
}

/// Where a clock's own word about itself comes from; a parameter, so that tests can be an unsynchronised machine.
package protocol ClockDiscipline: Sendable {
    func reading() -> ClockReading
}

/// The running kernel, asked through `ntp_adjtime` without changing anything.
package struct KernelClockDiscipline: ClockDiscipline {
    package init() {}

    package func reading() -> ClockReading {
        var state = timex()
        let answer = ntp_adjtime(&state)
        let isSynchronised = answer >= 0 && answer != TIME_ERROR && state.status & STA_UNSYNC == 0
        return ClockReading(
            isSynchronised: isSynchronised, estimatedErrorMicroseconds: answer < 0 ? .max : Int64(state.esterror))
    }
}
