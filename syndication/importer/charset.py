"""Decode the bytes of foreign text, as browsers do where they name their encoding."""

import codecs
import re

import webencodings

_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_META_BYTES = 16 * 1024  # browsers look at the first 1024; Word writes more before it
# Python's codecs of the encodings that browsers read these as (https://encoding.spec.whatwg.org/).
_SUPERSETS = {"gbk": "gb18030", "big5": "big5hkscs", "utf-16le": "utf-16-le", "utf-16be": "utf-16-be"}
_GUESSES = ("gb18030", "big5hkscs", "cp1252")
_SAMPLE = 64 * 1024
_MAX_FAULTS = 0.02  # of the characters: an encoding that was named may have a few broken ones
# The commonest characters of running text, which bytes read in a wrong encoding do not hit.
_COMMON = frozenset(
    "的一是不了在人有我他这这個个们們中来來上大为為和国國地到以说說时時要就出会會可也你对對生能而子那得于於着著下自之年过過发發后後"
    "作里裡用道行所然家种種事成方多经經么麼去法学學如都同现現当當没沒动動面起看定天分还還进進好小部其些主样樣理心本前开開但因只从從"
    "想实實日军軍者意无無力它与與长長把机機十民第公此已工使情明性知全三又关關点點正业業外将將两兩高间間由问問很最重并物手应應战戰向"
    "头頭文体體政美相见見被利什二等产產或新己制身果加西斯月话話合回特代内內信表化老给給世位次度门門任常先海通教儿兒原东東声聲提立及"
    "比员員解水名真论論处處走义義各入几幾口认認条條平系系气氣题題活尔爾更别別打女变變四神总總何电電数數安少报報才结結反受目太量再感"
    "周週聚焦引言字，。、：；？！「」『』《》（）“”‘’—…　嘅咗喺哋嚟啲佢冇唔嗰"
    "éèêëàâäáãåçíìîïñóòôöõúùûüßøæœÉÈÀÁÂÄÅÇÖÜØÑ€£©®°§·–•½ "
)


def decode(raw: bytes, declared: str | None = None, *, is_html: bool = False) -> str:
    """Return the text in some bytes: by their mark, the header, their meta element, or what fits best."""
    for mark, codec in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(codec, "replace")
    named = _codec(declared) or (_codec_of_meta(raw) if is_html else None)
    utf8 = _strict(raw, "utf-8")
    if utf8 is not None and (named in (None, "utf-8") or not _is_multibyte(named)):
        return utf8  # bytes that happen to be UTF-8 are in no encoding of one byte a character
    if named:
        text = raw.decode(named, "replace")
        if utf8 is not None and _share_of_common(utf8[:_SAMPLE]) > _share_of_common(text[:_SAMPLE]):
            return utf8
        if text.count("\ufffd") <= _MAX_FAULTS * len(text):
            return text
    return utf8 if utf8 is not None else raw.decode(_best_guess(raw[:_SAMPLE], named), "replace")


def _codec(label: str | None) -> str | None:
    """Return the codec that browsers take for a label; None for one that they do not know."""
    encoding = webencodings.lookup(label.strip()) if label else None
    if encoding is None or encoding.name in ("replacement", "x-user-defined"):
        return None
    return _SUPERSETS.get(encoding.name) or str(encoding.codec_info.name)


def _codec_of_meta(raw: bytes) -> str | None:
    match = _META.search(raw, 0, _META_BYTES)
    codec = _codec(match[1].decode("ascii")) if match else None
    return "utf-8" if codec and codec.startswith("utf-16") else codec  # it was read as ASCII


def _is_multibyte(codec: str) -> bool:
    return not codec.startswith(("cp12", "iso8859", "koi8", "mac", "cp8"))


def _best_guess(raw: bytes, named: str | None) -> str:
    return max(
        filter(None, (named, *_GUESSES)), key=lambda codec: _share_of_common(raw.decode(codec, "replace"))
    )


def _share_of_common(text: str) -> float:
    others = [character for character in text if character > "\x7f"]
    return sum(character in _COMMON for character in others) / len(others) if others else 0.0


def _strict(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None
