"""English and Vietnamese sentences on signed lists, and on work that changes hands."""

SENTENCES: dict[str, tuple[str, str]] = {
    # The signature of a list
    "list-signature-missing": (
        "a list is signed: send List-Signature, a token for this very request",
        "danh sách phải được ký: hãy gửi List-Signature là mã ký cho đúng yêu cầu này",
    ),
    "list-signature-for-another": (
        "the signature was given for another list or key: sign this one",
        "chữ ký được cấp cho danh sách hoặc khóa khác: hãy ký đúng danh sách này",
    ),
    "list-signature-old": (
        "the list was signed more than {most} minutes ago: sign it again",
        "danh sách đã được ký quá {most} phút: hãy ký lại",
    ),
    "list-signed-by-another": (
        "the list was signed by another officer, or in another unit or role, than who sends it",
        "người ký danh sách không phải cán bộ đang gửi, hoặc ký với đơn vị, vai trò khác",
    ),
    # The list
    "listed-twice": (
        "this citizen stands in the list already, at place {item}",
        "công dân này đã có trong danh sách, ở vị trí {item}",
    ),
    "list-not-found": ("there is no list {id}", "không có danh sách {id}"),
    "bulk-act-exists": (
        "another officer handed in a list under {id}: use a new Idempotency-Key",
        "cán bộ khác đã gửi danh sách với mã {id}: hãy dùng Idempotency-Key mới",
    ),
    "bulk-act-of-another": (
        "this list was signed in another unit: its officer and who heads the unit may see it",
        "danh sách này do đơn vị khác ký: chỉ người ký và người đứng đầu đơn vị được xem",
    ),
    "bulk-act-is": (
        "the list is {state}: nothing is left to be stopped",
        "danh sách {state}: không còn gì để dừng",
    ),
    "bulk-item-damaged": (
        "the entry could not be read or written: report it, and sign it again later",
        "không đọc hoặc không ghi được hồ sơ: hãy báo lại và ký lại sau",
    ),
    "successor-lies-below": (
        "unit {code} lies in {above} and cannot succeed it",
        "đơn vị {code} thuộc {above} nên không thể kế nhiệm",
    ),
    # Work in other hands
    "reassignment-of-another-unit": (
        "only who heads the unit of the work, or one above it, may put it into other hands",
        "chỉ người đứng đầu đơn vị hoặc đơn vị cấp trên được giao lại công việc",
    ),
    "reassignment-to-the-same": (
        "the work is in the hands of this officer already",
        "cán bộ này đang giữ chính công việc đó",
    ),
    "reassignment-exists": (
        "another officer used {id} for a reassignment: use a new Idempotency-Key",
        "cán bộ khác đã dùng mã {id} để giao lại công việc: hãy dùng Idempotency-Key mới",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
