"""The sentence behind each code, in Vietnamese and in English; a test knows every code."""

from datetime import date, datetime
from typing import Any, Literal

from adapters.http.sentences_adjudication import SENTENCES as ADJUDICATION
from adapters.http.sentences_bulk import SENTENCES as BULK
from adapters.http.sentences_card import SENTENCES as CARD
from adapters.http.sentences_card_application import SENTENCES as CARD_APPLICATION
from adapters.http.sentences_card_stock import SENTENCES as CARD_STOCK
from adapters.http.sentences_citizen import SENTENCES as CITIZEN
from adapters.http.sentences_data_quality_case import SENTENCES as DATA_QUALITY_CASE
from adapters.http.sentences_device import SENTENCES as DEVICE
from adapters.http.sentences_dispatch_manifest import SENTENCES as DISPATCH_MANIFEST
from adapters.http.sentences_enrolment_packet import SENTENCES as ENROLMENT_PACKET
from adapters.http.sentences_identity import SENTENCES as IDENTITY
from adapters.http.sentences_ledger import SENTENCES as LEDGER
from adapters.http.sentences_load import SENTENCES as LOAD
from adapters.http.sentences_policy import SENTENCES as POLICY
from adapters.http.sentences_production_batch import SENTENCES as PRODUCTION_BATCH
from adapters.http.sentences_register_export import SENTENCES as REGISTER_EXPORT
from adapters.http.sentences_request import SENTENCES as REQUEST
from adapters.http.sentences_transmission import SENTENCES as TRANSMISSION
from adapters.http.sentences_values import SENTENCES as VALUES
from adapters.http.vocabulary_vi import BY_PARAMETER
from domain.values.instants import instant_text

Language = Literal["vi", "en"]
Words = dict[str, dict[str, str]]
LANGUAGES = ("vi", "en")
SENTENCES: dict[str, tuple[str, str]] = {
    **REQUEST,
    **IDENTITY,
    **VALUES,
    **POLICY,
    **CITIZEN,
    **ADJUDICATION,
    **CARD,
    **CARD_APPLICATION,
    **CARD_STOCK,
    **DATA_QUALITY_CASE,
    **DEVICE,
    **DISPATCH_MANIFEST,
    **ENROLMENT_PACKET,
    **PRODUCTION_BATCH,
    **TRANSMISSION,
    **LOAD,
    **REGISTER_EXPORT,
    **BULK,
    **LEDGER,
}
"""Code -> (English, Vietnamese), with {parameters}."""

_TITLES: dict[int, tuple[str, str]] = {
    400: ("The request is malformed", "Yêu cầu sai định dạng"),
    401: ("Not signed in", "Chưa đăng nhập"),
    403: ("Not within your authority", "Không thuộc thẩm quyền của ông/bà"),
    404: ("Not found", "Không tìm thấy"),
    405: ("Method not allowed", "Phương thức không được phép"),
    408: ("Too slow", "Quá chậm"),
    409: ("Not possible now", "Hiện không thể thực hiện"),
    412: ("Changed since you read it", "Đã thay đổi kể từ khi ông/bà đọc"),
    413: ("Too large", "Quá lớn"),
    414: ("The address is too long", "Địa chỉ quá dài"),
    415: ("Not JSON", "Không phải JSON"),
    422: ("Not accepted by rule", "Không đúng quy định"),
    428: ("Version required", "Cần nêu phiên bản đã đọc"),
    429: ("Too many requests", "Quá nhiều yêu cầu"),
    431: ("The headers are too large", "Phần tiêu đề quá lớn"),
    500: ("Fault of the register", "Lỗi của hệ thống"),
    503: ("The register is busy", "Hệ thống đang bận"),
}


def title(status: int, language: Language) -> str:
    english, vietnamese = _TITLES.get(status, _TITLES[500])
    return english if language == "en" else vietnamese


def sentence(code: str, params: dict[str, Any], language: Language) -> str:
    """What an officer reads. An unknown code shows itself, so that it can be reported."""
    english, vietnamese = SENTENCES.get(code, (code, code))
    if language == "en":
        return english.format_map(_Shown(params))
    return vietnamese.format_map(_Shown(params, BY_PARAMETER))


class _Shown(dict[str, Any]):
    """Parameters as text: days as in forms, lists with commas, codes in words where there are."""

    def __init__(self, params: dict[str, Any], words: Words | None = None) -> None:
        super().__init__(params)
        self._words = words or {}

    def __getitem__(self, key: str) -> str:
        value = self.get(key, "")
        words = self._words.get(key, {})
        if isinstance(value, list | tuple | set | frozenset):
            return ", ".join(words.get(str(one), str(one)) for one in value)
        if isinstance(value, datetime):
            return instant_text(value)
        if isinstance(value, date):
            return value.isoformat()
        return ", ".join(words.get(one, one) for one in str(value).split(", "))

    def __missing__(self, key: str) -> str:
        return ""
