"""Measure the import of many pages: `python -m tests.benchmarks.importing`.

The pages are built as mail programs build them, of nested tables, and half of them are mails. Besides the
time it takes, the processors' time is printed, which other programs on the machine change less.
"""

import resource
import tempfile
from datetime import date, timedelta
from pathlib import Path

from syndication.text.dates import format_date
from tests.benchmarks.measuring import arguments, seconds_of, table
from tests.support.archives import issue_text, write_archive
from tests.support.foreign import mail
from tests.support.serving import COMMAND

PARAGRAPH = "<tr><td><table><tr><td style='padding: 0 12px; color: #222'>{}</td></tr></table></td></tr>\n"
PAGE = "<!doctype html><html><head><style>{}</style></head><body><table>{}</table></body></html>"


def main() -> None:
    """Write the pages, import them, and print the table."""
    parser = arguments(__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1000])
    rows = []
    for count in parser.parse_args().counts:
        with tempfile.TemporaryDirectory() as folder:
            archive, pages = write_archive(Path(folder) / "issues", {}), Path(folder) / "pages"
            _write_pages(pages, count)
            before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
            seconds = seconds_of([COMMAND, "import", "--archive", archive, pages])
            rows.append((count, seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before))
    print(table(["pages and mails", "seconds", "seconds of processors"], rows))


def _write_pages(folder: Path, count: int) -> None:
    folder.mkdir()
    styles = "".join(f".c{number} {{ color: #222; font-size: {number}px }}\n" for number in range(200))
    for number in range(count):
        day = format_date(date(2000, 1, 7) + timedelta(weeks=number), "en")
        lines = [line for line in issue_text(day).splitlines() if line] + [
            "A letter of many words. " * 40
        ] * 5
        content = PAGE.format(styles, "".join(map(PARAGRAPH.format, lines)))
        if number % 2:
            (folder / f"{number}.eml").write_bytes(mail(content, "utf-8"))
        else:
            (folder / f"{number}.html").write_text(content, "utf-8")


if __name__ == "__main__":
    main()
