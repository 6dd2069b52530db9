"""English and Vietnamese sentences of the refusals on card applications.

Long because it is a catalogue: declarations only. The English follows domain §1.2.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "card-application-not-found": (
        "there is no card application with this id",
        "không có hồ sơ cấp thẻ với mã này",
    ),
    "card-application-exists": (
        "a card application with this id exists already",
        "đã có hồ sơ cấp thẻ với mã này",
    ),
    "card-application-changed": (
        "the card application has changed since you read it",
        "hồ sơ cấp thẻ đã thay đổi kể từ khi ông/bà đọc",
    ),
    "card-application-waits-not": (
        "the card application does not wait in the stage {stage}",
        "hồ sơ cấp thẻ không chờ ở bước {stage}",
    ),
    "open-application-taken": (
        "an application of this citizen is already open",
        "công dân này đang có một hồ sơ cấp thẻ chưa kết thúc",
    ),
    "application-packet-taken": (
        "packet {value} was already used for another application",
        "gói hồ sơ {value} đã dùng cho hồ sơ cấp thẻ khác",
    ),
    "dossier-number-taken": (
        "this dossier number was already used in the unit and year",
        "số hồ sơ này đã được dùng tại đơn vị trong năm",
    ),
    "blank-serial-taken": (
        "this blank is taken",
        "phôi thẻ này đã được sử dụng",
    ),
    "chip-serial-taken": (
        "this chip belongs to another card",
        "chip này thuộc về một thẻ khác",
    ),
    # Streams that a decision must see
    "citizen-unknown": (
        "there is no citizen with this id",
        "không có công dân với mã này",
    ),
    "adjudication-unknown": (
        "the adjudication that cleared the duplicate cannot be found",
        "không tìm thấy vụ giám định đã loại trừ nghi vấn trùng",
    ),
    "batch-unknown": (
        "there is no production batch with this id",
        "không có lô sản xuất với mã này",
    ),
    "block-unknown": (
        "the blank belongs to no block that was received",
        "phôi thẻ không thuộc lô phôi nào đã nhập kho",
    ),
    "manifest-unknown": (
        "there is no dispatch manifest with this id",
        "không có bảng kê gửi thẻ với mã này",
    ),
    # State and officers
    "card-application-is": (
        "the card application is {state}",
        "hồ sơ cấp thẻ đang ở trạng thái {state}",
    ),
    "capturer-may-not-approve-intake": (
        "the officer who captured may not approve the intake",
        "cán bộ đã thu nhận không được duyệt hồ sơ thu nhận",
    ),
    "earlier-officer-may-not-approve": (
        "the officer who captured, approved the intake or examined may not approve",
        "cán bộ đã thu nhận, duyệt hồ sơ thu nhận hoặc giám định không được phê duyệt cấp thẻ",
    ),
    "printer-may-not-check-quality": (
        "the operator who printed may not check the quality",
        "cán bộ đã vận hành in không được kiểm tra chất lượng thẻ",
    ),
    "refuser-may-not-decide-appeal": (
        "the officer who refused may not decide the appeal",
        "cán bộ đã từ chối cấp thẻ không được giải quyết khiếu nại",
    ),
    # Opening
    "application-already-open": (
        "an application is already open: {id}",
        "đã có hồ sơ cấp thẻ chưa kết thúc: {id}",
    ),
    "citizen-holds-card": (
        "the citizen holds card {id}: choose exchange or reissue",
        "công dân đang có thẻ {id}: hãy chọn cấp đổi hoặc cấp lại",
    ),
    "citizen-holds-no-card": (
        "the citizen holds no card: choose first issue or conversion",
        "công dân chưa có thẻ: hãy chọn cấp lần đầu hoặc chuyển đổi",
    ),
    "reissue-needs-report-of-loss": (
        "a reissue needs the report of loss",
        "cấp lại phải có đơn trình báo mất thẻ",
    ),
    "unit-takes-no-applications": (
        "unit {code} takes no applications on {day}",
        "ngày {day} đơn vị {code} không tiếp nhận hồ sơ cấp thẻ",
    ),
    # Capture
    "finger-unexplained": (
        "finger {position} is neither captured nor explained",
        "ngón tay số {position} chưa được thu nhận và chưa nêu lý do",
    ),
    "finger-captured-and-explained": (
        "finger {position} is both captured and explained",
        "ngón tay số {position} vừa được thu nhận vừa nêu lý do thiếu",
    ),
    "finger-named-twice": (
        "finger {position} is named twice",
        "ngón tay số {position} được nêu hai lần",
    ),
    "portrait-missing": (
        "the portrait is missing",
        "thiếu ảnh chân dung",
    ),
    "cc02-not-signed": (
        "CC02 is not signed",
        "phiếu CC02 chưa được ký",
    ),
    "representative-needed": (
        "a lawful representative must be present",
        "phải có mặt người đại diện hợp pháp",
    ),
    "device-unknown": (
        "device {id} is not registered",
        "thiết bị {id} chưa được đăng ký",
    ),
    "device-not-trusted": (
        "device {id} was not trusted on {day}",
        "thiết bị {id} không được công nhận tin cậy vào ngày {day}",
    ),
    "form-lacks": (
        "the form lacks {field}",
        "phiếu thiếu mục {field}",
    ),
    # Intake
    "fee-differs": (
        "the fee is {expected} dong, not {given}",
        "lệ phí là {expected} đồng, không phải {given} đồng",
    ),
    "fee-not-settled": (
        "the fee is not settled",
        "chưa thu lệ phí",
    ),
    "old-document-not-taken-back": (
        "the old {document} has not been taken back",
        "chưa thu lại giấy tờ cũ: {document}",
    ),
    # Checks and adjudication
    "result-for-other-capture": (
        "this result is for capture {n}",
        "kết quả này thuộc lần thu nhận {n}",
    ),
    "adjudication-of-other-application": (
        "adjudication {id} is not for this application",
        "vụ giám định {id} không thuộc hồ sơ này",
    ),
    # Printing
    "blank-not-allocated": (
        "blank {serial} is not allocated to {machine}",
        "phôi {serial} chưa được cấp cho máy {machine}",
    ),
    "not-in-batch": (
        "the application is not in batch {id}",
        "hồ sơ cấp thẻ không nằm trong lô sản xuất {id}",
    ),
    "batch-on-other-machine": (
        "the batch is in production on machine {machine}",
        "lô sản xuất đang chạy trên máy {machine}",
    ),
    "citizen-changed-since-approval": (
        "the citizen has changed since approval: {fields}",
        "thông tin công dân đã thay đổi kể từ khi phê duyệt: {fields}",
    ),
    "job-not-in-progress": (
        "job {id} is not the job in progress",
        "lệnh in {id} không phải là lệnh đang thực hiện",
    ),
    "timer-knows-only-timeouts": (
        "the timer tells only that no word came in time",
        "bộ hẹn giờ chỉ ghi nhận việc quá giờ không có tin",
    ),
    "finding-without-readback": (
        "the finding names no read-back",
        "kết luận không nêu kết quả đọc lại thẻ",
    ),
    "readback-differs": (
        "read-back of {field} differs",
        "kết quả đọc lại không khớp: {field}",
    ),
    # Transit and delivery
    "card-not-in-sealed-manifest": (
        "the card is not in a sealed manifest",
        "thẻ không nằm trong bảng kê đã niêm phong",
    ),
    "manifest-for-other-unit": (
        "the manifest is for unit {unit}",
        "bảng kê được gửi cho đơn vị {unit}",
    ),
    "card-not-on-manifest": (
        "the card is not on manifest {id}",
        "thẻ không có trong bảng kê {id}",
    ),
    "tracing-not-over": (
        "{days} days of tracing have not passed",
        "chưa hết {days} ngày truy tìm",
    ),
    "holder-not-verified": (
        "verify the holder or record why not",
        "phải xác thực người nhận thẻ hoặc nêu lý do không xác thực",
    ),
    "recipient-not-named": (
        "the person is not the holder nor a named representative",
        "người nhận không phải chủ thẻ hoặc người đại diện đã được ghi nhận",
    ),
    "timer-knows-only-unclaimed": (
        "the timer tells only that nobody came for the card",
        "bộ hẹn giờ chỉ ghi nhận việc không có ai đến nhận thẻ",
    ),
    "former-card-differs": (
        "card {id} was not replaced by this one",
        "thẻ {id} không phải là thẻ đã được thẻ này thay thế",
    ),
    # Refusal and appeal
    "refusal-needs-legal-ground": (
        "a refusal needs a legal ground",
        "từ chối cấp thẻ phải có căn cứ pháp luật",
    ),
    "duplicate-not-adjudicated": (
        "a suspected duplicate must be adjudicated first",
        "phải giám định nghi vấn trùng trước",
    ),
    "appeal-time-over": (
        "the time to appeal ended on {day}",
        "thời hạn khiếu nại đã hết vào ngày {day}",
    ),
    "appeal-not-open": (
        "appeal {id} is not open",
        "khiếu nại {id} không ở trạng thái chờ giải quyết",
    ),
}
