//! Gzip and Zstandard around a file, on the way in and out.

use super::error::Problem;
use super::format::Packing;
use flate2::Compression;
use flate2::bufread::MultiGzDecoder;
use flate2::write::GzEncoder;
use std::cell::Cell;
use std::io::{self, BufRead, Read, Write};
use std::rc::Rc;

/// How many times its size a file may grow when it is unpacked.
pub const MOST_TIMES: u64 = 500;

/// Below this many bytes, growth is no danger and not looked at.
const HARMLESS: u64 = 64 << 20;

/// Data that grow beyond [`MOST_TIMES`].
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("grows beyond reason")]
pub(super) struct Bomb;

/// Counts what goes into the unpacking.
struct Counted<R> {
    inner: R,
    bytes: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.bytes.set(self.bytes.get() + n as u64);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }
    fn consume(&mut self, n: usize) {
        self.bytes.set(self.bytes.get() + n as u64);
        self.inner.consume(n);
    }
}

/// Ends the unpacking of what grows beyond reason.
pub(super) struct Watched<R> {
    inner: R,
    given: u64,
    taken: Rc<Cell<u64>>,
}

impl<R: Read> Watched<R> {
    /// `taken` says how many bytes have gone in.
    pub(super) const fn new(inner: R, taken: Rc<Cell<u64>>) -> Self {
        Self { inner, given: 0, taken }
    }
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(out)?;
        self.given += n as u64;
        if self.given > HARMLESS && self.given / MOST_TIMES > self.taken.get() {
            return Err(io::Error::other(Bomb));
        }
        Ok(n)
    }
}

/// What is inside.
pub(super) fn unpacked<'a>(packing: Packing, input: &'a mut dyn BufRead) -> io::Result<Box<dyn Read + 'a>> {
    let bytes = Rc::new(Cell::new(0));
    let counted = Counted { inner: input, bytes: Rc::clone(&bytes) };
    Ok(match packing {
        Packing::Plain => Box::new(counted),
        Packing::Gzip => Box::new(Watched::new(MultiGzDecoder::new(counted), bytes)),
        Packing::Zstd => Box::new(Watched::new(zstd::stream::read::Decoder::with_buffer(counted)?, bytes)),
    })
}

/// What an error means that came while a packed file was read: the medium's fault, or the file's.
pub(super) fn fault(packing: Packing, problem: Problem) -> Problem {
    let kind = match packing {
        Packing::Plain => return problem,
        Packing::Gzip => "gzip",
        Packing::Zstd => "zstd",
    };
    match problem {
        Problem::Read(e) if e.get_ref().is_some_and(|e| e.is::<Bomb>()) => Problem::Bomb { kind, times: MOST_TIMES },
        Problem::Read(e) if e.kind() == io::ErrorKind::UnexpectedEof => {
            Problem::Damaged { kind, why: "it ends in the middle, so its last part is missing".to_owned() }
        }
        Problem::Read(e) if e.raw_os_error().is_none() => Problem::Damaged { kind, why: e.to_string() },
        other => other,
    }
}

/// A writer that packs.
pub(super) enum Packer<W: Write> {
    Plain(W),
    Gzip(GzEncoder<W>),
    Zstd(zstd::stream::write::Encoder<'static, W>),
}

impl<W: Write> Packer<W> {
    pub(super) fn new(packing: Packing, out: W) -> io::Result<Self> {
        Ok(match packing {
            Packing::Plain => Self::Plain(out),
            Packing::Gzip => Self::Gzip(GzEncoder::new(out, Compression::default())),
            Packing::Zstd => Self::Zstd(zstd::stream::write::Encoder::new(out, zstd::DEFAULT_COMPRESSION_LEVEL)?),
        })
    }

    /// Write what is still held.
    pub(super) fn finish(self) -> io::Result<W> {
        match self {
            Self::Plain(out) => Ok(out),
            Self::Gzip(gzip) => gzip.finish(),
            Self::Zstd(zstd) => zstd.finish(),
        }
    }
}

impl<W: Write> Write for Packer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Gzip(gzip) => gzip.write(bytes),
            Self::Zstd(zstd) => zstd.write(bytes),
        }
    }
    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Gzip(gzip) => gzip.flush(),
            Self::Zstd(zstd) => zstd.flush(),
        }
    }
}
