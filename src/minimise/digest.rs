//! Readers and writers that hash what passes, so that a file is hashed and used in one pass.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, Read, Write};

/// SHA-256 and size of the bytes that passed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fingerprint {
    /// SHA-256, in hex.
    pub sha256: String,
    /// Bytes.
    pub size: u64,
}

/// Hashes what is read or written through it.
pub struct Hashing<T> {
    inner: T,
    hash: Sha256,
    size: u64,
}

impl<T> Hashing<T> {
    /// Around a reader or a writer.
    pub fn new(inner: T) -> Self {
        Self { inner, hash: Sha256::new(), size: 0 }
    }

    /// Bytes so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// What passed, and what it passed through.
    pub fn finish(self) -> (Fingerprint, T) {
        (Fingerprint { sha256: HEXLOWER.encode(&self.hash.finalize()), size: self.size }, self.inner)
    }

    fn passed(&mut self, n: usize) {
        self.size += n as u64;
    }
}

impl<R: BufRead> Hashing<R> {
    /// Read to the end, whoever stopped before, and say what the whole was.
    ///
    /// # Errors
    /// Of the reader.
    pub fn drain(mut self) -> io::Result<Fingerprint> {
        loop {
            let n = self.fill_buf()?.len();
            if n == 0 {
                return Ok(self.finish().0);
            }
            self.consume(n);
        }
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buf)?;
        self.hash.update(&buf[..n]);
        self.passed(n);
        Ok(n)
    }
}

impl<R: BufRead> BufRead for Hashing<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, n: usize) {
        // The bytes are still in the buffer that `fill_buf` gave, so this reads nothing.
        if let Ok(buf) = self.inner.fill_buf() {
            self.hash.update(&buf[..n.min(buf.len())]);
        }
        self.inner.consume(n);
        self.passed(n);
    }
}

impl<W: Write> Write for Hashing<W> {
    fn write(&mut self, buf: &[u8]) -> io::Result<usize> {
        let n = self.inner.write(buf)?;
        self.hash.update(&buf[..n]);
        self.passed(n);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}
