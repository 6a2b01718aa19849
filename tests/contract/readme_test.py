#!/usr/bin/env python3
"""The README shows code that is compiled and commands that exist.  readme_test.py CHANNEL_HOST"""
import pathlib
import re
import subprocess
import sys
import textwrap
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOST = sys.argv[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


class Readme(unittest.TestCase):
    def test_its_code_is_the_compiled_example(self):
        source = (ROOT / "host-api/examples/host.cpp").read_text(encoding="utf-8")
        part = source.split("// README: begin\n")[1].split("  // README: end")[0]
        shown = re.search(r"```cpp\n(.*?)```", README, re.S).group(1)
        self.assertEqual(shown, textwrap.dedent(part))

    def test_its_commands_exist(self):
        commands = set(re.findall(r"^channel-host (\w+ \w+)", README, re.M))
        self.assertGreater(len(commands), 8)
        for command in commands:
            with self.subTest(command=command):
                done = subprocess.run([HOST, *command.split(), "--help"], capture_output=True, text=True)
                self.assertEqual(done.returncode, 0)
                self.assertIn("Example", done.stdout)

    def test_its_files_exist(self):
        prose = re.sub(r"```.*?```", "", README, flags=re.S)
        for target in re.findall(r"\]\(([^)#:]+)\)", prose):
            self.assertTrue((ROOT / target).exists(), target)
        for folder in re.findall(r"^\| `([\w-]+/)`", README, re.M):
            self.assertTrue((ROOT / folder).is_dir(), folder)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
