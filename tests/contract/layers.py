#!/usr/bin/env python3
"""The layer rule: who may include whom.

host-api <- adapters <- plugin;  sample-host <- host-api and nothing else of ours;
the sandbox includes none of them.  Usage: layers.py ROOT
"""
import pathlib
import re
import sys
import tempfile

ALLOWED = {
    "host-api": set(),
    "adapters": {"host-api"},
    "plugin": {"adapters", "host-api"},
    "sample-host": {"host-api"},
    "sandbox": set(),
}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]', re.M)


def area_of(root, path):
    parts = path.relative_to(root).parts
    if parts[:2] == ("sample-host", "sandbox"):
        return "sandbox"
    return parts[0] if parts[0] in ALLOWED else None


def resolve(root, source, name):
    """The file of ours that an include names, or None for a library's."""
    folders = [source.parent, root, root / "plugin", root / "sample-host", root / "host-api/include"]
    for folder in folders:
        candidate = (folder / name).resolve()
        if candidate.is_file() and root in candidate.parents:
            return candidate
    return None


def violations(root):
    root = root.resolve()
    found, read = [], 0
    for top in ("host-api", "adapters", "plugin", "sample-host"):
        for source in sorted((root / top).rglob("*")):
            if source.suffix not in (".c", ".h", ".cpp", ".hpp"):
                continue
            read += 1
            area = area_of(root, source)
            for name in INCLUDE.findall(source.read_text(encoding="utf-8")):
                target = resolve(root, source, name)
                if target is None:
                    continue
                other = area_of(root, target)
                if other != area and other not in ALLOWED[area]:
                    found.append(f"{source.relative_to(root)} includes {name} of {other or 'tests'}")
    return found, read


def self_test():
    """A tree that breaks the rule must be found out."""
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for name, text in {
            "plugin/flow.hpp": "",
            "host-api/include/chapi/chapi.h": "",
            "sample-host/main.cpp": '#include "chapi/chapi.h"\n#include "plugin/flow.hpp"\n',
            "sample-host/sandbox/main.cpp": '#include <chapi/chapi.h>\n',
        }.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        found, _ = violations(root)
        assert len(found) == 2, found


if __name__ == "__main__":
    self_test()
    wrong, read = violations(pathlib.Path(sys.argv[1]))
    if read == 0:
        sys.exit("no source file was read")
    if wrong:
        sys.exit("The layer rule is broken:\n  " + "\n  ".join(wrong))
    print(f"{read} files keep the layer rule")
