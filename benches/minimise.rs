//! Bytes per second: the filter on all cores, the check on one.
#![allow(missing_docs, clippy::unwrap_used, reason = "criterion's macros; a bench that cannot start should stop")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use minimise::{MAX_ROW_BYTES, Mapping, Scope, check, run_file};
use std::fmt::Write as _;
use std::io;

const ROWS: usize = 100_000;

fn rules() -> (Scope, Mapping) {
    let scope = r#"{"lines":[{"account":"target@example.org","categories":["TRAFFIC"],"from":"2026-01-01T00:00:00Z","to":"2026-02-01T00:00:00Z"}]}"#;
    let mapping = "[[source]]\nmatch = \"*\"\naccount = \"user\"\ntime = { field = \"at\", format = \"rfc3339\" }\ncategory = \"TRAFFIC\"\n[source.fields]\nip = \"ACCESS_IP\"\n";
    (Scope::from_json(scope).unwrap(), Mapping::from_toml(mapping).unwrap())
}

/// Every other row is the target's; every row has a field that has to go.
fn files() -> [(&'static str, String); 2] {
    let (mut csv, mut json) = ("user,at,ip,size\n".to_owned(), String::new());
    for i in 0..ROWS {
        let user = if i % 2 == 0 { "target@example.org".to_owned() } else { format!("user{i}@example.org") };
        let at = format!("2026-01-{:02}T{:02}:{:02}:00Z", i % 31 + 1, i % 24, i % 60);
        writeln!(csv, "{user},{at},192.0.2.{},{i}", i % 256).unwrap();
        writeln!(
            json,
            "{{\"user\":\"{user}\",\"at\":\"{at}\",\"ip\":\"192.0.2.{}\",\"net\":{{\"port\":{}}},\"size\":{i}}}",
            i % 256,
            i % 60_000
        )
        .unwrap();
    }
    [("rows.csv", csv), ("rows.jsonl", json)]
}

fn minimise(c: &mut Criterion) {
    let (scope, mapping) = rules();
    for (name, collected) in files() {
        let mut kept = Vec::new();
        run_file(collected.as_bytes(), name, &scope, &mapping, MAX_ROW_BYTES, &mut kept, io::sink(), &|| false).unwrap();
        let mut group = c.benchmark_group(name);
        group.sample_size(10);
        group.throughput(Throughput::Bytes(collected.len() as u64));
        group.bench_function("filter", |b| {
            b.iter(|| run_file(collected.as_bytes(), name, &scope, &mapping, MAX_ROW_BYTES, io::sink(), io::sink(), &|| false).unwrap());
        });
        group.throughput(Throughput::Bytes(kept.len() as u64));
        group.bench_function("check", |b| b.iter(|| check(kept.as_slice(), name, &scope, &mapping, &mut |_| {}).unwrap()));
        group.finish();
    }
}

criterion_group!(benches, minimise);
criterion_main!(benches);
