//! The check's own unpacking. Nothing may stand beside what is packed: a comment or a second frame is a place to hide in.

use std::io::{self, BufRead, BufReader};

/// What is done with what is inside; how many rows it had.
pub(super) type Inside<'a> = dyn FnMut(&mut dyn BufRead) -> io::Result<u64> + 'a;

/// Rows inside, or `None` when the filter cannot have packed it so.
pub(super) fn gzip(mut input: &mut dyn BufRead, inside: &mut Inside<'_>) -> io::Result<Option<u64>> {
    // Compressed by deflate, and no name, comment or further fields in the header (RFC 1952 2.3.1).
    if !input.fill_buf()?.starts_with(&[0x1f, 0x8b, 8, 0]) {
        return Ok(None);
    }
    let mut unpacked = BufReader::new(flate2::bufread::GzDecoder::new(&mut input));
    let rows = inside(&mut unpacked)?;
    rest(&mut unpacked)?;
    drop(unpacked);
    Ok(input.fill_buf()?.is_empty().then_some(rows))
}

/// The same for Zstandard, by another decoder than the filter's.
pub(super) fn zstd(mut input: &mut dyn BufRead, inside: &mut Inside<'_>) -> io::Result<Option<u64>> {
    let decoder = ruzstd::decoding::StreamingDecoder::new(&mut input).map_err(io::Error::other)?;
    let mut unpacked = BufReader::new(decoder);
    let rows = inside(&mut unpacked)?;
    rest(&mut unpacked)?;
    drop(unpacked);
    Ok(input.fill_buf()?.is_empty().then_some(rows))
}

/// Read on to the end: the checksum stands there.
fn rest(input: &mut dyn BufRead) -> io::Result<()> {
    loop {
        let n = input.fill_buf()?.len();
        if n == 0 {
            return Ok(());
        }
        input.consume(n);
    }
}
