"""Officers find citizens: by whatever they know, within their unit, page by page, and are told why.

Long because each thing that an officer may know is a way to search.
"""

import base64
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from tests.journeys.test_merged_citizens import merged

from citizen_case import DONG_VAN, PHUC_XA, TRUC_BACH, Case, amending, home, place
from domain.values.vietnamese import fold
from service import Service
from waiting import eventually


def invented(beginning: str) -> str:
    """A given name that no other citizen of the tests has."""
    return beginning + uuid4().hex.translate(str.maketrans("0123456789", "qwertyuiop"))[:12]


def position_of(register: Service, case: Case) -> int | None:
    """The position of the last event of a case, None until it has one."""
    position: int | None = register.get(f"{case.path}/events").json()["items"][-1]["position"]
    return position


def test_search_finds_a_new_citizen_within_its_own_freshness(register: Service) -> None:
    name = invented("Thử")
    case = Case(register, given=name).captured()
    eventually(lambda: position_of(register, case) is not None)
    last = position_of(register, case) or 0

    def caught_up() -> dict[str, Any]:
        answer = register.get(f"/v1/search/citizens?q={name.lower().replace('ử', 'u')}").json()
        return answer if answer["freshness"]["position"] >= last else {}

    page = eventually(caught_up)

    assert [row["citizen_id"] for row in page["items"]] == [case.id]
    assert page["items"][0]["given"] == name
    assert 0 <= page["freshness"]["lag_ms"] < 60_000


def test_search_shows_only_who_lies_within_the_officers_unit(register: Service) -> None:
    name = invented("Kín")
    case = Case(register, given=name).captured()
    query = f"/v1/search/citizens?q={name}"

    assert eventually(lambda: register.get(query).json()["items"])[0]["citizen_id"] == case.id
    assert register.get(query, unit=TRUC_BACH).json()["items"] == []
    assert len(register.get(query, "director").json()["items"]) == 1


def test_search_goes_on_page_by_page(register: Service) -> None:
    name = invented("Trang")
    people = {Case(register, given=name).captured().id for _ in range(5)}
    query = f"/v1/search/citizens?q={name}&limit=2"
    eventually(lambda: len(register.get(query.replace("=2", "=9")).json()["items"]) == 5)

    pages = [register.get(query)]
    while (following := pages[-1].json()["next"]) is not None:
        pages.append(register.get(following))

    shown = [row["citizen_id"] for page in pages for row in page.json()["items"]]
    assert [len(page.json()["items"]) for page in pages] == [2, 2, 1]
    assert set(shown) == people
    assert len(shown) == 5


def asked(register: Service, q: str, officer: str = "area-officer", **who: Any) -> dict[str, Any]:
    answer = register.get(f"/v1/search/citizens?q={quote(q)}", officer, **who)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def ids(page: dict[str, Any]) -> list[str]:
    return [row["citizen_id"] for row in page["items"]]


def codes(row: dict[str, Any]) -> list[str]:
    return [match["code"] for match in row["matches"]]


@pytest.fixture(scope="module")
def thuy(register: Service) -> Case:
    """A woman with a rare surname, two old numbers and a number in force."""
    name = f"{invented('Bạch')} Thủy"
    case = Case(
        register, surname="Lý", middle="Thị", given=name, birth="1990-01-02", cmnd9=["990000321"]
    ).active()
    eventually(lambda: ids(asked(register, name)))
    return case


WAYS = {
    "marks": ("{rare} Thủy", ["exact", "exact"]),
    "the other place of the tone": ("{rare} Thuỷ", ["exact", "exact"]),
    "no marks": ("{bare} thuy", ["unmarked", "unmarked"]),
    "other marks": ("{rare} Thúy", ["exact", "other-marks"]),
    "words in another order, i for y": ("Thủy {rare} LÍ", ["exact", "exact", "soft"]),
    "a beginning": ("{bare:.9}", ["beginning"]),
    "an initial among words": ("{rare} t l", ["exact", "initial", "initial"]),
    "a misspelling": ("x{bare}", ["similar"]),
    "the year": ("{rare} 1990", ["exact", "birth-overlaps"]),
    "the month": ("01/1990 {rare}", ["exact", "birth-overlaps"]),
    "the day": ("{rare} 02/01/1990", ["exact", "birth"]),
    "the old number": ("990000321 {rare}", ["exact", "number-old"]),
    "the number": ("{pin}", ["number-current"]),
}


@pytest.mark.parametrize("way", WAYS)
def test_one_box_understands_whatever_an_officer_knows(thuy: Case, way: str) -> None:
    text, expected = WAYS[way]
    rare = thuy.declared["given"].split()[0]
    q = text.format(rare=rare, bare=fold(rare), pin=thuy.shown["pin"])

    first = asked(thuy.register, q)["items"][0]

    assert first["citizen_id"] == thuy.id
    assert codes(first) == [f"match-{kind}" for kind in expected]


def test_an_answer_says_why_in_the_language_asked_for(thuy: Case) -> None:
    path = f"/v1/search/citizens?q={quote('ly thuy')}&birth=1990&old_number=990000321"
    said = {
        language: [
            match["said"]
            for match in thuy.register.get(path, **{"accept-language": language}).json()["items"][
                0
            ]["matches"]
        ]
        for language in ("vi", "en")
    }

    assert said["en"][0] == "ly: in the name as ly without its marks"
    assert said["vi"][0] == "ly: có trong họ tên nếu bỏ dấu (ly)"
    assert said["en"][-1] == "born 1990-01-02, which may be 1990"
    assert said["vi"][-1] == "sinh 1990-01-02, có thể trùng với 1990"


def test_other_parameters_narrow_the_list(thuy: Case) -> None:
    path = f"/v1/search/citizens?q={quote(thuy.declared['given'])}"

    def found(more: str) -> list[str]:
        return ids(thuy.register.get(path + more).json())

    for more in ("&sex=female", "&old_number=990000321", f"&pin={thuy.shown['pin']}",
                 "&birth=1990-01", "&unit=00001", "&unit=001", "&unit=01"):  # fmt: skip
        assert found(more) == [thuy.id], more
    for more in ("&sex=male", "&old_number=990000322", "&pin=003190999999", "&birth=1991",
                 "&unit=02", "&unit=002"):  # fmt: skip
        assert found(more) == [], more


NOTHING = (
    "😀😀", "%_", "__", "' OR 1=1 --", ".*", "^$", "(a+)+$", "\\\\", "<script>", "\u202eab",
    "ngu%yen_", "NULL null", "zz zz zz zz zz zz zz zz zz zz zz zz", "\ufffd\ufffd", "ﷺﷺ",
)  # fmt: skip


@pytest.mark.parametrize("q", NOTHING)
def test_what_is_no_name_finds_nobody_and_breaks_nothing(register: Service, q: str) -> None:
    """Somebody may resemble it: `ngu%yen_` is nearly the commonest surname, and fills pages."""
    page = asked(register, q)

    assert [row for row in page["items"] if "match-exact" in codes(row)] == []
    assert page["next"] is None or page["items"]


def test_a_cursor_tells_no_name_and_is_good_for_its_own_question_only(register: Service) -> None:
    name = invented("Sáng")
    for _ in range(3):
        Case(register, given=name).captured()
    query = f"/v1/search/citizens?limit=2&q={quote(name)}"
    eventually(lambda: len(register.get(query.replace("=2", "=9")).json()["items"]) == 3)

    following = register.get(query).json()["next"]
    cursor = following.split("cursor=")[1]
    raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))

    assert b"S" + "á".encode() not in raw
    assert name.encode() not in raw
    assert len(register.get(following).json()["items"]) == 1
    assert len(register.get(following.replace("limit=2", "limit=1")).json()["items"]) == 1
    for path, unit in (
        (following.replace("q=", "q=an+"), None),
        (following + "&sex=male", None),
        (following, TRUC_BACH),
        (following.replace(cursor, cursor[:-4] + "AAAA"), None),
    ):
        answer = register.get(path, unit=unit)
        assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "cursor-malformed")


def test_every_number_that_a_person_ever_had_resolves(register: Service) -> None:
    name = invented("Số")
    case = Case(register, given=name, cmnd9=["990001001", "990001002"]).active()
    amended = amending("cmnd9", ["990001002"])
    case.step("request-amendment", "area-officer", **amended)
    decided = {"amendment_id": amended["amendment_id"], "effective_from": "2021-03-09"}
    case.step("approve-amendment", "commune-chief", **decided)
    eventually(lambda: ids(asked(register, "990001002")) == [case.id])

    for number in ("990001001", "990001002", case.shown["pin"]):
        assert ids(asked(register, number)) == [case.id]


def test_the_numbers_of_a_merged_entry_lead_to_the_one_that_continues_it(
    register: Service,
) -> None:
    name = invented("Gộp")
    source = Case(register, given=name, cmnd9=["990002001"]).active()
    target = Case(register, given=name, cmnd9=["990002002"]).active()
    number = source.shown["pin"]
    proposal = merged(source, target)

    def resolved() -> list[str]:
        return ids(asked(register, number))

    eventually(lambda: resolved() == [target.id])
    for one in (number, "990002001"):
        (row,) = asked(register, one)["items"]
        (match,) = row["matches"]
        assert (match["code"], match["params"]["merged"]) == ("match-number-merged", source.id)
        assert one in match["said"]
    both = {row["citizen_id"]: row for row in asked(register, name)["items"]}
    assert (both[source.id]["status"], both[source.id]["merged_into"]) == ("merged", target.id)

    undo = {"proposal_id": proposal, "reason": "two-persons"}
    source.step("undo-merge", "register-approver-2", **undo)
    eventually(lambda: resolved() == [source.id])
    assert ids(asked(register, "990002001")) == [source.id]


PLACES = {
    PHUC_XA: "a commune of Hà Nội", TRUC_BACH: "another one", DONG_VAN: "a commune of Hà Giang",
    "00688": "a commune of the city of Hà Giang", "02641": "a commune of Lào Cai",
}  # fmt: skip
OFFICERS = (*PLACES, "001", "026", "01", "02", "10", "79")
ROLE = {2: "data-officer", 3: "data-officer", 5: "area-officer"}


def test_no_officer_finds_anybody_of_another_unit_by_any_criterion(register: Service) -> None:
    """The full matrix of officers and people, who all have one name and one birthday."""
    name = invented("Lạ")
    people: dict[str, str] = {}
    for n, unit in enumerate(PLACES):
        born = place(unit)
        case = Case(register, given=name, birth="1987-06-05", residences=[home(unit)],
                    birth_registration=born, native_place=born,
                    cmnd9=[f"99000300{n}"]).captured(unit=unit)  # fmt: skip
        people[case.id] = unit
    everybody = set(people)
    eventually(lambda: set(ids(asked(register, name, "director"))) == everybody)
    queries = [name, f"{name} 1987", *(f"99000300{n}" for n in range(len(PLACES)))]
    by_query = {q: set(ids(asked(register, q, "director"))) & everybody for q in queries}
    assert all(by_query.values())

    for unit in OFFICERS:
        theirs = {one for one, at in people.items() if _reaches(unit, at)}
        for q in queries:
            answer = register.get(
                f"/v1/search/citizens?q={quote(q)}", "area-officer", unit=unit
            ) if len(unit) == 5 else register.get(
                f"/v1/search/citizens?q={quote(q)}", "data-officer", unit=unit
            )  # fmt: skip
            assert answer.status_code == 200, answer.text
            found = set(ids(answer.json())) & everybody
            assert found == theirs & by_query[q], (unit, q)


def _reaches(officer: str, unit: str) -> bool:
    above = {
        PHUC_XA: ("001", "01"), TRUC_BACH: ("001", "01"), DONG_VAN: ("026", "02"),
        "00688": ("024", "02"), "02641": ("080", "10"),
    }  # fmt: skip
    return officer == unit or officer in above[unit]
