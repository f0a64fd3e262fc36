"""An export to object storage: the bytes of one to a folder, with headers, and no request too many."""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import pytest
from s3fs import S3FileSystem

from tests.support.archives import BASE_URL, issue_text, write_archive
from tests.support.following import until
from tests.support.programs import loopback, nginx
from tests.support.serving import COMMAND, Server, environment, fetch, run_process, running
from tests.support.tools import SAMPLES

ISSUES: dict[str, str | bytes] = {
    f"en/{day}.txt": issue_text(text, f"Said on {day}.")
    for day, text in [
        ("2023-12-15", "December 15, 2023"),
        ("2024-01-12", "January 12, 2024"),
        ("2024-01-19", "January 19, 2024"),
    ]
}
CREDENTIALS = MappingProxyType(
    {"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_DEFAULT_REGION": "us-east-1"}
)
POLICY = json.dumps(
    {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": ["s3:GetObject"],
                "Resource": ["arn:aws:s3:::letters/*"],
            }
        ],
    }
).encode()
MINE = {".gz", ".br"}
PROXY = """\
server {{
  listen {listen};
  location / {{
    rewrite ^(.*/)$ $1index.html;
    rewrite ^ /letters/public$uri break;
    proxy_pass http://{storage};
    proxy_hide_header Access-Control-Allow-Origin;
    add_header Access-Control-Allow-Origin "*";
    add_header Access-Control-Expose-Headers "ETag, Link, Last-Modified";
  }}
}}
"""


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run an S3 server with an empty bucket."""
    bind, log = loopback(), tmp_path_factory.mktemp("storage") / "log"
    host, _, port = bind.partition(":")
    command: list[str | Path] = [COMMAND.with_name("moto_server"), "-H", host, "-p", port]
    with running(command, f"http://{bind}/moto-api/", log) as process:
        server = Server(process=process, url=f"http://{bind}", log=log)
        assert fetch(f"{server.url}/letters", "PUT").status == 200
        assert fetch(f"{server.url}/letters?policy", "PUT", body=POLICY).status in {200, 204}
        yield server


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_archive(tmp_path_factory.mktemp("archive") / "issues", ISSUES)


@pytest.fixture(scope="module")
def bucket(storage: Server, archive: Path) -> str:
    """Export an archive to object storage."""
    done = export(storage, "public", archive)
    assert done.returncode == 0, done.stderr
    return f"{storage.url}/letters/public"


def command_to(prefix: str, archive: Path) -> list[str | Path]:
    """Return the command that exports an archive to a prefix of the bucket."""
    return ["export", f"s3://letters/{prefix}", "--archive", archive, "--base-url", BASE_URL]


def export(storage: Server, prefix: str, archive: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Export an archive to a prefix of the bucket."""
    words = [*command_to(prefix, archive), *options]
    return run_process(*words, AWS_ENDPOINT_URL=storage.url, **CREDENTIALS)


def start(storage: Server, prefix: str, archive: Path) -> subprocess.Popen[str]:
    """Start an export to a prefix of the bucket."""
    words = [COMMAND, *command_to(prefix, archive)]
    env = environment(AWS_ENDPOINT_URL=storage.url, **CREDENTIALS)
    return subprocess.Popen(words, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def requests_in(storage: Server, before: int, method: str) -> list[str]:
    """Return the objects that were requested with a method, after so many bytes of the server's log."""
    text = storage.log.read_bytes()[before:].decode()
    return re.findall(rf'"{method} /letters/([^ ?]*)', text)


def test_a_bucket_and_a_folder_have_the_same_bytes(bucket: str, archive: Path, tmp_path: Path) -> None:
    run_process("export", tmp_path, "--archive", archive, "--base-url", BASE_URL)
    files = {
        str(file.relative_to(tmp_path)): file.read_bytes()
        for file in tmp_path.rglob("*")
        if file.is_file() and file.suffix not in MINE and not file.name.startswith(".")
    }

    assert len(files) > 100
    assert {name: fetch(f"{bucket}/{name}").body for name in files} == files


@pytest.mark.parametrize(
    ("name", "media_type", "max_age"),
    [
        ("en/quotes.atom", "application/atom+xml; charset=utf-8", 900),
        ("en/quotes/index.html", "text/html; charset=utf-8", 900),
        ("en/quotes/2023-q4.rss", "application/rss+xml; charset=utf-8", 86400),
        ("en/quotes/2024-01-12/embed/index.html", "text/html; charset=utf-8", 86400),
        ("archive.json", "application/json; charset=utf-8", 900),
        ("icon.png", "image/png", 900),
    ],
)
def test_an_object_has_the_headers_of_its_document(
    bucket: str, name: str, media_type: str, max_age: int
) -> None:
    headers = fetch(f"{bucket}/{name}").headers

    assert (headers["Content-Type"], f"max-age={max_age}," in headers["Cache-Control"]) == (media_type, True)


def test_a_second_export_sends_no_document(storage: Server, bucket: str, archive: Path) -> None:
    begin = storage.log.stat().st_size

    done = export(storage, "public", archive)

    assert "0 new, 0 changed, 0 removed" in done.stdout
    assert requests_in(storage, begin, "PUT") == ["public/.syndication-export.lock"]
    assert len(requests_in(storage, begin, "GET")) <= 4


def test_an_object_that_somebody_changed_is_written_again(storage: Server, archive: Path) -> None:
    export(storage, "damaged", archive)
    feed = "letters/damaged/en/quotes.atom"
    somebody = S3FileSystem(key="a", secret="b", endpoint_url=storage.url, use_listings_cache=False)
    whole = somebody.cat_file(feed)
    somebody.pipe_file(feed, whole.replace(b"Said", b"Sold"))

    checked, done = export(storage, "damaged", archive, "--check"), export(storage, "damaged", archive)

    assert "changed  /en/quotes.atom\n" in checked.stdout
    assert " 0 new, 1 changed, 0 removed" in done.stdout
    assert somebody.cat_file(feed) == whole


def test_a_listing_of_sizes_alone_counts(storage: Server, archive: Path) -> None:
    """Earlier versions wrote no other."""
    export(storage, "sizes", archive)
    listing = "letters/sizes/.syndication-export"
    somebody = S3FileSystem(key="a", secret="b", endpoint_url=storage.url, use_listings_cache=False)
    text = somebody.cat_file(listing).decode()
    somebody.pipe_file(listing, re.sub(r"@\w+$", "", text, flags=re.MULTILINE).encode())

    done = export(storage, "sizes", archive)

    assert "@" in text
    assert " 0 new, 0 changed, 0 removed" in done.stdout


def test_a_correction_sends_what_changed_and_feeds_after_pages(storage: Server, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", ISSUES)
    export(storage, "small", archive)
    (archive / "en/2024-01-12.txt").unlink()
    (archive / "en/2024-01-19.txt").write_text(issue_text("January 19, 2024", "Corrected."), "utf-8")
    checked = export(storage, "small", archive, "--check")
    begin = storage.log.stat().st_size

    done = export(storage, "small", archive)

    sent = [name.removeprefix("small/") for name in requests_in(storage, begin, "PUT")]
    sent = [name for name in sent if not name.startswith(".")]
    feeds = [name for name in sent if re.fullmatch(r"en/\w+\.(atom|rss|json)", name)]
    last_page = max(at for at, name in enumerate(sent) if name.endswith("/index.html"))
    counts = re.search(r"(\d+) new, (\d+) changed", done.stdout)
    assert counts
    assert len(sent) == int(counts[1]) + int(counts[2]) < 100
    assert last_page < sent.index(feeds[0])
    assert fetch(f"{storage.url}/letters/small/en/quotes/2024-01-12/index.html").status == 404
    assert checked.returncode == 1
    assert checked.stdout.splitlines()[-1].split(":")[1] == done.stdout.splitlines()[-1].split(":")[1]


def test_two_exports_to_a_bucket_take_turns(storage: Server, archive: Path) -> None:
    running = [start(storage, "turns", archive) for _ in range(2)]

    outputs = sorted(process.communicate()[0] for process in running)

    counts = [re.findall(r"\d+ new", text) for text in outputs]
    assert [process.returncode for process in running] == [0, 0]
    assert counts[0] == ["0 new"]
    assert counts[1] != ["0 new"]


def test_the_lock_of_an_export_that_was_killed_holds_for_an_hour(storage: Server, archive: Path) -> None:
    lock = f"{storage.url}/letters/killed/.syndication-export.lock"
    assert fetch(lock, "PUT", body=b"2024-01-01T00:00:00+00:00").status == 200

    done = export(storage, "killed", archive)

    assert (done.returncode, fetch(lock).status) == (0, 404)


def test_who_waits_is_told_what_to_remove_and_goes_on(storage: Server, archive: Path) -> None:
    lock = f"{storage.url}/letters/held/.syndication-export.lock"
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    assert fetch(lock, "PUT", body=begun.encode()).status == 200

    with start(storage, "held", archive) as waiting:
        assert waiting.stderr
        said = waiting.stderr.readline()
        S3FileSystem(key="a", secret="b", endpoint_url=storage.url).rm_file(
            "letters/held/.syndication-export.lock"
        )
        waiting.communicate()

    expected = f"it began at {begun}: if it was killed, remove s3://letters/held/.syndication-export.lock"
    assert said == f"waiting for another export to s3://letters/held to end; {expected}\n"
    assert waiting.returncode == 0


def test_an_export_that_is_told_to_stop_leaves_no_lock(storage: Server, archive: Path) -> None:
    lock = f"{storage.url}/letters/stopped/.syndication-export.lock"

    with start(storage, "stopped", archive) as stopped:
        held = until(lambda: fetch(lock).status == 200)
        stopped.terminate()
        stopped.communicate()

    assert (held, stopped.returncode, fetch(lock).status) == (True, 128 + signal.SIGTERM, 404)


def test_nothing_is_wrong_with_a_bucket_behind_nginx(storage: Server, bucket: str, tmp_path: Path) -> None:
    listen = loopback()
    config = PROXY.format(listen=listen, storage=storage.url.removeprefix("http://"))

    with nginx(tmp_path / "nginx", config, listen) as server:
        done = run_process("verify", server.url)

    assert (done.returncode, done.stdout.count("\n")) == (0, 1), done.stdout


def test_a_bucket_with_other_things_is_refused(storage: Server, archive: Path) -> None:
    assert fetch(f"{storage.url}/letters/other/photo.jpg", "PUT", {"Content-Length": "0"}).status == 200

    done = export(storage, "other", archive)

    assert (done.returncode, done.stderr) == (
        2,
        "s3://letters/other is neither empty nor an earlier export\n",
    )


@pytest.mark.parametrize(
    ("scheme", "library", "extra"),
    [("s3", "s3fs", "s3"), ("gs", "gcsfs", "gcs"), ("az", "adlfs", "azure"), ("sftp", "paramiko", "sftp")],
)
def test_a_missing_library_is_one_line_with_its_extra(scheme: str, library: str, extra: str) -> None:
    """As on a machine that has none of them."""
    target = f"{scheme}://somewhere/else"
    words = ["export", target, "--archive", str(SAMPLES), "--base-url", BASE_URL]
    program = f"import sys; sys.modules[{library!r}] = None; from syndication.cli import main; main({words})"

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    expected = f"{target} needs another package; expected it from: pip install 'syndication[{extra}]'\n"
    assert (done.returncode, done.stderr) == (2, expected)
