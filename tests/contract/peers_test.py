#!/usr/bin/env python3
"""Independent peers: hosts in Python, C and C++ load the module, the public npm SDK calls the
sandbox, and all of them get the same orders (E7, E8).
  peers_test.py LIBRARY SANDBOX C_HOST CPP_HOST"""
import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(ROOT / "sample-host/demo"))
import browser  # noqa: E402

LIBRARY, SANDBOX, C_HOST, CPP_HOST = sys.argv[1:5]
ORDERS = 230


class Peers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.sandbox = subprocess.Popen([SANDBOX, "--orders", str(ORDERS), "--regions", "th,vn"],
                                       stdout=subprocess.PIPE, text=True)
        cls.ready = json.loads(cls.sandbox.stdout.readline())
        cls.url = cls.ready["http"]
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.sandbox.terminate()
        cls.sandbox.wait()
        cls.sandbox.stdout.close()
        cls.folder.cleanup()

    def browse(self, url, region):
        return browser.authorise(url, region, f"owner.{region}@sandbox.example", self.ready["password"])

    def host(self, command, region):
        """Runs a host: it prints the URL to open and reads the callback address."""
        config = pathlib.Path(self.folder.name, f"{region}.json")
        config.write_text(json.dumps({
            "schema": "chapi.channel-config/1", "store": region, "grant": region, "sandbox": self.url,
            "app": {"key": self.ready["app_key"], "secret": self.ready["app_secret"],
                    "redirect_uri": self.ready["redirect_uri"]}}))
        with subprocess.Popen([*command, LIBRARY, f"lazada.{region}", str(config)], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE) as run:
            url = run.stdout.readline().strip()
            out, _ = run.communicate(self.browse(url, region) + "\n", timeout=120)
            self.assertEqual(run.returncode, 0)
        return out.splitlines()

    def sdk(self, script, *arguments):
        done = subprocess.run(["node", HERE.parent / "npm" / script, *arguments], text=True,
                              capture_output=True, timeout=120)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def settings(self, region, **more):
        return json.dumps({"sandbox": self.url, "region": region, "appKey": self.ready["app_key"],
                           "appSecret": self.ready["app_secret"], **more})

    def sdk_token(self, region):
        page = f"{self.url}/auth/oauth/authorize?response_type=code&client_id={self.ready['app_key']}" \
               f"&redirect_uri={self.ready['redirect_uri']}&state=peer"
        callback = self.browse(page, region)
        code = callback.split("code=")[1].split("&")[0]
        return self.sdk("token.js", "create", self.settings(region), code)

    def test_hosts_in_three_languages_and_the_sdk_see_the_same_orders(self):
        for region in ("th", "vn"):
            token = self.sdk_token(region)["access_token"]
            pulled = self.sdk("pull.js", "sdk",
                              self.settings(region, token=token, after="2000-01-01T00:00:00+00:00"), "--list")
            sdk = {order: sorted(items) for order, items in pulled["listing"].items()}
            self.assertEqual(len(sdk), ORDERS)
            for command in ([sys.executable, ROOT / "host-api/examples/host.py"], [C_HOST], [CPP_HOST]):
                with self.subTest(region=region, host=command[-1]):
                    batches = [json.loads(line) for line in self.host(command, region)]
                    seen = {order["order_id"]: sorted(item["item_id"] for item in order["items"])
                            for batch in batches for order in batch["orders"]}
                    self.assertEqual(seen, sdk)

    def test_sdk_refreshes_a_token_and_pulls_with_the_new_one(self):
        first = self.sdk_token("th")
        second = self.sdk("token.js", "refresh", self.settings("th"), first["refresh_token"])
        self.assertNotEqual(second["access_token"], first["access_token"])
        pulled = self.sdk("pull.js", "sdk", self.settings(
            "th", token=second["access_token"], after="2000-01-01T00:00:00+00:00"))
        self.assertEqual(pulled["orders"], ORDERS)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
