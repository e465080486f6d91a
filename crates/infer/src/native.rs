//! What is asked of the system directly: one thread per job, and this thread's processor time.

use std::time::Duration;

// The library is linked by whisper-rs (feature `openblas`).
unsafe extern "C" {
    fn openblas_set_num_threads(threads: std::ffi::c_int);
}

/// Keeps OpenBLAS from starting threads of its own: the pool's threads are the parallelism.
pub(crate) fn one_blas_thread() {
    // SAFETY: OpenBLAS allows this at any time from any thread; it only stores a number.
    unsafe { openblas_set_num_threads(1) };
}

/// Processor time this thread has used.
pub(crate) fn thread_cpu() -> Duration {
    let mut spent = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `spent` is a valid timespec for the call to fill.
    let result = unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut spent) };
    if result != 0 {
        return Duration::ZERO;
    }
    Duration::new(u64::try_from(spent.tv_sec).unwrap_or(0), u32::try_from(spent.tv_nsec).unwrap_or(0))
}

/// Makes the matrix products of this thread run on it alone, for as long as the result lives.
pub(crate) fn alone() -> Option<rayon::ThreadPool> {
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build();
    alone.inspect_err(|error| tracing::warn!(%error, "matrix products may use other threads")).ok()
}

/// Lets every other thread of the machine go before this one, for as long as it lives.
pub(crate) fn step_back() {
    const NICE: std::ffi::c_int = 15;
    // SAFETY: it takes three numbers; on Linux 0 names the calling thread.
    let result = unsafe { libc::setpriority(libc::PRIO_PROCESS, 0, NICE) };
    if result != 0 {
        tracing::debug!("a background thread keeps its priority");
    }
}
