"""Keys under which the forms of one Indonesian word meet, by rules of affixation alone.

A key is no dictionary word: "penyelenggaraan", "menyelenggarakan" and "diselenggarakan" all become
"selenggara", but "kuat" becomes "uat", because "menguatkan" no longer shows its k. What counts is
that the forms of one word meet. See ``docs/algorithms/stemming.md``.
"""

from __future__ import annotations

from functools import lru_cache

from selaras.pure.language import roots

_VOWELS = frozenset("aeiou")
_SHORTEST_WORD = 4


def _forms(listed: tuple[str, ...]) -> frozenset[str]:
    return frozenset(root + suffix for root in listed for suffix in ("", "an", "kan", "i"))


_WHOLE = _forms(roots.WHOLE)
_ONE_SYLLABLE = _forms(roots.OF_ONE_SYLLABLE)
_IN_R = _forms(roots.IN_R)
_SWALLOWED = {
    # nasal: roots that begin with it themselves, and the letter it stands for otherwise
    "m": (_forms(roots.IN_M), "p"),
    "n": (_forms(roots.IN_N), "t"),
    "ny": (_forms(roots.IN_NY), "s"),
}
_SECOND = {"me": ("per", "ber", "ter", "pe"), "di": ("per", "ber"), "ber": ("ke", "pe"),
           "ke": ("ter", "ber", "per", "pe"), "pe": ("ber", "ter"), "ter": ()}  # fmt: skip
"""Which prefix may follow which one; "per" stands for itself in both places."""
_NASAL = {
    # before these letters the nasal stands and the root is whole
    "ng": frozenset("ghkq"),
    "m": frozenset("bfpv"),
    "n": frozenset("cdjtsz"),
    "": frozenset("lrwymn"),
}


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The key of one word in small letters; figures and very short words are their own key."""
    if len(word) < _SHORTEST_WORD or not word.isalpha() or word in roots.FUNCTION_WORDS:
        return word
    bare = _without_clitics(word)
    # Behind "peng" and "penge" a root may be as short as "uat" and "sah".
    shortest = 3 if bare.startswith("peng") and bare[4:5] in _VOWELS else 4
    return _key(_without_suffixes(_without_prefixes(bare), shortest))


def _without_clitics(word: str) -> str:
    """Without -nya, -lah and -kah; short words in -lah, such as "sekolah", are roots."""
    if word.endswith("nya") and len(word) >= 7:
        word = word[:-3]
    if word.endswith(("lah", "kah")) and len(word) >= 8:
        word = word[:-3]
    return word


def _without_prefixes(word: str) -> str:
    """Without up to two prefixes; a root that begins like a prefix stays whole."""
    name, rest, restored = _first(word)
    if not name:
        return word
    if restored or rest in _WHOLE:
        # A letter brought back begins the root: nothing stands before it.
        return rest
    for following in _SECOND.get(name, ()):
        found, inner, _ = _named(following, rest)
        if found:
            return inner
    return rest


def _first(word: str) -> tuple[str, str, bool]:
    if word in _WHOLE:
        return "", word, False
    for name in ("di", "ber", "ter", "per", "me", "pe", "ke"):
        found, rest, restored = _named(name, word)
        if found:
            return found, rest, restored
    return "", word, False


def _named(name: str, word: str) -> tuple[str, str, bool]:
    """The prefix if the word has it, what is left, and whether a letter was brought back."""
    nothing = ("", word, False)
    if word in _WHOLE or not word.startswith(name[:2]):
        return nothing
    if name == "di":
        is_long = len(word) >= (5 if word[2:3] in _VOWELS else 6)
        return ("di", word[2:], False) if is_long else nothing
    if name == "ke":
        return ("ke", word[2:], False) if word.endswith("an") and len(word) >= 7 else nothing
    if name in {"ber", "ter", "per"}:
        return _liquid(name, word)
    return _nasal(name, word)


def _liquid(name: str, word: str) -> tuple[str, str, bool]:
    """Ber-, ter- and per-, which lose their r before a root in r; and bekerja, belajar."""
    if word[2:] in _IN_R:
        return name, word[2:], False
    if name == "ber" and word.startswith(("kerja", "lajar"), 2):
        return "ber", word[2:].replace("lajar", "ajar", 1), False
    if word.startswith(name) and len(word) >= 7:
        return name, word[3:], False
    return "", word, False


def _nasal(name: str, word: str) -> tuple[str, str, bool]:
    """The meN- and peN- prefixes, with the first letter of the root that they swallowed."""
    after = word[2:]
    if after.startswith("nge") and after[3:] in _ONE_SYLLABLE:
        return name, after[3:], True
    if name == "pe" and after.startswith(roots.AFTER_BARE_PE):
        return name, after, False
    for nasal, letters in _NASAL.items():
        rest = after[len(nasal) :]
        if after.startswith(nasal) and len(rest) >= 3 and rest[0] in letters and nasal:
            return name, rest, False
    for nasal in ("ng", "ny", "m", "n"):
        rest = after[len(nasal) :]
        if after.startswith(nasal) and len(rest) >= 3 and rest[0] in _VOWELS:
            return name, _restored(nasal, rest), nasal != "ng"
    if after[:1] in _NASAL[""] and len(after) >= 4:
        return name, after, False
    return "", word, False


def _restored(nasal: str, rest: str) -> str:
    """The root with the letter that the nasal stands for."""
    if nasal == "ng":
        return rest
    own, swallowed = _SWALLOWED[nasal]
    kept = nasal + rest
    return kept if kept in own else swallowed + rest


def _without_suffixes(word: str, shortest: int) -> str:
    """Without -kan or -an, then without -i; ``shortest`` letters stay before a consonant's -an."""
    if word in roots.ENDING_IN_AN:
        return word
    if word.endswith("kan") and len(word) >= 6:
        word = word[:-3]
    elif word.endswith("an") and len(word) >= (5 if word[-3] in _VOWELS else shortest + 2):
        word = word[:-2]
    if word.endswith("i") and len(word) >= 5:
        word = word[:-1]
    return word


def _key(root: str) -> str:
    """Without a last k, which -kan hides, and without a first k, which meng- swallows."""
    if root.endswith("k") and len(root) >= 4:
        root = root[:-1]
    if root.startswith("k") and len(root) >= 4 and root[1] in _VOWELS:
        root = root[1:]
    return root
