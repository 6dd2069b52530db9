"""English and Vietnamese sentences of the refusals on manifests.

Long because it is a catalogue: declarations only. The English follows domain §1.6.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "dispatch-manifest-not-found": (
        "there is no dispatch manifest with this id",
        "không có bảng kê gửi thẻ với mã này",
    ),
    "dispatch-manifest-exists": (
        "a dispatch manifest with this id exists already",
        "đã có bảng kê gửi thẻ với mã này",
    ),
    "dispatch-manifest-changed": (
        "the dispatch manifest has changed since you read it",
        "bảng kê gửi thẻ đã thay đổi kể từ khi ông/bà đọc",
    ),
    "dispatch-manifest-waits-not": (
        "the dispatch manifest does not wait in the stage {stage}",
        "bảng kê gửi thẻ không chờ ở bước {stage}",
    ),
    "packed-card-taken": (
        "card {value} is packed in another manifest",
        "thẻ {value} đã được đóng gói theo bảng kê khác",
    ),
    "seal-taken": (
        "seal {value} was already used",
        "niêm phong số {value} đã được sử dụng",
    ),
    # State and officers
    "dispatch-manifest-is": (
        "the dispatch manifest is {state}",
        "bảng kê gửi thẻ đang ở trạng thái {state}",
    ),
    "dispatcher-may-not-receive": (
        "the dispatcher may not receive",
        "cán bộ đã niêm phong gửi đi không được nhận",
    ),
    # Packing and sending
    "card-unknown": (
        "there is no card with this id",
        "không có thẻ với mã này",
    ),
    "application-for-unit": (
        "application {id} is for unit {code}",
        "hồ sơ cấp thẻ {id} thuộc đơn vị {code}",
    ),
    "card-of-another-application": (
        "the card belongs to another application",
        "thẻ thuộc hồ sơ cấp thẻ khác",
    ),
    "card-already-packed": (
        "the card is already packed in box {box}, slot {slot}",
        "thẻ đã được đóng gói ở hộp {box}, ngăn {slot}",
    ),
    "slot-taken": (
        "slot {slot} of box {box} holds another card",
        "ngăn {slot} của hộp {box} đã có thẻ khác",
    ),
    "card-not-packed": (
        "the card is not packed in this manifest",
        "thẻ không được đóng gói theo bảng kê này",
    ),
    "manifest-is-full": (
        "a manifest holds at most {most} cards",
        "một bảng kê có nhiều nhất {most} thẻ",
    ),
    "manifest-is-empty": (
        "the manifest is empty",
        "bảng kê không có thẻ nào",
    ),
    "due-before-handover": (
        "the carrier's day {day} lies before the handover",
        "ngày hẹn {day} của đơn vị vận chuyển trước ngày bàn giao",
    ),
    # Receiving
    "count-does-not-agree": (
        "the count does not agree with the list and what is missing or extra",
        "số thẻ kiểm đếm không khớp với bảng kê và số thẻ thiếu, thừa",
    ),
    "application-not-on-manifest": (
        "application {id} is not on the manifest",
        "hồ sơ cấp thẻ {id} không có trong bảng kê",
    ),
    "application-on-manifest": (
        "application {id} is on the manifest and cannot be extra",
        "hồ sơ cấp thẻ {id} có trong bảng kê nên không thể là thừa",
    ),
    "applications-told-twice": (
        "an application is named twice",
        "có hồ sơ cấp thẻ được nêu hai lần",
    ),
    "found-and-lost-differ": (
        "found and lost together are not what was missing",
        "số thẻ tìm thấy và số thẻ mất không khớp với số thẻ thiếu",
    ),
}
