"""Read a Word document: mammoth makes HTML of it."""

import io
import zipfile
import zlib
from xml.parsers.expat import ExpatError

from syndication.importer.blocks import SourceDocument
from syndication.importer.html import read_html_text
from syndication.model.errors import ImportFailed, Problem

MAX_WORD_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 60 * 1024 * 1024  # of all files in it, as its directory states them
MAX_XML_BYTES = 5 * 1024 * 1024  # of one file in it
MAX_TAGS = 200_000
MAX_FILES = 2000
_TEXT = "word/document.xml"


def read_word(raw: bytes, name: str) -> SourceDocument:
    """Return the blocks of a Word document; raises ImportFailed if it is none, or too large when unpacked."""
    _check_size(raw, name)
    return read_html_text(_as_html(raw, name), name)


def _check_size(raw: bytes, name: str) -> None:
    """Check the sizes before anything is unpacked; zipfile reads no more than the directory states."""
    if len(raw) > MAX_WORD_BYTES:
        raise _failure(name, f"document of {len(raw)} bytes; expected {MAX_WORD_BYTES} at most")
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            files = archive.infolist()
            markup = [file for file in files if file.filename.endswith((".xml", ".rels"))]
            if len(files) > MAX_FILES or sum(file.file_size for file in files) > MAX_UNPACKED_BYTES:
                limits = f"expected {MAX_UNPACKED_BYTES} bytes in {MAX_FILES} files at most"
                raise _failure(name, f"a document that unpacks to too much; {limits}")
            if any(file.file_size > MAX_XML_BYTES for file in markup):
                raise _failure(name, f"XML that unpacks to too much; expected {MAX_XML_BYTES} bytes at most")
            if _TEXT not in archive.namelist():
                raise _failure(name, "the file is no Word document; expected one saved as .docx")
            for xml in map(archive.read, markup):
                if xml.count(b"<") > MAX_TAGS or _declares_entities(xml):
                    expected = f"expected {MAX_TAGS} tags at most, and no document type, as Word writes it"
                    raise _failure(name, f"XML that no text needs; {expected}")
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        EOFError,
        OSError,
        ValueError,
        zlib.error,
    ) as error:
        raise _failure(name, f"the file is damaged ({error}); expected a Word document (.docx)") from error


def _declares_entities(xml: bytes) -> bool:
    """Return whether XML has a document type, whose entities may grow without end; Word writes none."""
    return b"<!D" in xml or b"<\0!\0D" in xml or b"\0<\0!\0D" in xml


def _as_html(raw: bytes, name: str) -> str:
    try:
        import mammoth  # noqa: PLC0415 (an extra)
    except ImportError:
        hint = "expected `pip install 'syndication[docx]'`"
        raise _failure(name, f"Word documents need the package mammoth; {hint}") from None
    # Images are read for their alternative text only: those in the file have no address.
    images = mammoth.images.img_element(lambda _: {"src": ""})
    try:
        result = mammoth.convert_to_html(
            io.BytesIO(raw),
            convert_image=images,
            include_embedded_style_map=False,
            external_file_access=False,
        )
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError, ExpatError) as error:
        raise _failure(name, f"the file is damaged ({error}); expected a Word document (.docx)") from error
    return str(result.value)


def _failure(name: str, message: str) -> ImportFailed:
    return ImportFailed(Problem(path=name, line=1, message=" ".join(message.split())))
