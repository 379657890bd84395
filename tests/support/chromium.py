"""A headless Chromium, and a watch over each of its pages: what the console says, what the policy stops, what fails."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Response, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
FIRST_ERROR = 400


def chromium_path() -> str | None:
    """Return where Chromium is: `CHROMIUM_PATH`, or what Debian and others install."""
    named = os.environ.get("CHROMIUM_PATH")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@contextmanager
def launched(path: str) -> Iterator[Browser]:
    """Start Chromium without a window; close it at the end."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


class Troubles:
    """What went wrong on the pages of a test. The test fails on any that it did not `expect`."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self._expected: list[re.Pattern[str]] = []

    def expect(self, pattern: str) -> None:
        """Say that this test provokes troubles whose line holds the pattern (a regular expression)."""
        self._expected.append(re.compile(pattern))

    def unexpected(self) -> list[str]:
        """Return the troubles that nobody expected."""
        return [line for line in self.seen if not any(pattern.search(line) for pattern in self._expected)]

    def watch(self, page: Page) -> None:
        """Note every error in the page's console (a violated policy is one), every crash and every bad answer."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.seen.append(f"script: {error}"))
        page.on("crash", lambda _page: self.seen.append("crash"))
        page.on("requestfailed", self._failed)
        page.on("response", self._answered)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        if message.text.startswith("Failed to load resource: the server responded"):
            return  # noted as an answer, with its address
        self.seen.append(f"console {message.type}: {message.text}")

    def _failed(self, request: Request) -> None:
        if request.failure == "net::ERR_ABORTED":  # the page went elsewhere, or the answer is a download
            return
        self.seen.append(f"failed: {request.method} {request.url} {request.failure}")

    def _answered(self, response: Response) -> None:
        if response.status >= FIRST_ERROR:
            self.seen.append(f"answer {response.status}: {response.request.method} {response.url}")
