#!/usr/bin/env python3
"""Each table belongs to one subject of the sample host: one folder alone names it in its SQL.

Usage: tables.py ROOT
"""
import pathlib
import re
import sys
import tempfile

CREATED = re.compile(r"^CREATE TABLE (\w+)", re.M)
NAMED = re.compile(r"\b(?:FROM|INTO|UPDATE|JOIN)\s+(\w+)")
# A literal goes on in the next one: "SELECT 1 FROM " "channel_order".
SEAM = re.compile(r'"\s*"')


def folders_of_tables(root):
    """table -> the folders whose SQL names it."""
    host = root / "sample-host"
    folders = {}
    for migration in sorted(host.glob("db/migrations/*.sql")):
        for table in CREATED.findall(migration.read_text(encoding="utf-8")):
            folders[table] = set()
    for source in host.glob("**/*.[ch]pp"):
        folder = source.relative_to(host).parts[0] if source.parent != host else "."
        if folder == "sandbox":
            continue
        sql = SEAM.sub("", source.read_text(encoding="utf-8"))
        for table in NAMED.findall(sql):
            if table in folders:
                folders[table].add(folder)
    return folders


def violations(root):
    for table, folders in folders_of_tables(root).items():
        if len(folders) > 1:
            yield f"the table {table} is named by the SQL of " + " and ".join(sorted(folders))


def check_itself():
    """A reader that sees nothing would pass everything."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in (("db/migrations/0001_a.sql", "CREATE TABLE shop (id TEXT);\n"),
                           ("shops/shop_table.cpp", 'run("SELECT id FROM " \n  "shop");\n'),
                           ("orders/order_table.cpp", 'run("UPDATE shop SET id = ?");\n')):
            path = root / "sample-host" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        if list(violations(root)) != ["the table shop is named by the SQL of orders and shops"]:
            sys.exit("tables.py does not see what it must see")


def main():
    check_itself()
    root = pathlib.Path(sys.argv[1])
    if not any(folders_of_tables(root).values()):
        sys.exit("tables.py found no SQL under " + str(root))
    found = list(violations(root))
    for violation in found:
        print(violation)
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
