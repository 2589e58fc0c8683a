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
        let (answer, answers) = mpsc::channel::<(usize, Result<D, E>)>();
        for _ in 0..threads {
            let answer = answer.clone();
            scope.spawn(move || {
                loop {
                    let job = take.lock().unwrap_or_else(PoisonError::into_inner).recv();
                    let Ok((number, piece)) = job else { return };
                    if answer.send((number, work(piece))).is_err() {
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
                while let Ok((number, result)) = answers.try_recv() {
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
            let (number, result) = answers.recv().map_err(|_| Gone)?;
            waiting.insert(number, result);
            while let Some(result) = waiting.remove(&handed) {
                done(result?)?;
                handed += 1;
            }
        }
    })
}
