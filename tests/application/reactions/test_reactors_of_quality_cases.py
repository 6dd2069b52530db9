"""With an entry end the open data-quality cases about it, whichever there are."""

from uuid import UUID

from tests.application.reactions.reacted import SOURCE, reacted

from application.reactions.reactor import Wanted
from domain.citizen import events as e
from domain.claims import Claim
from domain.data_quality_case.commands import DismissCase

OTHER = UUID(int=77)
STATISTICS = {"DQ-16", "DQ-17", "DQ-32"}
CASES_OF_ONE = 36 - len(STATISTICS)


def dismissal(value: str, reason: str, *, sealed: bool = False) -> Wanted:
    return Wanted(
        "data-quality-case",
        Claim("open-quality-case", value, sealed=sealed),
        DismissCase(reason=reason),
        "data-quality-officer",
        settled=frozenset({"data-quality-case-is"}),
        if_held=True,
    )


def test_with_an_erasure_every_open_case_about_the_entry_is_dismissed() -> None:
    found = reacted("end-cases-with-erasure", e.Erased(UUID(int=1), UUID(int=2)), None)

    assert len(found) == CASES_OF_ONE
    assert dismissal(f"DQ-14:{SOURCE}", "citizen-erased") in found
    assert not {one.target.value[:5] for one in found} & STATISTICS  # type: ignore[union-attr]


def test_with_a_merge_end_the_cases_about_the_entry_and_about_the_two_as_a_pair() -> None:
    merged = e.Merged(UUID(int=1), e.MergedSealed(OTHER, ()))

    found = reacted("end-cases-with-merge", merged, None)

    assert len(found) == 3 * CASES_OF_ONE
    assert dismissal(f"DQ-14:{SOURCE}", "citizen-merged") in found
    for value in (f"DQ-07:{SOURCE}:{OTHER}", f"DQ-07:{OTHER}:{SOURCE}"):
        assert dismissal(value, "pair-merged", sealed=True) in found


def test_of_a_merge_that_nobody_can_read_only_the_entry_is_known() -> None:
    found = reacted("end-cases-with-merge", e.Merged(UUID(int=1), None), None)

    assert len(found) == CASES_OF_ONE
