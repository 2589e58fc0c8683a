//! Programs of the system, run under limits.

use ombud::outside::{Folder, Limits, Outside, OutsideError, Ran};
use std::time::Duration;

const TIGHT: Limits = Limits { wall: Duration::from_secs(60), processor: Duration::from_secs(1), memory: 256 << 20, file: 1 << 20 };

async fn sh(script: &str, limits: Limits) -> Result<Ran, OutsideError> {
    Outside::default().run("sh", &[&"-c", &script], &Folder::new().unwrap(), limits).await
}

#[tokio::test]
async fn what_it_answers_comes_back_and_it_sees_nothing_of_ours() {
    let Ran::Done(reply) = sh("pwd; env; echo oops >&2; exit 3", TIGHT).await.unwrap() else { panic!("sh is everywhere") };
    let out = String::from_utf8(reply.out).unwrap();
    assert_eq!((reply.code, reply.err.as_str()), (3, "oops\n"));
    assert!(out.lines().next().unwrap().contains("ombud-outside-"), "{out}");
    for ours in ["CARGO", "DATABASE", "USER="] {
        assert!(!out.contains(ours), "{ours} was handed on: {out}");
    }
}

#[tokio::test]
async fn a_program_that_is_not_there_is_an_answer() {
    let folder = Folder::new().unwrap();
    let none: [&(dyn AsRef<std::ffi::OsStr> + Sync); 0] = [];
    assert_eq!(Outside::default().run("no-such-program", &none, &folder, TIGHT).await.unwrap(), Ran::Absent("no-such-program"));
    let bare = Outside::within([folder.path()]);
    assert_eq!(bare.run("sh", &none, &folder, TIGHT).await.unwrap(), Ran::Absent("prlimit"));
}

#[tokio::test]
async fn whoever_takes_too_much_is_ended() {
    assert!(matches!(
        sh("sleep 300", Limits { wall: Duration::from_secs(1), ..TIGHT }).await,
        Err(OutsideError::TooLong { seconds: 1, .. })
    ));
    assert!(matches!(sh("exec yes > big", TIGHT).await, Err(OutsideError::TooMuch { .. })));
    assert!(matches!(sh("while :; do :; done", TIGHT).await, Err(OutsideError::TooMuch { .. })));
    // More than its memory: the shell falls over, and never gets to the echo.
    assert!(matches!(sh("x=$(head -c 900000000 /dev/zero | tr '\\0' a); echo got it", TIGHT).await, Err(OutsideError::TooMuch { .. })));
}

#[test]
fn a_name_that_leaves_the_folder_is_refused() {
    let folder = Folder::new().unwrap();
    for name in ["", "../x", "/etc/passwd", "-rf", ".hidden", "a b", "a\0b", "ä"] {
        assert!(matches!(folder.put(name, b""), Err(OutsideError::Name(_))), "{name:?}");
        assert!(matches!(folder.get(name, 1), Err(OutsideError::Name(_))), "{name:?}");
    }
    folder.put("paper.pdf", b"12345").unwrap();
    assert_eq!(folder.get("paper.pdf", 3).unwrap().unwrap(), b"123");
    assert_eq!(folder.get("other.pdf", 3).unwrap(), None);
    assert_eq!(folder.names().unwrap(), ["paper.pdf"]);
}
