#!/usr/bin/env python3
"""A PostgreSQL server for tests: ./server.py start FOLDER | stop FOLDER

It runs as an ordinary user (root becomes `postgres`) on a free loopback port, keeps its data in a
temporary folder of its own, and asks for a password.  FOLDER/address holds
postgresql://user:password@host:port, FOLDER/home the path of the temporary folder.
"""
import glob
import os
import pwd
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile


def programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))
    if not found:
        sys.exit("server.py: PostgreSQL is missing: apt-get install postgresql-15")
    return os.path.dirname(found[-1])


def server_user():
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def run(home, *command):
    """As the owner of the data, who must not be root."""
    owner = server_user()
    identity = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
    # A file and not a pipe: the server keeps what it inherits open.
    log = os.path.join(home, "commands.log")
    with open(log, "ab") as out:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, cwd="/",
                              env={"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}, **identity)
    if done.returncode != 0:
        sys.stderr.write(open(log, errors="replace").read())
        sys.exit(f"server.py: {os.path.basename(command[0])} failed")


def write_private(path, text):
    with open(path, "w", opener=lambda p, f: os.open(p, f, 0o600)) as out:
        out.write(text)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def stop(folder):
    note = os.path.join(folder, "home")
    if os.path.exists(note):
        home = open(note).read().strip()
        data = os.path.join(home, "data")
        if os.path.exists(os.path.join(data, "postmaster.pid")):
            run(home, os.path.join(programs(), "pg_ctl"), "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)


def start(folder):
    stop(folder)
    bin_folder = programs()
    os.makedirs(folder)
    # Not below FOLDER: the server's user may not be allowed to come there.
    home = tempfile.mkdtemp(prefix="postgresql-test-")
    write_private(os.path.join(folder, "home"), home)
    data = os.path.join(home, "data")
    password = secrets.token_hex(16)
    password_file = os.path.join(home, "password")
    write_private(password_file, password)
    if owner := server_user():
        for path in (home, password_file):
            os.chown(path, owner.pw_uid, owner.pw_gid)
    run(home, os.path.join(bin_folder, "initdb"), "-D", data, "-U", "tester", "--no-sync",
        "--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256",
        "--pwfile=" + password_file)
    port = free_port()
    # Tests end by dropping their databases, so nothing need reach the disk.
    options = (f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
               "-c fsync=off -c max_connections=200 -c shared_buffers=64MB")
    run(home, os.path.join(bin_folder, "pg_ctl"), "-D", data, "-w", "-t", "60", "-o", options,
        "-l", os.path.join(data, "server.log"), "start")
    write_private(os.path.join(folder, "address"),
                  f"postgresql://tester:{password}@127.0.0.1:{port}\n")


def main():
    actions = {"start": start, "stop": stop}
    if len(sys.argv) != 3 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    actions[sys.argv[1]](os.path.abspath(sys.argv[2]))


main()
