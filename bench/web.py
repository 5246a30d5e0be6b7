"""What a page costs the server, in CPU time of its processes: bare Django views and our pages, in turn, on one server.

Prints medians and ratios, the memory of a fresh worker, and the CPU time of an import. Run by `make bench`.
"""

from __future__ import annotations

import http.client
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS, REQUESTS, PORT = 9, 40, 8799
_TICKS = os.sysconf("SC_CLK_TCK")
FLOORS = {"one": "/bare/one/", "fifty": "/bare/fifty/"}
PAGES = {
    # page: (address, signed in, floor, at most so many times the floor)
    "the call": ("/calls/uccn-2021/", False, "one", 4.0),
    "home of the Network": ("/", False, "one", 4.0),
    "about": ("/about/", False, "one", 4.0),
    "check your dossier": ("/calls/uccn-2021/check/", False, "one", 4.0),
    "cities, 50 of 350, signed in": ("/cities/", True, "fifty", 3.0),
    "register of cities, 50 of 350, signed in": ("/register/cities/", True, "fifty", 3.0),
    "the desk, signed in": ("/desk/", True, "fifty", 3.0),
}


def cpu_seconds(pids: list[int]) -> float:
    """User and system time that these processes have used."""
    used = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        used += int(fields[11]) + int(fields[12])
    return used / _TICKS


def family(pid: int) -> list[int]:
    """A process and its children."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def megabytes(pid: int, name: str) -> float:
    """A line of the process's memory, in MB."""
    told = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in told if line.startswith(f"{name}:")) * 1024 / 1e6


def get(address: str, cookie: str) -> int:
    """Ask for a page as a browser does, and read it whole."""
    connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)
    connection.request("GET", address, headers={"Accept-Encoding": "gzip", "Cookie": cookie, "Accept-Language": "en"})
    response = connection.getresponse()
    length = len(response.read())
    assert response.status == 200, f"{address}: {response.status}"
    connection.close()
    return length


def made_ready() -> str:
    """The database with the register, the call and somebody signed in; answers with her cookie."""
    program = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0); call_command('createcachetable', verbosity=0)\n"
        "call_command('register', 'import', verbosity=0)\n"
        "from django.test import Client\n"
        "from tests import cast\n"
        "client = cast.signed_in(Client(), cast.head())\n"
        "print(client.cookies['sessionid'].value)\n"
    )
    python = [sys.executable, "-c", program]
    told = subprocess.run(python, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    return f"sessionid={told.stdout.split()[-1]}"


def first_page_seconds() -> float:
    """Seconds on the clock from the start of a process to the call page, the median of five."""
    program = (
        "from config.wsgi import application\n"
        "from django.test import Client\n"
        "assert Client(SERVER_NAME='localhost').get('/calls/uccn-2021/').status_code == 200"
    )
    taken = []
    for _ in range(5):
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=True)  # noqa: S603 - our own words
        taken.append(time.perf_counter() - begun)
    return statistics.median(taken)


def import_seconds() -> float:
    """CPU time of a process that imports the site until it could answer, the median of five."""
    times = []
    for _ in range(5):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", "import config.wsgi"], cwd=ROOT, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times)


def measured(pids: list[int], cookie: str) -> dict[str, list[float]]:
    """CPU milliseconds of a request, by page, one figure a round; the pages take turns."""
    asked = {name: (address, "") for name, address in FLOORS.items()}
    asked |= {name: (address, cookie if signed_in else "") for name, (address, signed_in, _, _) in PAGES.items()}
    for address, with_cookie in asked.values():
        for _ in range(3):
            get(address, with_cookie)
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(ROUNDS):
        for name, (address, with_cookie) in asked.items():
            before = cpu_seconds(pids)
            for _ in range(REQUESTS):
                get(address, with_cookie)
            found[name].append((cpu_seconds(pids) - before) / REQUESTS * 1000)
    return found


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "KALLIPOLIS_VAR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/bench.sqlite3",
            "DJANGO_SETTINGS_MODULE": "bench._settings",
            "PYTHONPATH": str(ROOT),
        }
        cookie = made_ready()
        print(f"import of the site: {import_seconds():.2f} s CPU (at most 0.90)")
        print(f"from the start to the first page: {first_page_seconds():.1f} s on the clock (at most 3)")
        gunicorn = [sys.executable, "-m", "gunicorn", "--config", "config/server.py", "--bind", f"127.0.0.1:{PORT}"]
        server = subprocess.Popen(gunicorn, cwd=ROOT, stderr=subprocess.DEVNULL)  # noqa: S603 - our own server
        try:
            for _ in range(100):
                try:
                    get("/about/", "")
                    break
                except OSError:
                    time.sleep(0.1)
            pids = family(server.pid)
            print(
                f"fresh worker: {megabytes(pids[-1], 'Rss'):.0f} MB resident, {megabytes(pids[-1], 'Pss'):.0f} MB its share"
            )
            found = measured(pids, cookie)
        finally:
            server.terminate()
            server.wait()
    floors = {name: statistics.median(found[name]) for name in FLOORS}
    for name, floor in floors.items():
        print(f"floor, a bare view of {name}: {floor:.2f} ms CPU")
    for name, (_, _, floor, most) in PAGES.items():
        ours = statistics.median(found[name])
        ratio = ours / floors[floor]
        print(f"{name}: {ours:.2f} ms CPU, {ratio:.1f} times the floor (at most {most:.0f})")


if __name__ == "__main__":
    main()
