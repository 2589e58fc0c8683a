//! Gzip and Zstandard, and what hides in them.

use super::*;

const ROWS: &str = "user,at\ntarget@example.org,2026-01-05T00:00:00Z\nother@example.org,2026-01-05T00:00:00Z\n";

fn any() -> Mapping {
    mapping("match = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn kept(name: &str, input: &[u8]) -> Result<Vec<u8>, MinimiseError> {
    let mut kept = Vec::new();
    run_file(input, name, &scope(), &any(), MAX_ROW_BYTES, &mut kept, io::sink(), &|| false)?;
    Ok(kept)
}

#[test]
fn what_was_packed_leaves_packed_the_same_way() {
    let expected = "user,at\ntarget@example.org,2026-01-05T00:00:00Z\n";
    let from_gzip = kept("a.csv.gz", &gzip(ROWS.as_bytes())).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(from_gzip.as_slice()).read_to_string(&mut text).unwrap();
    assert_eq!(text, expected);
    assert_eq!(violations("a.csv.gz", &from_gzip, &scope(), &any()), []);
    let from_zstd = kept("a.csv.zst", &zstd::encode_all(ROWS.as_bytes(), 3).unwrap()).unwrap();
    assert_eq!(zstd::decode_all(from_zstd.as_slice()).unwrap(), expected.as_bytes());
    assert_eq!(violations("a.csv.zst", &from_zstd, &scope(), &any()), []);
}

#[test]
fn the_check_looks_inside_and_beside() {
    let leaks = [("a.csv.gz", gzip(ROWS.as_bytes())), ("a.csv.zst", zstd::encode_all(ROWS.as_bytes(), 3).unwrap())];
    for (name, leak) in leaks {
        let found: Vec<_> = violations(name, &leak, &scope(), &any()).into_iter().map(|v| (v.row, v.breach)).collect();
        assert_eq!(found, [(2, Breach::ForeignAccount)], "{name}");
        let mut beside = kept(name, &leak).unwrap();
        beside.extend(&leak);
        assert!(violations(name, &beside, &scope(), &any()).iter().any(|v| v.breach == Breach::File), "{name}: a second part is not seen");
        let cut = &leak[..leak.len() - 5];
        assert!(violations(name, cut, &scope(), &any()).iter().any(|v| v.breach == Breach::File), "{name}: a cut file is not seen");
    }
    let named = flate2::GzBuilder::new().comment("other@example.org").write(Vec::new(), flate2::Compression::fast()).finish().unwrap();
    assert!(violations("a.csv.gz", &named, &scope(), &any()).iter().any(|v| v.breach == Breach::File));
}

#[test]
fn a_cut_or_spoilt_file_is_refused_for_what_it_is() {
    for (name, whole) in [("a.csv.gz", gzip(ROWS.as_bytes())), ("a.csv.zst", zstd::encode_all(ROWS.as_bytes(), 3).unwrap())] {
        let error = kept(name, &whole[..whole.len() - 4]).unwrap_err();
        assert_eq!(error.code(), "minimise-damaged", "{error}");
        assert!(error.to_string().contains("must not be used"), "{error}");
        let error = kept(name, b"user,at\n").unwrap_err();
        assert_eq!(error.code(), "minimise-damaged", "{error}");
    }
    // Packed in another way than the name says.
    assert!(matches!(
        kept("a.csv.gz", &zstd::encode_all(ROWS.as_bytes(), 3).unwrap()).unwrap_err().problem,
        Problem::Archive { kind: "zstd" }
    ));
}

#[test]
fn a_bomb_is_put_out() {
    let mut zstd = zstd::Encoder::new(Vec::new(), 3).unwrap();
    zstd.write_all(b"user,at\n").unwrap();
    let row = format!("{}@example.org,2026-01-05T00:00:00Z\n", "x".repeat(10_000));
    (0..10_000).for_each(|_| zstd.write_all(row.as_bytes()).unwrap());
    let error = kept("a.csv.zst", &zstd.finish().unwrap()).unwrap_err();
    assert!(matches!(error.problem, Problem::Bomb { kind: "zstd", times: 500 }), "{error}");
}
