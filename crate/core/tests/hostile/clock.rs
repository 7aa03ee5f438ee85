//! Time that a test's own thread worked. The clock on the wall also counts the thirty tests beside it, and other work of
//! the machine: a limit of twice the usual time would then fail now and then, and one that never fails says nothing.

use std::time::{Duration, Instant};

/// Started before the work and asked behind it, in the same thread.
pub(crate) struct Clock {
    wall: Instant,
    worked: Option<Duration>,
}

impl Clock {
    /// From now on, for the thread that calls it.
    pub(crate) fn start() -> Self {
        Self { wall: Instant::now(), worked: worked() }
    }

    /// What the thread worked since; where the system does not tell, what went by.
    pub(crate) fn elapsed(&self) -> Duration {
        match (self.worked, worked()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.wall.elapsed(),
        }
    }
}

/// The first number is nanoseconds on a processor (Linux, `Documentation/scheduler/sched-stats.rst`).
fn worked() -> Option<Duration> {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    let nanoseconds = text.split_ascii_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

#[test]
fn sleep_is_no_work() {
    let clock = Clock::start();
    std::thread::sleep(Duration::from_millis(300));
    if clock.worked.is_some() {
        assert!(clock.elapsed() < Duration::from_millis(200), "{:?}", clock.elapsed());
    }
}
