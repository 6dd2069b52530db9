"""English and Vietnamese sentences of the refusals that the policy and its functions give."""

SENTENCES: dict[str, tuple[str, str]] = {
    "rule-unknown": (
        "no rule {key} is known for {day}",
        "không có quy định {key} nào được biết cho ngày {day}",
    ),
    "rule-key-unknown": (
        "{key} is not a known rule",
        "{key} không phải là quy định được biết",
    ),
    "rule-parameters-unfit": (
        "the parameters do not fit the rule {key}",
        "các tham số không phù hợp với quy định {key}",
    ),
    "citizen-too-young": (
        "the citizen is {age}: a card is issued from {min_age}",
        "công dân {age} tuổi: thẻ được cấp từ đủ {min_age} tuổi",
    ),
    "card-not-active": (
        "the card is not active",
        "thẻ không ở trạng thái có hiệu lực",
    ),
    "card-holder-not-living": (
        "the holder of the card is {standing}",
        "tình trạng của chủ thẻ: {standing}",
    ),
    "card-expired": (
        "the card expired on {day}",
        "thẻ đã hết hạn vào ngày {day}",
    ),
    "form-unknown": (
        "{form} is not a known form",
        "{form} không phải là biểu mẫu được biết",
    ),
    "unit-unknown": (
        "unit {code} did not exist on {day}",
        "đơn vị {code} không tồn tại vào ngày {day}",
    ),
    "zone-unknown": (
        "no zone is known for unit {code} on {day}",
        "không xác định được khu vực của đơn vị {code} vào ngày {day}",
    ),
}
