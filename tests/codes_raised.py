"""The codes of the refusals that files of the domain raise, as their source names them."""

import ast
import re
from collections.abc import Iterable
from pathlib import Path

_RAISING = {
    "NotAllowedNow",
    "AlreadyTaken",
    "SameOfficer",
    "OutsideAuthority",
    "RuleBroken",
    "BadValue",
    "refuse_field",
    "add",
}
_CODE = re.compile(r"[a-z]+(-[a-z]+)+")


def codes_raised(files: Iterable[Path]) -> set[str]:
    calls = (
        node
        for file in files
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
    )
    return {
        argument.value
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", "")) in _RAISING
        for argument in call.args
        if isinstance(argument, ast.Constant)
        and isinstance(argument.value, str)
        and _CODE.fullmatch(argument.value)
    }
