#!/usr/bin/env python3
"""Does what docs/tour.md tells an administrator to do, and compares what it shows.

  tour_test.py BIN_FOLDER MANIFEST_FOLDER                      on SQLite
  tour_test.py BIN_FOLDER MANIFEST_FOLDER SERVER_ADDRESS_FILE  on PostgreSQL

Each ```console block has commands ("$ …") and lines of their output.  Every line shown must come,
in this order; "…" stands for any text, runs of spaces count as one.  A command ends with exit code
0, or with the one that its comment names ("# exit 6").  The seller's part in the browser is played
for commands with --listen.
"""
import os
import pathlib
import re
import socket
import subprocess
import sys
import tempfile
import threading

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "sample-host/demo"))
import browser  # noqa: E402

TOUR = ROOT / "docs/tour.md"
END = "--- end of the command, exit"


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def unfinished(command):
    """The shell would wait for more lines."""
    here = re.search(r"<<'(\w+)'", command)
    if here:
        return not command.endswith("\n" + here.group(1))
    return command.endswith("\\") or command.count("'") % 2 == 1


def steps(text):
    """(line number, command, shown lines) of every command."""
    found, inside, command = [], False, None
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith("```"):
            inside, command = line == "```console", None
        elif inside and line.startswith("$ "):
            command = [number, line[2:], []]
            found.append(command)
        elif inside and unfinished(command[1]):
            command[1] += "\n" + line
        elif inside:
            command[2].append(line)
    return found


def pattern(shown):
    parts = [re.escape(" ".join(part.split())) for part in shown.split("…")]
    return re.compile(r"\s*" + r".*".join(parts) + r"\s*$")


def play_seller(url, store):
    region = store.rsplit("-", 1)[-1]
    callback = browser.authorise(url, region, f"owner.{region}@sandbox.example", "sandbox-password")
    threading.Thread(target=browser.request, args=(callback,), daemon=True).start()


def run(shell, command):
    """Exit code and lines of one command in the shell that all of them share."""
    shell.stdin.write(f"{command}\necho \"{END} $?\"\n")
    shell.stdin.flush()
    lines = []
    for line in shell.stdout:
        line = line.rstrip("\n")
        if line.startswith(END):
            return int(line.split()[-1]), lines
        lines.append(line)
        address = re.search(r"http://\S+/oauth/authorize\S*", line)
        if address and "--listen" in command:
            play_seller(address.group(0), re.search(r"authorize (\S+)", command).group(1))
    sys.exit("tour: the shell ended:\n" + "\n".join(lines))


def missing(shown, lines):
    """The first shown line that does not come, or None."""
    rest = iter(" ".join(line.split()) for line in lines)
    for line in shown:
        if line.strip() in ("", "…"):
            continue
        wanted = pattern(line)
        if not any(wanted.match(actual) for actual in rest):
            return line
    return None


def main():
    bin_folder = pathlib.Path(sys.argv[1]).resolve()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("CHANNEL_HOST")}
    environment.update(PATH=f"{bin_folder}:{os.environ['PATH']}", LC_ALL="C.UTF-8", NO_COLOR="1")
    if len(sys.argv) > 3:
        server = pathlib.Path(sys.argv[3]).read_text().strip()
        subprocess.run(["psql", "-q", f"{server}/postgres", "-c",
                        "CREATE DATABASE tour TEMPLATE template0 ENCODING 'UTF8'"], check=True)
        environment["CHANNEL_HOST_DB"] = f"{server}/tour"
    text = TOUR.read_text(encoding="utf-8")
    for port in ("9100", "8765"):
        text = text.replace(port, str(free_port()))
    commands = steps(text)
    if len(commands) < 20:
        sys.exit(f"tour: only {len(commands)} commands in {TOUR}")
    with tempfile.TemporaryDirectory(prefix="tour-") as home:
        os.mkdir(os.path.join(home, "build"))
        os.symlink(sys.argv[2], os.path.join(home, "build/manifests"))
        environment["HOME"] = home
        shell = subprocess.Popen(["bash"], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, cwd=home, env=environment, text=True)
        try:
            for number, command, shown in commands:
                wanted = re.search(r"# exit (\d+)$", command)
                code, lines = run(shell, command)
                told = f"{TOUR.name}:{number}: {command}\n" + "\n".join("  | " + l for l in lines)
                if os.environ.get("TOUR_SHOW"):
                    print(told, flush=True)
                if code != int(wanted.group(1) if wanted else 0):
                    sys.exit(f"{told}\ntour: ended with exit code {code}")
                if (line := missing(shown, lines)) is not None:
                    sys.exit(f"{told}\ntour: did not show: {line}")
        finally:
            # Its children first: they are nobody's afterwards.
            subprocess.run(["pkill", "-P", str(shell.pid)], check=False)
            shell.stdin.close()
            shell.terminate()
    print(f"{len(commands)} commands of {TOUR.name} did what it says")


main()
