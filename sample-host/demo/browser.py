"""Plays the seller in a browser: opens the authorisation page, signs in and agrees."""
import html.parser
import http.client
import urllib.parse


class _Form(html.parser.HTMLParser):
    """The first form of a page: its action and its named controls."""

    def __init__(self):
        super().__init__()
        self.action, self.controls, self._inside = None, {}, False

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "form" and self.action is None:
            self.action, self._inside = attributes.get("action", ""), True
        elif self._inside and tag in ("input", "select", "button") and attributes.get("name"):
            self.controls.setdefault(attributes["name"], (attributes.get("type"), attributes.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False


def request(url, form=None):
    """One request without following redirects: (status, address it points to, text)."""
    parts = urllib.parse.urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    target = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    if form is None:
        connection.request("GET", target)
    else:
        connection.request("POST", target, urllib.parse.urlencode(form),
                           {"Content-Type": "application/x-www-form-urlencoded"})
    answer = connection.getresponse()
    text = answer.read().decode("utf-8")
    connection.close()
    location = answer.getheader("Location")
    return answer.status, urllib.parse.urljoin(url, location) if location else None, text


def authorise(url, site, login, password):
    """Returns the address that the browser is sent back to; that request is not made."""
    home = urllib.parse.urlsplit(url).netloc
    status, location, page = request(url)
    for _ in range(6):
        if location:
            if urllib.parse.urlsplit(location).netloc != home:
                return location
            url = location
            status, location, page = request(url)
            continue
        if status != 200:
            raise RuntimeError(f"the authorisation page answers {status}: {page[:300]}")
        form = _Form()
        form.feed(page)
        if form.action is None:
            raise RuntimeError(f"the authorisation page has no form: {page[:300]}")
        fields = {}
        for name, (kind, value) in form.controls.items():
            if kind == "password":
                value = password
            elif name in ("login", "account"):
                value = login
            elif name in ("site", "country"):
                value = site
            fields[name] = value
        url = urllib.parse.urljoin(url, form.action)
        status, location, page = request(url, fields)
    raise RuntimeError("the authorisation pages do not end")
