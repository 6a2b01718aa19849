#!/usr/bin/env python3
"""Writes docs/features.md: every rule of docs/features.in.md with the tests that name it.

  features.py ROOT           write it
  features.py ROOT --check   write nothing; fail when it is not what would be written now

A test names a rule in its own name (Stores.A15_visit_opens…, test_C2_…) or in a comment that
stands directly above it and begins with the ids ("// A15, A16: …").  Either way fails when a
claimed rule has no test and when a test names a rule that does not exist.
"""
import pathlib
import re
import sys

ID = r"[A-E]\d{1,2}"
RULE = re.compile(rf"^\| ({ID}) \|(?: (plugin|host) \|)? (.*) \|$")
CLAIM = re.compile(r"^Claimed: (.*)$")
TABLE_HEAD = re.compile(r"^\| id \||^\|---")
COMMENT_IDS = re.compile(rf"^(?://|#) ((?:{ID})(?:(?:, | and ){ID})*)(?::|\.?$)")
CPP_TEST = re.compile(r"^TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)", re.M)
PYTHON_TEST = re.compile(r"^ *def (test_\w+)\(", re.M)
JS_TEST = re.compile(r"""^ *(?:test|it)\(\s*["'`](.+?)["'`],""", re.M)
SKIPPED_FOLDERS = {"node_modules", "__pycache__"}


class Wrong(Exception):
    pass


def expand(claim):
    """"A1–A3, B5" -> [A1, A2, A3, B5]"""
    ids = []
    for part in filter(None, (text.strip(" .") for text in claim.split(","))):
        first, _, last = part.partition("–")
        last = last or first
        if not re.fullmatch(ID, first) or not re.fullmatch(ID, last) or first[0] != last[0]:
            raise Wrong(f"docs/features.in.md: the claim {part!r} is neither an id nor a range of ids")
        ids += [f"{first[0]}{number}" for number in range(int(first[1:]), int(last[1:]) + 1)]
    return ids


def read_rules(text):
    rules, claimed = {}, []
    for line in text.splitlines():
        if rule := RULE.match(line):
            if rule[1] in rules:
                raise Wrong(f"docs/features.in.md: the rule {rule[1]} stands there twice")
            rules[rule[1]] = rule
        elif claim := CLAIM.match(line):
            claimed += expand(claim[1])
    for id in claimed:
        if id not in rules:
            raise Wrong(f"docs/features.in.md: claims {id}, which is no rule")
    return rules, set(claimed)


def comment_ids(lines, test_line):
    """The ids that the comment block above the line begins with."""
    top = test_line
    while top > 0 and re.match(r"\s*(?://|#) ", lines[top - 1]):
        top -= 1
    found = COMMENT_IDS.match(lines[top].strip()) if top < test_line else None
    return re.findall(ID, found[1]) if found else []


def name_ids(name):
    return [word for word in re.split(r"[_\W]", name) if re.fullmatch(ID, word)]


def tests_of(path, text):
    """(name, ids) of each test of a file."""
    lines = text.splitlines()
    if path.suffix == ".cpp":
        found = [(f"{m[1]}.{m[2]}", m[2], m.start()) for m in CPP_TEST.finditer(text)]
    elif path.suffix == ".py":
        found = [(m[1], m[1], m.start()) for m in PYTHON_TEST.finditer(text)]
    else:
        found = [(m[1], m[1], m.start()) for m in JS_TEST.finditer(text)]
    for shown, name, at in found:
        line = text.count("\n", 0, at)
        yield shown, line, sorted(set(name_ids(name) + comment_ids(lines, line)))


def read_tests(root, rules):
    proofs = {id: [] for id in rules}
    for path in sorted(root.glob("tests/**/*")):
        if path.suffix not in (".cpp", ".py", ".js", ".mjs") or SKIPPED_FOLDERS & set(path.parts):
            continue
        place = path.relative_to(root).as_posix()
        for name, line, ids in tests_of(path, path.read_text(encoding="utf-8")):
            for id in ids:
                if id not in rules:
                    raise Wrong(f"{place}:{line + 1}: {name} names {id}, which is no rule of "
                                "docs/features.in.md")
                proofs[id].append((name, place))
    return proofs


def written(text, rules, claimed, proofs):
    out = ["<!-- Written by `./run features` from docs/features.in.md and the tests. -->"]
    for line in text.splitlines():
        if TABLE_HEAD.match(line):
            continue
        rule = RULE.match(line)
        if not rule:
            out.append(line)
            continue
        id, who, words = rule.groups()
        out.append(f"### {id}" + (f" ({who})" if who else ""))
        out += [words, ""]
        if id not in claimed:
            out += ["Not claimed yet" + ("; tested so far:" if proofs[id] else "."), ""]
        if proofs[id]:
            out += [f"- `{name}` in {place}" for name, place in sorted(set(proofs[id]))] + [""]
    while out[-1] == "":
        out.pop()
    return "\n".join(out) + "\n"


def features(root):
    text = (root / "docs/features.in.md").read_text(encoding="utf-8")
    rules, claimed = read_rules(text)
    proofs = read_tests(root, rules)
    without = [id for id in rules if id in claimed and not proofs[id]]
    if without:
        raise Wrong("no test names the claimed rule " + ", ".join(without) + ": name it in a test "
                    "that proves it, or take it out of the line \"Claimed:\" of docs/features.in.md")
    return written(text, rules, claimed, proofs)


def main(arguments):
    root = pathlib.Path(arguments[0])
    target = root / "docs/features.md"
    try:
        text = features(root)
        if "--check" not in arguments:
            target.write_text(text, encoding="utf-8")
        elif not target.exists() or target.read_text(encoding="utf-8") != text:
            raise Wrong("docs/features.md is not what the tests say now; run ./run features")
    except Wrong as wrong:
        sys.exit(f"features.py: {wrong}")


if __name__ == "__main__":
    main(sys.argv[1:])
