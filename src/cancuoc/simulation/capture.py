"""Form CC02 as a capture officer fills it in: ten fingers, or why there are fewer."""

from datetime import timedelta
from random import Random
from typing import Any

from cancuoc.simulation.plan import Case
from cancuoc.simulation.world import World

RECAPTURED_AFTER = timedelta(days=1)
PROMISED_AFTER = timedelta(days=15)
MISSING = ("amputated", "bandaged", "worn", "deformed")


def cc02(world: World, case: Case, attempt: int) -> dict[str, Any]:
    """The body that completes a capture, or the next one after a return."""
    names, at = (
        world.names,
        min(case.captured_at + RECAPTURED_AFTER * (attempt - 1), world.tools.began),
    )
    words = (case.application, str(attempt))
    random = Random(f"{names.digest}/cc02/{words}")  # noqa: S311 - a simulation

    def paper(what: str) -> dict[str, str]:
        return names.paper(at, what, *words)

    return {
        "enrolment_id": names.opened(at, "enrolment", *words),
        "packet_id": names.opened(at, "packet", *words),
        "captured_at": at.isoformat(),
        "occurred_at": at.isoformat(),
        "appointment_on": (at + PROMISED_AFTER).date().isoformat(),
        "offline": case.fate.late,
        "fingers": _fingers(random, case.fate.missing_finger),
        "portrait_quality": random.randint(60, 100),
        "devices": [world.tools.scanner, world.tools.camera],
        "dossier_number": f"CC02-{names.digest[:8]}-{case.number}-{attempt}",
        "finger_images": [paper("finger-images")],
        "templates": [paper("templates")],
        "portrait": paper("portrait"),
        "features": "Nốt ruồi dưới mắt trái",
        "cc02": paper("cc02"),
        "citizen_signature": paper("signature"),
    }


def _fingers(random: Random, is_missing: bool) -> list[dict[str, Any]]:
    """Positions 1 to 10, right thumb to left little finger; qualities as NFIQ 2 gives them."""
    fingers: list[dict[str, Any]] = [
        {"position": position, "quality": random.randint(45, 95), "tries": 1}
        for position in range(1, 11)
    ]
    if is_missing:
        at = random.randrange(10)
        fingers[at] = {"position": at + 1, "missing": random.choice(MISSING), "tries": 1}
    return fingers
