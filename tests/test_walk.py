"""The walk of a value through a program, on a small one."""

from pathlib import Path

from walk import Package, walk

FILES = {
    "app/cli/run.py": (
        "from app.work.job import Job, made\n"
        "def command(request, jobs):\n"
        "    folder = request.root\n"
        "    say(jobs)\n"
        "    return Job(folder).done(made(jobs))\n"
        "def say(count):\n"
        "    return count\n"
    ),
    "app/work/job.py": (
        "from app.disk import files\n"
        "class Job:\n"
        "    def __init__(self, place):\n"
        "        self.place = place\n"
        "    def done(self, number):\n"
        "        return number\n"
        "def made(count):\n"
        "    return count\n"
        "def read(path):\n"
        "    text = files.load(path)\n"
        "    return shown(text, 1)\n"
        "def shown(text, number):\n"
        "    return number\n"
    ),
    "app/disk/files.py": "def load(path):\n    return open(path)\n",
    "app/disk/__init__.py": "",
}
FLOORS = {"cli": 3, "work": 2, "disk": 1}


def package(folder: Path) -> Package:
    for name, code in FILES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(code, encoding="utf-8")
    return Package(folder / "app")


def test_a_walk_follows_what_is_made_of_a_value_and_nothing_else(tmp_path: Path) -> None:
    found = walk(package(tmp_path), "app.cli.run", "command", "request", FLOORS)

    assert found.modules == ("app.cli.run", "app.work.job")
    assert found.names == ("folder", "place", "request")


def test_a_step_to_a_higher_wing_is_a_climb(tmp_path: Path) -> None:
    found = walk(package(tmp_path), "app.work.job", "read", "path", FLOORS)

    # Down to the disk with the path, and up again with the text.
    assert (found.modules, found.climbs) == (("app.work.job", "app.disk.files"), 1)
    assert found.names == ("path", "text")


def test_the_walks_that_are_compared_have_a_beginning() -> None:
    found = Package(Path(__file__).parent.parent / "briefing").functions

    assert ("briefing.cli.build", "command") in found
    assert ("briefing.notes.note_parser", "parse_note") in found
