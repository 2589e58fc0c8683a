//! A file in pieces, worked on by all cores and put together in order.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::{Mutex, PoisonError, mpsc};
use std::thread;

/// Bytes of a piece, unless one row is longer.
pub(super) const PIECE: usize = 1 << 20;

/// How many threads are worth starting.
#[must_use]
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}

/// A thread of ours ended before its time.
#[derive(Clone, Copy, Debug)]
pub struct Gone;

/// Says that its thread ended by a panic, which would otherwise be waited for without end.
struct Alarm<T>(mpsc::Sender<Option<T>>);

impl<T> Drop for Alarm<T> {
    fn drop(&mut self) {
        if thread::panicking() {
            // Nobody listens any more when the run has ended already.
            let _ = self.0.send(None);
        }
    }
}

/// Read pieces with `next`, work on them with `work` on `threads` threads, and hand the results to `done` in the order of the pieces.
///
/// At most twice as many pieces as threads, and two more, are held at any time. What stood before a fault is still worked on and handed over, so
/// that the counts say how far it came.
pub(super) fn in_order<P: Send, D: Send, E: Send + From<Gone>>(
    threads: usize,
    next: &mut dyn FnMut() -> Result<Option<P>, E>,
    work: &(dyn Fn(P) -> Result<D, E> + Sync),
    done: &mut dyn FnMut(D) -> Result<(), E>,
) -> Result<(), E> {
    let Some(first) = next()? else { return Ok(()) };
    // A file of one piece is not worth a thread.
    let second = match next() {
        Ok(Some(second)) if threads > 1 => second,
        Ok(Some(second)) => {
            done(work(first)?)?;
            done(work(second)?)?;
            while let Some(piece) = next()? {
                done(work(piece)?)?;
            }
            return Ok(());
        }
        Ok(None) => return done(work(first)?),
        Err(fault) => {
            done(work(first)?)?;
            return Err(fault);
        }
    };
    let (give, take) = mpsc::channel::<(usize, P)>();
    let take = Mutex::new(take);
    let take = &take;
    thread::scope(move |scope| {
        // Moved in here, so that it ends, and the threads with it, however this is left.
        let give = give;
        let (answer, answers) = mpsc::channel::<Option<(usize, Result<D, E>)>>();
        for _ in 0..threads {
            let answer = answer.clone();
            scope.spawn(move || {
                let alarm = Alarm(answer);
                loop {
                    let job = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, piece)) = job else { return };
                    if alarm.0.send(Some((number, work(piece)))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(answer);
        let mut waiting: BTreeMap<usize, Result<D, E>> = BTreeMap::new();
        let (mut given, mut handed) = (0, 0);
        let mut held = vec![second, first];
        let mut end: Option<Result<(), E>> = None;
        loop {
            while end.is_none() && given - handed < threads * 2 + 2 {
                let piece = match held.pop() {
                    Some(piece) => Ok(Some(piece)),
                    None => next(),
                };
                match piece {
                    Ok(Some(piece)) => {
                        give.send((given, piece)).map_err(|_| Gone)?;
                        given += 1;
                    }
                    Ok(None) => end = Some(Ok(())),
                    Err(fault) => end = Some(Err(fault)),
                }
                while let Ok(answer) = answers.try_recv() {
                    let (number, result) = answer.ok_or(Gone)?;
                    waiting.insert(number, result);
                }
                while let Some(result) = waiting.remove(&handed) {
                    done(result?)?;
                    handed += 1;
                }
            }
            if handed == given
                && let Some(end) = end.take()
            {
                return end;
            }
            let (number, result) = answers.recv().ok().flatten().ok_or(Gone)?;
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&handed) {
                done(result?)?;
                handed += 1;
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(threads: usize, work: &(dyn Fn(u64) -> Result<u64, Gone> + Sync)) -> (Vec<u64>, Result<(), Gone>) {
        let (mut given, mut all) = (0, Vec::new());
        let mut next = || {
            given += 1;
            Ok((given <= 100).then_some(given))
        };
        let end = in_order(threads, &mut next, work, &mut |done| {
            all.push(done);
            Ok(())
        });
        (all, end)
    }

    #[test]
    fn the_order_is_that_of_the_pieces_however_long_each_takes() {
        let slow_first = |n: u64| {
            thread::sleep(std::time::Duration::from_micros((n % 5) * 200));
            Ok(n)
        };
        for threads in [1, 2, 7] {
            let (all, end) = sum(threads, &slow_first);
            assert!(end.is_ok() && all.iter().copied().eq(1..=100), "{threads}: {all:?}");
        }
    }

    #[test]
    fn what_stood_before_a_fault_is_handed_over_and_nothing_after() {
        for threads in [1, 2, 7] {
            let (all, end) = sum(threads, &|n| if n == 41 { Err(Gone) } else { Ok(n) });
            assert!(end.is_err() && all.iter().copied().eq(1..=40), "{threads}: {all:?}");
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_is_not_waited_for() {
        let _ = sum(2, &|n| if n == 3 { panic!("planted") } else { Ok(n) });
    }
}
