#!/usr/bin/env python3
"""The list of features cannot claim what no test names."""
import pathlib
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
import features  # noqa: E402

RULES = """# Rules

Claimed: {claimed}.

| id | W | rule |
|---|---|---|
| {first} | host | The first rule. |
| {second} | host | The second rule. |
"""
# Joined here, so that this file names no rule.
FIRST, SECOND, NONE = "A" + "1", "A" + "2", "A" + "99"


class Features(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "docs").mkdir()
        (self.root / "tests").mkdir()
        self.claim(FIRST)

    def claim(self, claimed):
        text = RULES.format(claimed=claimed, first=FIRST, second=SECOND)
        (self.root / "docs/features.in.md").write_text(text, encoding="utf-8")

    def write(self, name, text):
        (self.root / "tests" / name).write_text(text, encoding="utf-8")

    def refusal(self):
        with self.assertRaises(features.Wrong) as caught:
            features.features(self.root)
        return str(caught.exception)

    def test_claimed_rule_without_a_test_is_refused(self):
        self.assertIn(f"claimed rule {FIRST}", self.refusal())

    def test_name_of_a_test_proves(self):
        self.write("a_test.cpp", f"TEST_F(Suite, {FIRST}_works) {{\n}}\n")
        self.assertIn(f"- `Suite.{FIRST}_works` in tests/a_test.cpp", features.features(self.root))

    def test_comment_directly_above_proves_and_one_further_up_does_not(self):
        self.claim(f"{FIRST}–{SECOND}")
        self.write("a_test.cpp", f"// {FIRST}, {SECOND}: both of them\n// at once.\nTEST(Suite, both) {{\n}}\n")
        self.assertEqual(features.features(self.root).count("- `Suite.both`"), 2)
        self.write("a_test.cpp", f"// {FIRST}: far away.\n\nTEST(Suite, other) {{\n}}\n")
        self.assertIn(f"{FIRST}, {SECOND}", self.refusal())

    def test_tests_in_python_and_javascript_prove_too(self):
        self.claim(f"{FIRST}, {SECOND}")
        self.write("a_test.py", f"    # {FIRST}: so it is.\n    def test_it(self):\n        pass\n")
        self.write("a.test.js", f'test("{SECOND} shows it", () => {{}});\n')
        text = features.features(self.root)
        self.assertIn("- `test_it` in tests/a_test.py", text)
        self.assertIn(f"- `{SECOND} shows it` in tests/a.test.js", text)

    def test_rule_that_does_not_exist_is_refused(self):
        self.write("a_test.cpp", f"\nTEST(Suite, {FIRST}_{NONE}_works) {{\n}}\n")
        self.assertIn(f"tests/a_test.cpp:2: Suite.{FIRST}_{NONE}_works names {NONE}", self.refusal())

    def test_claim_of_no_rule_is_refused(self):
        self.claim(NONE)
        self.assertIn(f"claims {NONE}", self.refusal())

    def test_text_that_is_not_what_the_tests_say_fails_the_check(self):
        self.write("a_test.cpp", f"TEST(Suite, {FIRST}_works) {{\n}}\n")
        with self.assertRaises(SystemExit):
            features.main([str(self.root), "--check"])
        features.main([str(self.root)])
        features.main([str(self.root), "--check"])


if __name__ == "__main__":
    unittest.main()
