#!/usr/bin/env python3
"""The whole main job, as an administrator does it, in every region and against the sandbox.

  ./run demo
  ./run demo --orders 20000 --seed 7 --regions sg,th
  ./run demo --keep          leaves the sandbox running, to go on by hand

It starts lazada-sandbox, which plays Lazada on this machine, and drives channel-host, the sample
host, by its commands. The seller's part in the browser is played by a small script that fills in the
sandbox's real pages. Exit codes: 0 done, 1 a step failed (its output is shown), 2 wrong usage.
"""
import argparse
import csv
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

import browser

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN = ROOT / "build/release/bin"
MANIFESTS = ROOT / "build/manifests"
DATA = ROOT / "build/demo"
NAMES = {"sg": "Singapore", "my": "Malaysia", "th": "Thailand", "vn": "Vietnam", "id": "Indonesia",
         "ph": "Philippines"}
SHIP = 20  # orders that are shipped in each store


class Failed(Exception):
    pass


def bold(text):
    return f"\033[1m{text}\033[0m" if sys.stdout.isatty() and "NO_COLOR" not in os.environ else text


def shown(path):
    """A path as it is typed in the project's folder."""
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def step(title):
    print(f"\n{bold(title)}", flush=True)


def host_command(*arguments):
    return [str(BIN / "channel-host"), "--data", str(DATA / "data"), *map(str, arguments)]


def host(*arguments, allowed=(0,)):
    """Runs channel-host; returns what it prints on stdout."""
    done = subprocess.run(host_command(*arguments), capture_output=True, text=True)
    if done.returncode not in allowed:
        raise Failed(f"channel-host {' '.join(map(str, arguments))}\n{done.stdout}{done.stderr}")
    return done.stdout


def lines(*arguments, allowed=(0,)):
    return [json.loads(line) for line in host("--json", *arguments, allowed=allowed).splitlines()]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_sandbox(options, redirect_uri):
    process = subprocess.Popen(
        [BIN / "lazada-sandbox", "--orders", str(options.orders), "--seed", str(options.seed),
         "--regions", ",".join(options.regions), "--redirect-uri", redirect_uri],
        stdout=subprocess.PIPE, text=True)
    line = process.stdout.readline()
    if not line:
        raise Failed("lazada-sandbox did not start")
    return process, json.loads(line)


def connect(region, password):
    """`store authorize --listen`, with a seller who signs in and agrees."""
    process = subprocess.Popen(host_command("--json", "store", "authorize", region, "--listen"),
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    told = []
    for line in process.stderr:
        told.append(line)
        if line.startswith("http"):
            callback = browser.authorise(line.strip(), region, f"owner.{region}@sandbox.example", password)
            browser.request(callback)
            break
    out, err = process.communicate(timeout=60)
    if process.returncode != 0:
        raise Failed("".join(told) + err)
    return json.loads(out)


def map_skus(regions):
    """Maps the listings of every store by a CSV file, all but one waiting SKU; returns that one."""
    listings = {region: lines("sku", "list", region) for region in regions}
    waiting = lines("sku", "unmapped")
    listed = {(region, row["sku"]) for region in regions for row in listings[region]}
    kept_back = next(row for row in waiting if (row["store"], row["sku"]) in listed)
    file = DATA / "mapping.csv"
    with open(file, "w", newline="", encoding="utf-8") as out:
        rows = csv.writer(out)
        rows.writerow(["platform", "store", "platform_sku", "system_sku", "quantity", "group"])
        for store, sku in sorted(listed - {(kept_back["store"], kept_back["sku"])}):
            rows.writerow(["lazada", store, sku, "ERP-" + sku, 1, ""])
    print(f"   {sum(map(len, listings.values()))} listings read; "
          f"{len(listed) - 1} of them mapped by {shown(file)}")
    host("sku", "import", file, "--apply")
    return kept_back


def ship(region):
    """Pushes some orders that may go; returns (shipped items, packages, seconds, label file)."""
    ready = [order["order_id"] for order in lines("order", "list", "--store", region, "--status", "pending")
             if all(item["mapping"]["state"] == "mapped" and item["fulfilment"] in ("local", "cross_border")
                    for item in order["items"])][:SHIP]
    if not ready:
        return 0, 0, 0.0, None
    chosen = [word for order in ready for word in ("--order", order)]
    plan = lines("shipment", "push", region, *chosen, "--dry-run")[0]
    print(f"   {region}  dry run: {len(plan['items'])} items of {len(ready)} orders would be packed and "
          f"made ready to ship, {plan['calls']} calls, nothing changed")
    begin = time.monotonic()
    pushed = lines("shipment", "push", region, *chosen)[0]
    seconds = time.monotonic() - begin
    done = [item for item in pushed["items"] if item["outcome"] == "done"]
    label = DATA / f"label-{region}.pdf"
    host("shipment", "label", region, "--order", done[0]["order_id"], "--out", label, "--force")
    return len(done), len(pushed["packages"]), seconds, label


def table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for number, row in enumerate(rows):
        text = "   " + "  ".join(str(cell).ljust(width) if i < 2 else str(cell).rjust(width)
                                 for i, (cell, width) in enumerate(zip(row, widths)))
        print(bold(text) if number == 0 else text)


def run(options):
    redirect_uri = f"http://127.0.0.1:{free_port()}/callback"
    shutil.rmtree(DATA, ignore_errors=True)
    DATA.mkdir(parents=True)
    begin = time.monotonic()
    sandbox, ready = start_sandbox(options, redirect_uri)
    try:
        step("1  Enable the plugin, and say which application it is")
        secret = DATA / "app-secret"
        secret.write_text(ready["app_secret"])
        secret.chmod(0o600)
        print("   " + host("plugin", "enable", MANIFESTS / "lazada.json").strip())
        host("app", "set", "--key", ready["app_key"], "--secret-file", secret, "--redirect-uri", redirect_uri,
             "--sandbox", ready["http"])
        print(f"   The sandbox plays Lazada at {ready['http']}: {options.orders} orders a store, "
              f"seed {options.seed}")

        step(f"2  Authorise {len(options.regions)} stores through the authorisation pages")
        stores = {}
        for region in options.regions:
            host("store", "add", region, "--region", region, "--name", f"Demo {NAMES[region]}")
            store = stores[region] = connect(region, ready["password"])
            print(f"   {region}  {store['seller_name']}, seller {store['seller_id']}, login {store['account']}, "
                  f"access until {store['access_expires_at'][:10]}")

        step("3  Pull the orders of all stores")
        pulled = {row["store"]: row for row in lines("order", "pull", "--all", "--days", 400)}
        total = sum(row["added"] for row in pulled.values())
        print(f"   {total} orders in {sum(row['calls'] for row in pulled.values())} calls; unmapped SKUs stop none")

        step("4  Map the SKUs")
        kept_back = map_skus(options.regions)
        print(f"   unmapped: {kept_back['sku']} of {kept_back['store']}, "
              f"{kept_back['waiting_orders']} orders wait for it")
        mapped = lines("sku", "map", kept_back["store"], kept_back["sku"], "ERP-" + kept_back["sku"])[0]
        print(f"   mapped it: {mapped['orders_mapped']} orders go on")

        step("5  Push shipments: pack, label, ready to ship")
        shipped = {region: ship(region) for region in options.regions}

        step("6  The result")
        rows = [("region", "store", "orders", "items", "unmapped", "calls", "pulled in", "orders/s", "shipped",
                 "packages", "in")]
        for region in options.regions:
            orders = lines("order", "list", "--store", region)
            items = [item for order in orders for item in order["items"]]
            unmapped = sum(item["mapping"]["state"] != "mapped" for item in items)
            pull, (done, packages, seconds, _) = pulled[region], shipped[region]
            rows.append((region, stores[region]["name"], len(orders), len(items), unmapped, pull["calls"],
                         f"{pull['duration_ms'] / 1000:.2f} s", f"{pull['added'] / max(pull['duration_ms'], 1) * 1000:,.0f}",
                         done, packages, f"{seconds:.2f} s"))
        table(rows)
        print("   Items that stay unmapped have SKUs that no listing has: channel-host sku unmapped lists them.")
        labels = [str(shown(label)) for *_, label in shipped.values() if label]
        if labels:
            print(f"   Labels (PDF): {' '.join(labels)}")
        print(f"\nDone in {time.monotonic() - begin:.1f} s.")
        next_steps(ready["http"], options, an_order(options.regions[0]))
        if options.keep:
            print("\nThe sandbox goes on until Ctrl-C.", flush=True)
            signal.pause()
    finally:
        sandbox.terminate()
        sandbox.wait()


def an_order(region):
    """The number of an order to look at: a shipped one, if there is one."""
    orders = lines("order", "list", "--store", region)
    shipped = [order for order in orders if order["status"] == "ready_to_ship"]
    return (shipped or orders)[0]["order_id"]


def next_steps(url, options, order):
    data = shown(DATA / "data")
    region = options.regions[0]
    print(f"""
What to try next
   ./run host --data {data} order list
   ./run host --data {data} order show {order} --store {region}
   ./run host --data {data} sku unmapped
   ./run host --data {data} shipment list
   ./run host --help""")
    if options.keep:
        print(f"   curl -s {url}/_sandbox/counters        # what Lazada saw")
    else:
        print("   ./run demo --keep                      # leaves the sandbox running, so that pulls go on")


def main():
    global BIN, MANIFESTS, DATA
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--orders", type=int, default=500, help="orders of each store (500)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed makes the same shops (1)")
    parser.add_argument("--regions", default=",".join(NAMES), help="comma separated (all six)")
    parser.add_argument("--keep", action="store_true", help="leave the sandbox running at the end")
    parser.add_argument("--programs", type=pathlib.Path, default=BIN,
                        help=f"folder of channel-host and lazada-sandbox ({shown(BIN)})")
    parser.add_argument("--manifests", type=pathlib.Path, default=MANIFESTS,
                        help=f"folder of lazada.json ({shown(MANIFESTS)})")
    parser.add_argument("--data", type=pathlib.Path, default=DATA,
                        help=f"new folder for all that the demo makes ({shown(DATA)}, emptied first)")
    options = parser.parse_args()
    if options.data != DATA and options.data.exists():
        parser.error(f"{options.data} is there already; --data takes a new folder")
    BIN, MANIFESTS, DATA = (path.resolve() for path in (options.programs, options.manifests, options.data))
    options.regions = options.regions.split(",")
    unknown = [region for region in options.regions if region not in NAMES]
    if unknown:
        parser.error(f"unknown region {', '.join(unknown)}; there are {', '.join(NAMES)}")
    twice = sorted({region for region in options.regions if options.regions.count(region) > 1})
    if twice:
        parser.error(f"region {', '.join(twice)} is named twice; name each once")
    if not 1 <= options.orders <= 1000000:
        parser.error("--orders is between 1 and 1000000")
    try:
        run(options)
    except Failed as failure:
        sys.exit(f"\ndemo: a step failed:\n{failure}")
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
