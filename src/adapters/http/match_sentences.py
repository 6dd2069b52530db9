"""Why a citizen was found, in the officer's language."""

from adapters.http.sentences import Language

MATCHES: dict[str, tuple[str, str]] = {
    "match-exact": ("{word}: in the name as typed", "{word}: có trong họ tên đúng như đã nhập"),
    "match-unmarked": (
        "{word}: in the name as {found} without its marks",
        "{word}: có trong họ tên nếu bỏ dấu ({found})",
    ),
    "match-other-marks": (
        "{word}: in the name with other marks",
        "{word}: có trong họ tên với dấu khác",
    ),
    "match-soft": (
        "{word}: in the name as {found}, written with the other of i and y",
        "{word}: trong họ tên viết là {found} (i/y)",
    ),
    "match-beginning": ("{word}: begins {found}", "{word}: phần đầu của {found}"),
    "match-initial": ("{word}: initials", "{word}: chữ cái đầu"),
    "match-similar": (
        "{word}: similar to {found} ({similarity})",
        "{word}: gần giống {found} ({similarity})",
    ),
    "match-number-current": ("{kind} {number}, in force", "{kind} {number}, đang có hiệu lực"),
    "match-number-ended": ("{kind} {number}, ended", "{kind} {number}, đã hết hiệu lực"),
    "match-number-old": (
        "{kind} {number} of an earlier document",
        "{kind} {number} của giấy tờ cũ",
    ),
    "match-number-merged": (
        "{kind} {number} of the entry {merged}, merged into this one",
        "{kind} {number} của hồ sơ {merged} đã hợp nhất vào hồ sơ này",
    ),
    "match-birth": ("born {birth}", "sinh {birth}"),
    "match-birth-overlaps": (
        "born {birth}, which may be {asked}",
        "sinh {birth}, có thể trùng với {asked}",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""

KINDS: dict[str, tuple[str, str]] = {
    "pin": ("PIN", "Số định danh"),
    "cmnd9": ("Identity card of nine digits", "CMND 9 số"),
    "cmnd12": ("Identity card of twelve digits", "CMND 12 số"),
}


def match_said(code: str, params: dict[str, str], language: Language) -> str:
    """The sentence behind a match."""
    which = 0 if language == "en" else 1
    kind = KINDS[params["kind"]][which] if "kind" in params else ""
    return MATCHES[code][which].format_map({**params, "kind": kind})
