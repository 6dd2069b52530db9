"""English and Vietnamese sentences of the refusals on cards; the English follows domain §1.3."""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "card-not-found": (
        "there is no card with this id",
        "không có thẻ với mã này",
    ),
    "card-exists": (
        "a card with this id exists already",
        "đã có thẻ với mã này",
    ),
    "card-changed": (
        "the card has changed since you read it",
        "thẻ đã thay đổi kể từ khi ông/bà đọc",
    ),
    "card-waits-not": (
        "the card does not wait in the stage {stage}",
        "thẻ không chờ ở bước {stage}",
    ),
    "card-of-taken": (
        "this print of the application has become a card already",
        "lần in này của hồ sơ cấp thẻ đã thành một thẻ khác",
    ),
    "active-card-taken": (
        "the citizen holds another card in force",
        "công dân đang có một thẻ khác còn hiệu lực",
    ),
    # State and officers
    "card-is": (
        "the card is {state}",
        "thẻ đang ở trạng thái {state}",
    ),
    "suspender-may-not-reinstate": (
        "the officer who suspended may not reinstate",
        "cán bộ đã tạm đình chỉ thẻ không được khôi phục hiệu lực",
    ),
    # Making and handing over
    "application-unknown": (
        "there is no card application with this id",
        "không có hồ sơ cấp thẻ với mã này",
    ),
    "card-not-quality-checked": (
        "the card has not passed the quality check",
        "thẻ chưa qua kiểm tra chất lượng",
    ),
    "former-unknown": (
        "there is no former card with this id",
        "không có thẻ cũ với mã này",
    ),
    "former-card-is": (
        "the former card {id} is {state}",
        "thẻ cũ {id} đang ở trạng thái {state}",
    ),
    "card-replaced-by-another": (
        "the card was replaced by card {id}",
        "thẻ đã được thay bằng thẻ {id}",
    ),
    "card-already-taken-back": (
        "the card has been taken back already",
        "thẻ đã được thu lại trước đó",
    ),
    # Losses, pauses, revocation
    "replacement-approved": (
        "a replacement has been approved: {id}",
        "việc cấp thẻ thay thế đã được phê duyệt: {id}",
    ),
    "ground-needed": (
        "a ground is needed",
        "phải nêu căn cứ",
    ),
    "revocation-not-requested": (
        "the revocation {id} is not requested of this card",
        "không có đề nghị thu hồi {id} đối với thẻ này",
    ),
    "revocation-already-requested": (
        "a revocation of the card is already requested: {id}",
        "đã có đề nghị thu hồi thẻ: {id}",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
