"""What states of an adjudication are called in the Vietnamese of the office."""

STATES: dict[str, str] = {
    "opened": "đã mở",
    "half-examined": "đã có một ý kiến giám định",
    "disagreed": "ý kiến giám định khác nhau",
    "agreed": "đã đủ ý kiến giám định",
    "decided": "đã kết luận",
    "closed": "đã đóng",
}
