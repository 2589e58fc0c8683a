#!/usr/bin/env python3
"""Our minimiser beside DuckDB's own filter query and jq, over the same files, by turns in one run.

    cargo build --release -p minimise --example minimise_files
    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install duckdb
    /tmp/venv/bin/python benches/side_by_side/run.py --folder /var/tmp/minimise --ours target/release/examples/minimise_files

Needs jq from Debian. 100,000 accounts, of which 1 % are authorised. Files are made in --folder and removed at the end.
--bytes sets their size; --large makes one more JSON Lines file of that size, to show that memory does not grow with it.
"""
import argparse, datetime, json, os, random, shutil, subprocess, sys, textwrap, time
from pathlib import Path

ACCOUNTS, KEPT = 100_000, 1_000
SOURCES = """
[[source]]
match = "rows*"
account = "user"
time = { field = "at", format = "rfc3339" }
category = "TRAFFIC"
[source.fields]
ip = "ACCESS_IP"

[[source]]
match = "*.mbox"
account = ["From", "To"]
time = { field = "Date", format = "rfc2822" }
category = "TRAFFIC"
"""


def measured(command):
    """Seconds, and the peak of resident memory in MB, of a command."""
    begin = time.monotonic()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"failed: {command}")
    return time.monotonic() - begin, usage.ru_maxrss / 1024


def rows(path, size, csv):
    """Rows until the file has its size; made in blocks that repeat with other accounts, so that making them takes no hour."""
    random.seed(7)
    with open(path, "w") as out:
        if csv:
            out.write("user,at,ip,action,agent,size\n")
        while out.tell() < size:
            block = []
            for _ in range(20_000):
                user = f"user{random.randrange(ACCOUNTS):06}@example.org"
                at = f"2026-01-{random.randrange(31) + 1:02}T{random.randrange(24):02}:{random.randrange(60):02}:00Z"
                ip, size_ = f"192.0.2.{random.randrange(256)}", random.randrange(10**6)
                agent = "Mozilla/5.0 (X11; Linux x86_64) example/1.0"
                if csv:
                    block.append(f"{user},{at},{ip},sign-in,{agent},{size_}\n")
                else:
                    block.append(f'{{"user":"{user}","at":"{at}","ip":"{ip}","action":"sign-in","agent":"{agent}","size":{size_}}}\n')
            out.write("".join(block))


def mbox(path, size):
    random.seed(7)
    text = "".join(textwrap.wrap("what was written " * 120, 72, drop_whitespace=False)) .replace("written what", "written\nwhat")
    with open(path, "w") as out:
        while out.tell() < size:
            for _ in range(2_000):
                a, b = (f"user{random.randrange(ACCOUNTS):06}@example.org" for _ in range(2))
                date = f"{random.randrange(31) + 1} Jan 2026 10:00:00 +0100"
                out.write(f"From {a} Mon Jan  5 10:00:00 2026\nFrom: {a}\nTo: {b}\nDate: {date}\nSubject: x\nMessage-ID: <{random.random()}@example.org>\n\n{text}\n\n")


def main():
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--folder", type=Path, required=True)
    ask.add_argument("--ours", required=True)
    ask.add_argument("--bytes", type=float, default=1e9)
    ask.add_argument("--large", type=float, default=0)
    ask.add_argument("--rounds", type=int, default=3)
    ask.add_argument("--jq-bytes", type=float, default=1e8, help="jq is slow: it gets a file of this size")
    asked = ask.parse_args()
    import duckdb

    folder = asked.folder
    folder.mkdir(parents=True)
    try:
        run(asked, folder, duckdb.__version__)
    finally:
        shutil.rmtree(folder)


def run(asked, folder, version):
    kept = [f"user{i:06}@example.org" for i in range(KEPT)]
    bounds = {"from": "2026-01-01T00:00:00Z", "to": "2026-01-16T00:00:00Z"}
    scope = {"lines": [{"account": a, "categories": ["TRAFFIC"], **bounds} for a in kept]}
    (folder / "scope.json").write_text(json.dumps(scope))
    (folder / "mapping.toml").write_text(SOURCES)
    (folder / "kept.csv").write_text("user\n" + "\n".join(kept) + "\n")
    (folder / "kept.json").write_text(json.dumps({a: True for a in kept}))

    def ours(name):
        out = folder / "out"
        figures = measured([asked.ours, "minimise", "--scope", folder / "scope.json", "--mapping", folder / "mapping.toml", "--out", out, folder / name])
        shutil.rmtree(out)
        return figures

    def duck(name):
        read = {"csv": "read_csv", "jsonl": "read_json"}[name.rsplit(".", 1)[1]]
        to = {"csv": "(header)", "jsonl": "(format json)"}[name.rsplit(".", 1)[1]]
        query = (
            f"copy (select * exclude (ip) from {read}('{folder / name}') where \"user\" in (select \"user\" from read_csv('{folder}/kept.csv')) "
            f"and \"at\" >= timestamptz '2026-01-01T00:00:00Z' and \"at\" < timestamptz '2026-01-16T00:00:00Z') to '{folder}/duck.out' {to}"
        )
        return measured([sys.executable, "-c", f"import duckdb; duckdb.sql('set timezone = \\'UTC\\''); duckdb.sql({query!r})"])

    def jq(name):
        program = 'select($kept[0][.user] and .at >= "2026-01-01T00:00:00Z" and .at < "2026-01-16T00:00:00Z") | del(.ip)'
        return measured(["jq", "-c", "--slurpfile", "kept", folder / "kept.json", program, folder / name])

    rows(folder / "rows.jsonl", asked.bytes, csv=False)
    rows(folder / "rows.csv", asked.bytes, csv=True)
    rows(folder / "rows-small.jsonl", asked.jq_bytes, csv=False)
    mbox(folder / "mails.mbox", asked.bytes)
    print(f"{datetime.date.today()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, duckdb {version}, median of {asked.rounds} by turns\n")
    print("| file | size | ours | DuckDB | jq | ours to the other | memory, ours |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, other in [("rows.jsonl", duck), ("rows.csv", duck), ("rows-small.jsonl", jq), ("mails.mbox", None)]:
        size = (folder / name).stat().st_size / 1e6
        turns = [(ours(name), other(name) if other else (float("nan"), 0)) for _ in range(asked.rounds)]
        middle = lambda side: sorted(turn[side][0] for turn in turns)[asked.rounds // 2]
        mine, its, memory = middle(0), middle(1), max(turn[0][1] for turn in turns)
        show = {duck: (f"{size / its:.0f} MB/s", ""), jq: ("", f"{size / its:.0f} MB/s"), None: ("", "")}[other]
        ratio = f"{its / mine:.2f} ×" if other else ""
        print(f"| `{name}` | {size:.0f} MB | {size / mine:.0f} MB/s | {show[0]} | {show[1]} | {ratio} | {memory:.0f} MB |", flush=True)
        (folder / name).unlink()
    if asked.large:
        rows(folder / "rows-large.jsonl", asked.large, csv=False)
        seconds, memory = ours("rows-large.jsonl")
        size = asked.large / 1e6
        print(f"| `rows-large.jsonl` | {size:.0f} MB | {size / seconds:.0f} MB/s | | | | {memory:.0f} MB |")


main()
