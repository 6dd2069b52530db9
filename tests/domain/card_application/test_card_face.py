"""What the machine prints: the facts approved, in the forms of ICAO and of the QR code."""

from datetime import date

from msgspec.structs import replace
from tests.domain.card_application.givens import units
from tests.domain.card_application.states import approved, verified
from tests.domain.citizen import givens as citizens

from domain.card_application.card_face import address, card_face
from domain.citizen.facts import Place, Residence

HOME = Residence("permanent", date(2010, 1, 1), None, citizens.PLACE)
ISSUED = replace(approved(), issued_on=date(2021, 3, 1), valid_to=date(2030, 1, 2))


def test_the_lines_are_those_of_the_worked_example() -> None:
    woman = citizens.active(surname="Nguyễn", middle="Thị", given="Mậu", residences=(HOME,))

    face = card_face(ISSUED, woman, units())

    assert face is not None
    assert face.mrz == (
        "IDVNM1900000015003190000001<<8",
        "9001022F3001020VNM<<<<<<<<<<<6",
        "NGUYEN<<THI<MAU<<<<<<<<<<<<<<<",
    )
    assert (face.pin, face.full_name, face.nationality) == ("003190000001", "Nguyễn Thị Mậu", "VN")
    place = "Thôn Mẫu, Phúc Xá, Ba Đình, Hà Nội"
    assert (face.residence, face.native_place) == (place, place)
    assert face.qr == f"003190000001||NGUYỄN THỊ MẬU|02011990|Nữ|{place}|01032021"


def test_who_lives_nowhere_for_good_has_no_address_on_the_card() -> None:
    face = card_face(ISSUED, citizens.active(), units())
    assert face is not None
    assert face.residence == ""


def test_nothing_is_printed_of_an_erased_person_nor_before_approval() -> None:
    assert card_face(ISSUED, replace(citizens.active(), entry=None), units()) is None
    assert card_face(verified(), citizens.active(), units()) is None


def test_a_place_abroad_is_told_by_its_country_and_no_text_breaks_the_code() -> None:
    abroad = Place(None, date(2021, 3, 1), "LA", "12 | Rue X")
    assert address(abroad, units()) == "12   Rue X, LA"
