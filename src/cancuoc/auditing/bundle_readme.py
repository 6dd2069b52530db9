"""README.md of an evidence bundle: what is what, and how to check it with tools of others."""

from pathlib import Path

from cancuoc.auditing.verify import Head

_TEMPLATE = Path(__file__).with_name("bundle_readme.md")


def readme(head: Head) -> str:
    last = max(head.size - 1, 0)
    return _TEMPLATE.read_text().format(origin=head.origin, size=head.size, last=last)
