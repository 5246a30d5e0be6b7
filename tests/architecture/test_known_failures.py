"""The page of known failures tells the truth: what it says to be tested has tests, and every such test is on the page."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def numbers_with_tests() -> set[int]:
    sources = (path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))
    return {int(number) for source in sources for number in re.findall(r"def test_known_failure_(\d+)_", source)}


def numbers_on_the_page() -> set[int]:
    page = (ROOT / "docs" / "reference" / "known-failures.md").read_text("utf-8")
    return {int(number) for number in re.findall(r"^\| (\d+) \|", page, re.MULTILINE)}


def test_what_is_listed_is_tested_and_what_is_tested_is_listed():
    assert numbers_on_the_page() == numbers_with_tests()
