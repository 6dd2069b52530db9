"""Sentences about the ledger: what is not published, not there, or not what was signed."""

SENTENCES: dict[str, tuple[str, str]] = {
    "ledger-not-published": (
        "no checkpoint of the ledger is published yet: see that the sequencer and its witnesses"
        " work",
        "chưa có điểm kiểm soát nào của sổ cái được công bố: hãy kiểm tra bộ cấp số thứ tự và các"
        " bên chứng kiến",
    ),
    "ledger-tile-not-there": (
        "the published ledger has nothing under this path; paths are those of C2SP tlog-tiles",
        "sổ cái đã công bố không có nội dung tại đường dẫn này; đường dẫn theo chuẩn C2SP"
        " tlog-tiles",
    ),
    "ledger-contradicted": (
        "what is stored is not what the ledger was signed for: no proof can be given; tell the"
        " auditor at once",
        "dữ liệu đang lưu không khớp với sổ cái đã ký: không thể cấp chứng thực; hãy báo ngay cho"
        " kiểm toán",
    ),
    "receipt-not-yet": (
        "the ledger has not published this event yet: ask again in {wait} s",
        "sổ cái chưa công bố sự kiện này: hãy hỏi lại sau {wait} giây",
    ),
    "event-not-there": (
        "there is no such event",
        "không có sự kiện này",
    ),
}
