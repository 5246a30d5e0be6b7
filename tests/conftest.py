"""What every test may use, and what no test may do without; the factories and the cast are modules of their own."""

import os
import shutil

import pytest
from hypothesis import HealthCheck, settings

# Playwright runs an event loop in the test's thread, where Django would refuse to set up the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")


# How fast an example is says how busy the machine is. What a machine without memory of us runs must run the same twice.
settings.register_profile("thorough", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True)
settings.register_profile("repeatable", settings.get_profile("thorough"), derandomize=True)
settings.register_profile("fast", settings.get_profile("thorough"), max_examples=10)
settings.load_profile("repeatable" if os.environ.get("CI") else "thorough")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A test marked `external("soffice")` is left out where the program is not installed."""
    for marker in item.iter_markers("external"):
        missing = [program for program in marker.args if not shutil.which(program)]
        if missing:
            pytest.skip(f"not installed here: {', '.join(missing)}")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, object]) -> dict[str, object]:
    """Debian's Chromium instead of a download; root may not use its sandbox."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("not installed here: chromium")
    quiet = ["--disable-background-networking", "--disable-component-update", "--disable-gpu"]
    return {
        **browser_type_launch_args,
        "executable_path": program,
        "args": quiet + (["--no-sandbox"] if os.geteuid() == 0 else []),
    }
