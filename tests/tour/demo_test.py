#!/usr/bin/env python3
"""What ./run demo tells one to try next works, and the README shows the same.

  demo_test.py BIN_FOLDER MANIFEST_FOLDER
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BIN, MANIFESTS = (pathlib.Path(folder).resolve() for folder in sys.argv[1:3])
DEMO = ROOT / "sample-host/demo/demo.py"


def next_commands(text):
    """The commands below the last heading, without their comments."""
    part = text.split("What to try next\n")[1].split("```")[0]
    return [line.split("#")[0].strip() for line in part.splitlines() if line.strip()]


class Demo(unittest.TestCase):
    def demo(self, *options):
        return subprocess.run([sys.executable, DEMO, "--programs", BIN, "--manifests", MANIFESTS, *options],
                              capture_output=True, text=True)

    def test_what_it_tells_to_try_next_works_and_stands_in_the_readme(self):
        with tempfile.TemporaryDirectory(prefix="demo-") as folder:
            done = self.demo("--regions", "sg", "--orders", "60", "--data", f"{folder}/demo")
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            commands = next_commands(done.stdout)
            tried = [command for command in commands if command.startswith("./run host ")]
            self.assertGreater(len(tried), 4, commands)
            for command in tried:
                words = command.removeprefix("./run host ").split()
                ended = subprocess.run([BIN / "channel-host", *words], capture_output=True, text=True)
                self.assertEqual(ended.returncode, 0, f"{command}\n{ended.stdout}{ended.stderr}")
        shown = next_commands((ROOT / "README.md").read_text(encoding="utf-8"))
        usual = [re.sub(r"\d{9,}", "ORDER", command.replace(folder, "build")) for command in commands]
        self.assertEqual([re.sub(r"\d{9,}", "ORDER", command) for command in shown], usual)

    def test_wrong_regions_are_refused_at_once(self):
        for regions, sentence in (("sg,sg", "region sg is named twice; name each once"),
                                  ("sg,xx", "unknown region xx; there are sg, my, th, vn, id, ph")):
            with tempfile.TemporaryDirectory(prefix="demo-") as folder:
                done = self.demo("--regions", regions, "--data", f"{folder}/demo")
                self.assertEqual(done.returncode, 2, done.stdout)
                self.assertIn(sentence, done.stderr)
                self.assertFalse(pathlib.Path(folder, "demo").exists(), "nothing is started")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
