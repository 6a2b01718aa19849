#!/usr/bin/env python3
"""Benchmarks.

  ./run bench                   all of them but orders
  ./run bench micro             signing, parsing, mapping, writing, storing (Google Benchmark)
  ./run bench pull              the whole job against two Node clients, in one run
  ./run bench orders            searches over a million orders
  ./run bench memory            peak memory of a pull at 10 000 and at 100 000 orders
  ./run bench mapping           import and export of 100 000 mapping rows

  ./run bench pull --orders 10000 --rounds 3 --latency 0,100

The whole job: every order of one store is pulled, mapped and stored by channel-host. The Node
clients (the public SDK, and plain http with JSON.parse) fetch the same orders one call after the
other and store nothing. Figures are medians over the rounds, which take turns.
"""
import argparse
import csv
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/release/bin"
sys.path.insert(0, str(ROOT / "sample-host/demo"))
import browser  # noqa: E402

REGION = "th"
SINCE_DAYS = 365


class Sandbox:
    def __init__(self, orders, latency_ms):
        self.process = subprocess.Popen(
            [BIN / "lazada-sandbox", "--orders", str(orders), "--regions", REGION,
             "--latency-ms", str(latency_ms)], stdout=subprocess.PIPE, text=True)
        self.ready = json.loads(self.process.stdout.readline())
        self.url = self.ready["http"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def authorise(self, url):
        login = f"owner.{REGION}@sandbox.example"
        return browser.authorise(url, REGION, login, self.ready["password"])

    def calls(self):
        _, _, text = browser.request(self.url + "/_sandbox/counters")
        return json.loads(text)["calls"]


def measure(command):
    """Runs a command: (wall seconds, CPU seconds, peak MiB, what it printed)."""
    with tempfile.TemporaryFile("w+") as out:
        begin = time.monotonic()
        process = subprocess.Popen([str(c) for c in command], stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        text = out.read()
    if process.returncode != 0:
        sys.exit(f"bench: {command} failed with {process.returncode}: {text[-500:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text


def host(data, *arguments):
    done = subprocess.run([BIN / "channel-host", "--data", data, *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"bench: channel-host {' '.join(arguments)}: {done.stderr}")
    return done.stdout


def map_listings(data, folder):
    """A rule for every SKU that the store lists; those it lists no more stay unmapped."""
    host(data, "sku", "download", "bench")
    skus = {json.loads(line)["sku"] for line in host(data, "--json", "sku", "list", "bench").splitlines()}
    rules = folder / "rules.csv"
    with open(rules, "w", newline="", encoding="utf-8") as out:
        write = csv.writer(out).writerow
        write(["platform", "store", "platform_sku", "system_sku", "quantity", "group"])
        for number, sku in enumerate(sorted(skus)):
            write(["lazada", "bench", sku, f"ARTICLE-{number:05d}", 1, ""])
    host(data, "sku", "import", rules, "--apply")


def authorised_store(sandbox, folder):
    """A data folder with one store that may pull, its SKUs mapped."""
    data = folder / "template"
    secret = folder / "secret"
    secret.write_text(sandbox.ready["app_secret"])
    host(data, "plugin", "enable", str(ROOT / "build/manifests/lazada.json"))
    host(data, "app", "set", "--key", sandbox.ready["app_key"], "--secret-file", str(secret),
         "--redirect-uri", sandbox.ready["redirect_uri"], "--sandbox", sandbox.url, "--calls-per-second", "1000")
    host(data, "store", "add", "bench", "--region", REGION, "--name", "Bench")
    url = json.loads(host(data, "--json", "store", "authorize", "bench"))["authorize_url"]
    host(data, "store", "authorize", "bench", "--code", sandbox.authorise(url), "--yes")
    map_listings(data, folder)
    return data


def node_token(sandbox):
    page = (f"{sandbox.url}/auth/oauth/authorize?response_type=code&client_id={sandbox.ready['app_key']}"
            f"&redirect_uri={sandbox.ready['redirect_uri']}&state=bench")
    code = sandbox.authorise(page).split("code=")[1].split("&")[0]
    settings = {"sandbox": sandbox.url, "region": REGION, "appKey": sandbox.ready["app_key"],
                "appSecret": sandbox.ready["app_secret"]}
    done = subprocess.run(["node", ROOT / "tests/npm/token.js", "create", json.dumps(settings), code],
                          capture_output=True, text=True, check=True)
    return json.dumps({**settings, "token": json.loads(done.stdout)["access_token"],
                       "after": "2000-01-01T00:00:00+00:00"})


def pull_command(data, folder, number):
    fresh = folder / f"run{number}"
    shutil.copytree(data, fresh)
    return [BIN / "channel-host", "--data", fresh, "order", "pull", "bench", "--days", SINCE_DAYS]


def stored_orders(data_folder):
    """Counted as a stream: what this process holds in memory would count as its children's peak."""
    listing = subprocess.Popen([BIN / "channel-host", "--data", data_folder, "--json", "order", "list"],
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    return sum(1 for _ in listing.stdout)


def bench_pull(orders, rounds, latencies):
    for latency in latencies:
        with Sandbox(orders, latency) as sandbox, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            data = authorised_store(sandbox, folder)
            settings = node_token(sandbox)
            rows = {"plugin": [], "npm SDK": [], "plain Node": []}
            for number in range(rounds):
                for name, command in (
                        ("plugin", pull_command(data, folder, number)),
                        ("npm SDK", ["node", ROOT / "tests/npm/pull.js", "sdk", settings]),
                        ("plain Node", ["node", ROOT / "tests/npm/pull.js", "plain", settings])):
                    before = sandbox.calls()
                    wall, cpu, peak, out = measure(command)
                    rows[name].append((sandbox.calls() - before, cpu, wall, peak))
                    if name != "plugin" and json.loads(out)["orders"] != orders:
                        sys.exit(f"bench: {name} found {out}, not {orders} orders")
                if stored_orders(folder / f"run{number}") != orders:
                    sys.exit("bench: the host did not store every order")
            middle = {name: [statistics.median(column) for column in zip(*measured)]
                      for name, measured in rows.items()}
            print(f"\nWhole job: {orders} orders, {latency} ms latency, median of {rounds}")
            print(f"{'client':<12}{'API calls':>10}{'CPU s':>9}{'wall s':>9}{'peak MiB':>10}")
            for name, (calls, cpu, wall, peak) in middle.items():
                print(f"{name:<12}{calls:>10.0f}{cpu:>9.2f}{wall:>9.2f}{peak:>10.1f}")
            for name in ("npm SDK", "plain Node"):
                print(f"plugin / {name}: CPU {middle['plugin'][1] / middle[name][1]:.2f}, "
                      f"{name} / plugin: wall {middle[name][2] / middle['plugin'][2]:.2f}")


def bench_memory(sizes):
    print("\nPeak memory of a pull")
    for orders in sizes:
        with Sandbox(orders, 0) as sandbox, tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            data = authorised_store(sandbox, folder)
            wall, cpu, peak, _ = measure(pull_command(data, folder, 0))
            print(f"{orders:>8} orders: {peak:6.1f} MiB peak, {cpu:6.2f} s CPU, {wall:6.2f} s wall, "
                  f"{orders / wall:,.0f} orders/s")


def mapping_file(path, rows, moved):
    """Rows of 20 000 articles; `moved` of them have another quantity than before."""
    with open(path, "w", encoding="utf-8") as out:
        out.write("platform,store,platform_sku,system_sku,quantity,group\n")
        for n in range(rows):
            out.write(f"lazada,bench,SHIRT-{n:06d}-ROT-ร้าน,ARTICLE-{n % 20000:05d},{1 + (n < moved)},\n")


def bench_mapping(rows):
    print(f"\nMapping rules: {rows} rows")
    print(f"{'step':<28}{'CPU s':>8}{'wall s':>8}{'peak MiB':>10}")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        data, file, out = folder / "data", folder / "mapping.csv", folder / "out.csv"
        host(data, "plugin", "enable", str(ROOT / "build/manifests/lazada.json"))
        host(data, "store", "add", "bench", "--region", REGION, "--name", "Bench")
        for step, moved, command in (
                ("preview, all new", 0, ["import", file]),
                ("apply, all new", 0, ["import", file, "--apply"]),
                ("apply, nothing new", 0, ["import", file, "--apply"]),
                ("apply, a tenth changed", rows // 10, ["import", file, "--apply"]),
                ("export", 0, ["export", "--out", out]),
                ("preview of the export", 0, ["import", out, "--replace"])):
            mapping_file(file, rows, moved)
            wall, cpu, peak, text = measure([BIN / "channel-host", "--data", data, "sku", *command])
            print(f"{step:<28}{cpu:>8.2f}{wall:>8.2f}{peak:>10.1f}")
        if f"{rows} unchanged" not in text:
            sys.exit(f"bench: the export does not import to the same: {text[-200:]}")


def bench_orders(orders):
    """A folder that is removed again; a million orders take about 7 GB."""
    with tempfile.TemporaryDirectory(prefix="orders-bench-") as folder:
        subprocess.run([BIN / "order_search_load", str(orders), folder], check=True)
        size = sum(file.stat().st_size for file in pathlib.Path(folder).rglob("*") if file.is_file())
        print(f"{size / 2**30:.2f} GiB on disk, {size / orders:.0f} bytes an order")


def bench_micro():
    for program in sorted(BIN.glob("*_bench")):
        subprocess.run([program, "--benchmark_counters_tabular=true"], check=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, prog="./run bench",
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("which", nargs="?", choices=["all", "micro", "pull", "orders", "memory",
                                                     "mapping"], default="all")
    parser.add_argument("--orders", type=int, help="of pull (10000), of orders (1000000)")
    parser.add_argument("--rows", type=int, default=100000, help="of the mapping")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--latency", default="0,100", help="milliseconds, comma separated")
    options = parser.parse_args()
    if options.which in ("all", "micro"):
        bench_micro()
    if options.which in ("all", "pull"):
        bench_pull(options.orders or 10000, options.rounds, [int(x) for x in options.latency.split(",")])
    if options.which == "orders":  # not in "all": it takes minutes and disk
        bench_orders(options.orders or 1000000)
    if options.which in ("all", "memory"):
        bench_memory([10000, 100000])
    if options.which in ("all", "mapping"):
        bench_mapping(options.rows)


if __name__ == "__main__":
    main()
