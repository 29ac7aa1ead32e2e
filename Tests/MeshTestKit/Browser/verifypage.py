#!/usr/bin/env python3
"""Drives the verifier page in headless Chromium as its reader would: chooses files in its file inputs, presses its
buttons, reads what it shows. Speaks the DevTools protocol over a pipe; needs nothing but python3 and chromium.

    python3 verifypage.py PLAN.json

The plan is {"page": PATH, "seconds": N, "cases": [...]}; the answer is one JSON line a case, in order. With a host, the
page comes over HTTP from here: 127.0.0.1, or insecure.example, which browsers trust less. A case is one of
    {"name", "bundle", "file"?, "trust"?, "language"?, "page"?, "width"?, "host"?, "cancel"?, "memory"?, "then"?, "toggle"?,
        "screenshot"?}
    {"name", "flips": {"bundle", "file", "trust", "positions"?}}      every byte, or those through the file input
    {"name", "evaluate": "an expression, or one that gives a promise"}
"""

import base64
import functools
import http.server
import itertools
import json
import os
import pathlib
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PIECE = 1 << 16


class Chromium:
    """One browser with one page, gone with its pipe."""

    def __init__(self, folder):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            sys.exit("chromium is missing: apt-get install chromium")
        to_browser, self.writing = os.pipe()
        self.reading, from_browser = os.pipe()

        def wires():
            # The browser reads from 3 and writes to 4. Both pipes may lie there already, so they move away first.
            reading, writing = os.dup(to_browser), os.dup(from_browser)
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        options = [
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--disable-extensions", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--host-resolver-rules=MAP insecure.example 127.0.0.1",
            "--remote-debugging-pipe", f"--user-data-dir={folder}/profile", "about:blank",
        ]
        self.log = open(f"{folder}/chromium.log", "wb")
        self.process = subprocess.Popen(
            [program] + options, stdin=subprocess.DEVNULL, stdout=self.log, stderr=self.log, close_fds=False,
            preexec_fn=wires, start_new_session=True, env={**os.environ, "HOME": folder})
        os.close(to_browser)
        os.close(from_browser)
        self.buffer = b""
        self.numbers = itertools.count(1)
        self.answers = {}
        self.said = []
        self.asked = []
        self.session = None
        self.place = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network", "DOM"):
            self.call(f"{domain}.enable")

    def close(self):
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()

    def call(self, method, **parameters):
        number = next(self.numbers)
        message = {"id": number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self.writing, data):]
        while number not in self.answers:
            self.listen()
        answer = self.answers.pop(number)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def listen(self, seconds=None):
        """Takes what comes; returns whether something did."""
        if not select.select([self.reading], [], [], seconds)[0]:
            return False
        piece = os.read(self.reading, PIECE)
        if not piece:
            raise RuntimeError("chromium ended; its last words:\n" + pathlib.Path(self.log.name).read_text()[-2000:])
        *messages, self.buffer = (self.buffer + piece).split(b"\0")
        for message in map(json.loads, messages):
            if "id" in message:
                self.answers[message["id"]] = message
            else:
                self.hear(message["method"], message.get("params", {}))
        return True

    def hear(self, method, event):
        if method == "Log.entryAdded" and event["entry"]["level"] in ("error", "warning"):
            self.said.append(event["entry"]["text"])
        elif method == "Runtime.exceptionThrown":
            details = event["exceptionDetails"]
            self.said.append(details.get("exception", {}).get("description", details["text"]))
        elif method == "Runtime.consoleAPICalled":
            self.said.append(" ".join(str(each.get("value")) for each in event["args"]))
        elif method == "Network.requestWillBeSent":
            self.asked.append(event["request"]["url"].split("?")[0][:200])

    def evaluate(self, expression):
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True, userGesture=True)
        if "exceptionDetails" in answer:
            details = answer["exceptionDetails"]
            raise RuntimeError(details.get("exception", {}).get("description", details["text"]))
        return answer["result"].get("value")

    def open(self, address, language="en-US", width=1280):
        """Shows a page; one that is there already stays."""
        self.said.clear()
        self.asked.clear()
        if self.place == (address, language, width):
            return
        self.place = (address, language, width)
        self.call("Emulation.setUserAgentOverride", userAgent="Test", acceptLanguage=language)
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url=address)
        while self.evaluate("document.readyState === 'complete' && document.title !== ''") is not True:
            self.listen(0.02)

    def choose(self, name, path):
        document = self.call("DOM.getDocument")["root"]["nodeId"]
        node = self.call("DOM.querySelector", nodeId=document, selector=f"#{name}")["nodeId"]
        self.call("DOM.setFileInputFiles", nodeId=node, files=[path] if path else [])

    def check(self):
        self.evaluate("document.getElementById('check').click()")

    @property
    def is_working(self):
        return self.evaluate("!document.getElementById('cancel').hidden")

    def shown(self):
        return self.evaluate(
            """(() => {
                const all = (root, selector) => Array.from(root.querySelectorAll(selector));
                const result = document.getElementById("result"), verdict = result.querySelector("[data-verdict]");
                return {
                    verdict: result.hidden ? null : verdict.dataset.verdict, code: verdict?.dataset.code ?? null,
                    steps: Object.fromEntries(all(result, "[data-step]").map(e => [e.dataset.step, e.dataset.outcome])),
                    order: all(result, "[data-step]").map(e => e.dataset.step),
                    codes: all(result, "[data-code]").map(e => e.dataset.code),
                    facts: Object.fromEntries(all(result, "[data-fact]").map(e => [e.dataset.fact, e.textContent])),
                    status: document.getElementById("status").textContent, text: document.body.innerText,
                    language: document.documentElement.lang, title: document.title,
                    overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
                };
            })()""")

    def screenshot(self, path):
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        pathlib.Path(path).write_bytes(base64.b64decode(data))

    def memory(self):
        """Bytes that the browser's processes hold for themselves or share with each other, files on disk left out."""
        children = {}
        for entry in pathlib.Path("/proc").iterdir():
            if entry.name.isdigit():
                try:
                    parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
                except (OSError, ValueError):
                    continue
                children.setdefault(parent, []).append(int(entry.name))
        kilobytes, queue = 0, [self.process.pid]
        while queue:
            process = queue.pop()
            queue += children.get(process, [])
            try:
                lines = pathlib.Path(f"/proc/{process}/status").read_text().splitlines()
            except OSError:
                continue
            kilobytes += sum(int(line.split()[1]) for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
        return kilobytes * 1024


class Served(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@functools.cache
def serve(page, host):
    handler = functools.partial(Served, directory=str(page.parent))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://{host}:{server.server_port}/{urllib.parse.quote(page.name)}"


def address(page, case):
    return serve(page, case["host"]) if "host" in case else page.as_uri()


def run_check(browser, page, case):
    browser.open(address(page, case), case.get("language", "en-US"), case.get("width", 1280))
    browser.choose("bundle", case["bundle"])
    browser.choose("file", case.get("file"))
    browser.evaluate(f"document.getElementById('trust').value = {json.dumps(case.get('trust', ''))}")
    before = browser.memory() if case.get("memory") else 0
    peak, reports, started = before, set(), time.monotonic()
    browser.check()
    while browser.is_working:
        if case.get("memory"):
            peak = max(peak, browser.memory())
            reports.add(browser.evaluate("document.getElementById('progress').value"))
        if case.get("cancel") and browser.evaluate("document.getElementById('progress').value") > 0:
            browser.evaluate("document.getElementById('cancel').click()")
        browser.listen(0.02)
    seconds = time.monotonic() - started
    if case.get("then"):
        browser.choose("file", case["then"])
    if case.get("toggle"):
        browser.evaluate("document.getElementById('language').click()")
    if case.get("screenshot"):
        browser.screenshot(case["screenshot"])
    answer = browser.shown()
    answer.update(seconds=seconds, growth=peak - before, reports=len(reports - {0, 1}))
    return answer


def run_flips(browser, page, flips, folder):
    browser.open(page.as_uri())
    browser.choose("file", flips["file"])
    trust = json.dumps(flips["trust"])
    survivors, seen = [], 0
    if "positions" in flips:
        original = pathlib.Path(flips["bundle"]).read_bytes()
        browser.evaluate(f"document.getElementById('trust').value = {trust}")
        for position in flips["positions"]:
            changed = bytearray(original)
            changed[position] ^= 1 << position % 8
            path = pathlib.Path(folder) / "flipped.zip"
            path.write_bytes(changed)
            browser.choose("bundle", str(path))
            browser.check()
            while browser.is_working:
                browser.listen(0.005)
            seen += 1
            if browser.shown()["verdict"] not in ("failed", "refused"):
                survivors.append(position)
        return {"survivors": survivors, "seen": seen}
    browser.choose("bundle", flips["bundle"])
    size = os.path.getsize(flips["bundle"])
    for start in range(0, size, 256):
        survivors += browser.evaluate(
            f"""(async () => {{
                const [bundle] = document.getElementById("bundle").files, [file] = document.getElementById("file").files;
                const bytes = new Uint8Array(await bundle.arrayBuffer()), survivors = [];
                const trust = {{ policy: readPolicy({trust}), source: "user" }};
                for (let position = {start}; position < Math.min({start + 256}, bytes.length); position++) {{
                    const changed = bytes.slice();
                    changed[position] ^= 1 << position % 8;
                    const report = await verify({{ bundle: new File([changed], "b.zip"), file, trust }});
                    if (report.verdict !== "failed" && report.verdict !== "refused") survivors.push(position);
                }}
                return survivors;
            }})()""")
    return {"survivors": survivors, "seen": size}


def main():
    plan = json.loads(pathlib.Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory(prefix="verifypage-", ignore_cleanup_errors=True) as folder:
        browser = Chromium(folder)

        def give_up(*_):
            browser.close()
            sys.exit(f"the browser took longer than {plan['seconds']} seconds")

        signal.signal(signal.SIGALRM, give_up)
        signal.alarm(plan["seconds"])
        try:
            for case in plan["cases"]:
                page = pathlib.Path(case.get("page", plan["page"])).resolve()
                if "flips" in case:
                    answer = run_flips(browser, page, case["flips"], folder)
                elif "evaluate" in case:
                    browser.open(address(page, case))
                    answer = {"value": browser.evaluate(case["evaluate"])}
                else:
                    answer = run_check(browser, page, case)
                while browser.listen(0):
                    pass
                own = (page.as_uri(), "blob:", "data:", "http://127.0.0.1:", "http://insecure.example:")
                strangers = [each for each in browser.asked if not each.startswith(own)]
                print(json.dumps({"name": case["name"], "said": browser.said, "asked": strangers, **answer}), flush=True)
        finally:
            browser.close()


main()
