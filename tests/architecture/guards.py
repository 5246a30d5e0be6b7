"""What is looked for throughout the repository, as functions of sources and paths; the tests say where each one looks.

A guard answers with the faults that it found, each a sentence that names the place. None of them knows where the repository
is: so each is first shown a planted fault (test_guards.py), and only then the house.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

LONGEST_MODULE = 400

# Names for what has no name yet. What is in such a file belongs to a row and a stage.
JUNK = {"base", "common", "core", "general", "helper", "helpers", "lib", "misc", "shared", "tools", "util", "utils"}

ROWS = {
    *("rulebook", "solvers", "documents", "models", "actions", "queries", "mailbox", "web", "api", "management"),
    *("calls", "templates", "static", "locale"),
    # Django names these two itself.
    *("migrations", "templatetags"),
}

# Spelt in pieces, or this file would be its own first find.
MACHINE_PATH = re.compile(r"(?<![\w.$}/])/(?:(?:work|root)\b|(?:tmp|var/tmp|home/\w+|Users/\w+)" + r"/[\w.])")
REGISTRY = re.compile(
    "|".join(
        (
            "py" + r"pi\.org",
            "python" + r"hosted\.org",
            "npm" + r"js\.(?:org|com)",
            r"deb\." + "debian",
            "proxy." + "golang",
        )
    )
)
SILENCED = re.compile(
    r"#\s*(?:noqa\b(?P<rules>: [A-Z]+\d+(?:, ?[A-Z]+\d+)*)?|type: ignore(?P<codes>\[[\w, -]+\])?)(?P<reason>.*)"
)


def long_modules(modules: Iterable[Path], longest: int = LONGEST_MODULE) -> Iterator[str]:
    """Modules that have become two modules."""
    for path in modules:
        length = len(path.read_text(encoding="utf-8").splitlines())
        if length > longest:
            yield f"{path} has {length} lines; more than {longest} are two modules."


def junk_names(paths: Iterable[Path | PurePosixPath]) -> Iterator[str]:
    """Modules and packages that are named after nothing."""
    for path in paths:
        for part in path.with_suffix("").parts:
            if part.strip("_").lower() in JUNK:
                yield f"{path}: {part!r} names nothing; a file is named after its stage, a folder after its verb."


def strange_rows(package: Path) -> Iterator[str]:
    """Folders of the package that are no row of the architecture."""
    for folder in sorted(package.iterdir()):
        if folder.is_dir() and not folder.name.startswith(("_", ".")) and folder.name not in ROWS:
            yield f"{folder} is no row of the architecture."


def imports_inside(source: str, where: object) -> Iterator[str]:
    """Imports inside a function: dependencies that one sees only when they fail."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            for node in ast.walk(function):
                if isinstance(node, ast.Import | ast.ImportFrom):
                    yield f"{where}:{node.lineno} imports inside a function."


def imported_names(source: str) -> Iterator[tuple[int, str]]:
    """Every name that is imported, in full, with its line; relative imports begin with their dots."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{'.' * node.level}{node.module or ''}.{name.name}") for name in node.names)


def foreign_imports(source: str, where: object, own: str) -> Iterator[str]:
    """Imports of anything but the standard library and the row itself."""
    for line, name in imported_names(source):
        if name.partition(".")[0] not in sys.stdlib_module_names and not f"{name}.".startswith(f"{own}."):
            yield f"{where}:{line} imports {name}; this row needs the standard library only."


def signals(source: str, where: object) -> Iterator[str]:
    """Django's signals: a deed calls what it causes, so that one can read it."""
    for line, name in imported_names(source):
        if "django" in name and {"dispatch", "signals"} & set(name.split(".")):
            yield f"{where}:{line} imports {name}; a deed calls what it causes."
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not ast.unparse(node.func).endswith(".connect"):
            continue
        # Sockets and databases connect too, but to no sender.
        if {"sender", "dispatch_uid"} & {keyword.arg for keyword in node.keywords}:
            yield f"{where}:{node.lineno} connects to a signal; a deed calls what it causes."


def variables_read(source: str) -> set[str]:
    """The environment variables that a module names when it reads one, through os or through config.environment."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and node.args:
            reader, key = ast.unparse(node.func), node.args[0]
            if not reader.startswith(("environment.", "os.environ.", "environ.", "os.getenv", "getenv")):
                continue
        elif isinstance(node, ast.Subscript) and ast.unparse(node.value) in {"os.environ", "environ"}:
            key = node.slice
        else:
            continue
        if isinstance(key, ast.Constant) and isinstance(key.value, str):
            found.add(key.value)
    return found


def variables_told(page: str) -> set[str]:
    """The variables that the reference page tells: each has a row of its own in a table."""
    return set(re.findall(r"^\| `([A-Z][A-Z0-9_]+)` \|", page, flags=re.MULTILINE))


def machine_paths(text: str, where: object) -> Iterator[str]:
    """Paths that exist on somebody's machine only."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := MACHINE_PATH.search(line):
            yield f"{where}:{number} names a path of one machine: {found.group()}…"


def registry_hosts(text: str, where: object) -> Iterator[str]:
    """Addresses of package registries: another place has another mirror."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := REGISTRY.search(line):
            yield f"{where}:{number} names a package registry: {found.group()}."


def addresses(lock: str, where: object) -> Iterator[str]:
    """Addresses of any kind in a lock."""
    for number, line in enumerate(lock.splitlines(), start=1):
        if "://" in line or line.lstrip().startswith(("--index", "--extra-index", "--find-links", "-f ", "-i ")):
            yield f"{where}:{number} carries an address: {line.strip()}"


def silenced_without_reason(source: str, where: object) -> Iterator[str]:
    """Rules that are switched off for a line by no name, or with no reason on that line."""
    for number, line in enumerate(source.splitlines(), start=1):
        for found in SILENCED.finditer(line):
            if not (found["rules"] or found["codes"]) or not re.search(r"\w{2}", found["reason"]):
                yield f"{where}:{number} silences a rule without saying which and why."


# What fetches an address. A socket to a daemon that a setting names is none of these.
HTTP_CLIENTS = {"aiohttp", "ftplib", "http.client", "httpx", "pycurl", "requests", "urllib.request", "urllib3"}
SQL_FROM_STRINGS = {"RawSQL", "extra", "raw"}
TAG = re.compile(r"<[a-zA-Z][^<>]*>")
INLINE = re.compile(
    r"""\s(style|on[a-z]+|hx-on[:\w-]*)\s*=|(?:href|src|action)\s*=\s*["']?\s*javascript:""", re.IGNORECASE
)
# A block of JSON is no script: no browser runs it.
INLINE_BLOCK = re.compile(r"""<style\b|<script(?![^>]*(?:\bsrc=|\btype="application/json"))[^>]*>""", re.IGNORECASE)


def http_clients(source: str, where: object) -> Iterator[str]:
    """Imports of what fetches an address: a server that fetches what a form names can be sent anywhere."""
    for line, name in imported_names(source):
        if any(f"{name}.".startswith(f"{client}.") for client in HTTP_CLIENTS):
            yield f"{where}:{line} imports {name}; the house fetches no address."


def sql_from_strings(source: str, where: object) -> Iterator[str]:
    """SQL that goes past the ORM, or whose words are not all written in the source."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in SQL_FROM_STRINGS:
            yield f"{where}:{node.lineno} asks the database by {name}()."
        elif (
            name in {"execute", "executemany"}
            and node.args
            and not isinstance(node.args[0], ast.Constant | ast.Starred)
        ):
            yield f"{where}:{node.lineno} hands the database words that are not written there."


def inline_code(template: str, where: object) -> Iterator[str]:
    """Script or style inside a page: the policy forbids it, and user text could become it."""
    for number, line in enumerate(template.splitlines(), start=1):
        if any(INLINE.search(tag) for tag in TAG.findall(line)) or INLINE_BLOCK.search(line):
            yield f"{where}:{number} has script or style inside the page."


def unescaped(template: str, where: object) -> Iterator[str]:
    """Text that a template puts on the page as it comes."""
    for number, line in enumerate(template.splitlines(), start=1):
        if re.search(r"\|\s*safe\b|\|\s*safeseq\b|autoescape\s+off", line):
            yield f"{where}:{number} puts text on the page as markup."
