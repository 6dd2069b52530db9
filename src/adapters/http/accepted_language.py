"""In which language an officer wants to be told, by the header of the request."""

from adapters.http.sentences import LANGUAGES, Language


def language_of(accept_language: str | None, default: Language = "vi") -> Language:
    """The first of our languages by quality in an Accept-Language header (RFC 9110 §12.5.4)."""
    best: tuple[float, Language] = (0.0, default)
    for item in (accept_language or "")[:200].lower().split(","):
        tag, _, quality = item.strip().partition(";q=")
        primary = tag.split("-")[0].strip()
        weight = _weight(quality)
        if primary in LANGUAGES and weight > best[0]:
            best = (weight, "en" if primary == "en" else "vi")
    return best[1]


def _weight(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0
