"""English and Vietnamese sentences of the refusals on adjudications; the English is domain §1.7."""

SENTENCES: dict[str, tuple[str, str]] = {
    "adjudication-not-found": (
        "there is no adjudication {id}",
        "không có vụ giám định {id}",
    ),
    "adjudication-exists": (
        "an adjudication with this id is already recorded",
        "đã có vụ giám định với mã này",
    ),
    "adjudication-changed": (
        "the adjudication has changed since you read it",
        "vụ giám định đã thay đổi kể từ khi ông/bà đọc",
    ),
    "adjudication-waits-not": (
        "the adjudication does not wait in the stage {stage}",
        "vụ giám định không chờ ở bước {stage}",
    ),
    "adjudication-taken": (
        "the adjudication of this search is already open",
        "đã mở vụ giám định cho lần tra trùng này",
    ),
    "adjudication-is": (
        "the adjudication is {state}",
        "vụ giám định đang ở trạng thái {state}",
    ),
    "opinion-given-already": (
        "this examiner has already given an opinion",
        "giám định viên này đã cho ý kiến",
    ),
    "capturer-may-not-examine": (
        "the officer who captured may not examine",
        "cán bộ đã thu nhận không được giám định",
    ),
    "view-missing": (
        "give a view on every candidate",
        "cần nêu nhận định về từng đối tượng nghi trùng, mỗi đối tượng một lần",
    ),
    "opinions-incomplete": (
        "the opinions are not complete",
        "chưa có đủ ý kiến giám định",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
