"""Sentences about the request itself: its form, its headers, its time and place in the queue.

Long because it is a catalogue: declarations only.
"""

SENTENCES: dict[str, tuple[str, str]] = {
    "work-not-found": ("there is no such record: {id}", "không có hồ sơ {id}"),
    "work-not-waiting": (
        "the record does not wait in {stage}",
        "hồ sơ không chờ ở bước {stage}",
    ),
    "work-of-another-role": (
        "this case waits for the role {role}",
        "hồ sơ này đang chờ vai trò {role} xử lý",
    ),
    "work-in-other-hands": (
        "another officer has this case in hand: take another one, or ask for it",
        "cán bộ khác đang xử lý hồ sơ này: hãy nhận hồ sơ khác hoặc trao đổi với cán bộ đó",
    ),
    "work-not-in-hand": (
        "you do not have this case in hand",
        "ông/bà không đang giữ hồ sơ này",
    ),
    "queue-unknown": ("there is no queue {queue}", "không có danh sách công việc {queue}"),
    "queue-of-another-role": (
        "this queue is for the role {role}",
        "danh sách công việc này dành cho vai trò {role}",
    ),
    "cursor-malformed": (
        "the cursor is not one of this list: begin again without it",
        "con trỏ trang không thuộc danh sách này: hãy bắt đầu lại từ đầu",
    ),
    "job-kind-unknown": ("there are no jobs of kind {kind}", "không có loại việc {kind}"),
    "job-of-another-service": (
        "these jobs are for the service {role}",
        "các việc này dành cho dịch vụ {role}",
    ),
    "job-not-leased": (
        "this station does not have the job: its time is over, or it was never leased",
        "trạm này không giữ việc đó: đã hết hạn giữ hoặc chưa từng nhận",
    ),
    "period-wrong": (
        "the period ends before it begins, or is longer than three years",
        "khoảng thời gian kết thúc trước khi bắt đầu, hoặc dài hơn ba năm",
    ),
    "period-too-fine": (
        "days and units below together are told for two months at most: ask for fewer days, or for"
        " one unit",
        "chỉ xem theo ngày và theo đơn vị cấp dưới trong tối đa hai tháng: hãy chọn ít ngày hơn,"
        " hoặc một đơn vị",
    ),
    "form-incorrect": (
        "{count} fields are not in order: see errors",
        "{count} trường chưa đúng: xem danh sách lỗi",
    ),
    "body-not-json": ("the body is not JSON", "nội dung gửi lên không phải JSON"),
    "body-not-object": (
        "the body must be one JSON object",
        "nội dung gửi lên phải là một đối tượng JSON",
    ),
    "body-repeats-name": (
        "the name {name} stands twice in one object",
        "tên {name} xuất hiện hai lần trong cùng một đối tượng",
    ),
    "body-number-out-of-range": (
        "a number in the body is too large",
        "nội dung gửi lên có số quá lớn",
    ),
    "body-not-utf8": ("the body is not UTF-8", "nội dung gửi lên không phải UTF-8"),
    "body-too-deep": ("the body is nested too deeply", "nội dung gửi lên lồng quá nhiều cấp"),
    "body-too-large": (
        "the body has more than {limit} bytes: send documents as references",
        "nội dung vượt quá {limit} byte: hãy gửi tài liệu dưới dạng tham chiếu",
    ),
    "body-not-declared": (
        "send Content-Type: {media_type}, without Content-Encoding",
        "hãy gửi Content-Type: {media_type} và không nén nội dung",
    ),
    "body-not-declared-json": (
        "send Content-Type: application/json, without Content-Encoding",
        "hãy gửi Content-Type: application/json và không nén nội dung",
    ),
    "field-missing": ("this field is missing", "thiếu trường này"),
    "field-unknown": ("this field is not known here", "không có trường này trong biểu mẫu"),
    "field-type": ("this value has the wrong type", "giá trị sai kiểu"),
    "field-too-long": ("at most {limit} are allowed", "tối đa {limit}"),
    "field-too-short": ("at least {limit} are needed", "tối thiểu {limit}"),
    "field-pattern": ("this value has not the right form", "giá trị sai khuôn dạng"),
    "field-out-of-range": (
        "this number lies outside its range ({limit})",
        "số này nằm ngoài khoảng cho phép ({limit})",
    ),
    "field-not-in-list": ("this value is not in the list", "giá trị không có trong danh mục"),
    "field-not-uuid": ("this is not a UUID", "đây không phải là UUID"),
    "field-not-a-day": (
        "this is not a calendar day (YYYY-MM-DD)",
        "đây không phải là ngày có trong lịch (YYYY-MM-DD)",
    ),
    "field-not-an-instant": (
        "this is not an instant (RFC 3339)",
        "đây không phải là thời điểm hợp lệ (RFC 3339)",
    ),
    "instant-without-offset": (
        "state the offset of this time, for example +07:00",
        "hãy ghi rõ múi giờ, ví dụ +07:00",
    ),
    "instant-too-fine": (
        "this time is finer than microseconds",
        "thời điểm này chi tiết hơn micro giây",
    ),
    "instant-out-of-range": (
        "this time lies outside the years 1900 to 2400",
        "thời điểm này nằm ngoài các năm 1900 đến 2400",
    ),
    "text-has-nul": ("this text holds a NUL character", "văn bản chứa ký tự NUL"),
    "text-has-control-character": (
        "this text holds a control character",
        "văn bản chứa ký tự điều khiển",
    ),
    "text-not-unicode": ("this text is not valid Unicode", "văn bản không phải Unicode hợp lệ"),
    "text-not-nfc": (
        "this text is decomposed: send Unicode NFC",
        "văn bản đang ở dạng tổ hợp rời: hãy gửi Unicode dựng sẵn (NFC)",
    ),
    "text-look-alike": (
        "this text holds Ð or ð (eth), not the Vietnamese letter Đ or đ",
        "văn bản chứa chữ Ð hoặc ð (eth), không phải chữ Đ hoặc đ tiếng Việt",
    ),
    "idempotency-key-missing": (
        "send an Idempotency-Key header: a new UUID for each act",
        "hãy gửi tiêu đề Idempotency-Key: một UUID mới cho mỗi thao tác",
    ),
    "idempotency-key-malformed": (
        "the Idempotency-Key is not a UUID",
        "Idempotency-Key không phải là UUID",
    ),
    "idempotency-key-reused": (
        "this Idempotency-Key was used for another request: take a new one",
        "Idempotency-Key này đã dùng cho yêu cầu khác: hãy dùng khóa mới",
    ),
    "if-match-missing": (
        'send If-Match: "<version>" with the version you have read',
        'hãy gửi If-Match: "<phiên bản>" với phiên bản đã đọc',
    ),
    "if-match-malformed": (
        'If-Match must be one version in quotes, for example "3"',
        'If-Match phải là một phiên bản trong ngoặc kép, ví dụ "3"',
    ),
    "if-match-not-here": (
        "a stream that does not exist yet has no version: leave If-Match out",
        "hồ sơ chưa tồn tại nên không có phiên bản: hãy bỏ If-Match",
    ),
    "countersignature-not-here": (
        "this command takes no second officer's signature: leave Countersignature out",
        "thao tác này không nhận chữ ký của cán bộ thứ hai: hãy bỏ Countersignature",
    ),
    "path-not-uuid": (
        "the id in the path is not a UUID",
        "mã trong đường dẫn không phải là UUID",
    ),
    "path-unknown": ("there is no such page here", "không có trang này"),
    "method-not-allowed": (
        "this page does not take that method",
        "trang này không nhận phương thức đó",
    ),
    "parameter-malformed": (
        "this parameter is not in order",
        "tham số này không đúng",
    ),
    "parameter-repeated": ("this parameter is given twice", "tham số này được nêu hai lần"),
    "parameter-unknown": ("this parameter is not known here", "không có tham số này"),
    "parameters-exclusive": (
        "give either as_of or version, not both",
        "chỉ nêu as_of hoặc version, không nêu cả hai",
    ),
    "version-unknown": (
        "there is no version {asked}: the last is {last}",
        "không có phiên bản {asked}: phiên bản cuối là {last}",
    ),
    "not-yet-recorded": (
        "nothing had been recorded at that time",
        "tại thời điểm đó chưa có gì được ghi nhận",
    ),
    "search-needs-criterion": (
        "give at least one of: q, birth, pin, old_number, unit, sex",
        "hãy nêu ít nhất một trong: q, birth, pin, old_number, unit, sex",
    ),
    "rate-exceeded": (
        "too many requests from this {whose}: wait {wait} s",
        "quá nhiều yêu cầu từ {whose} này: hãy chờ {wait} giây",
    ),
    "request-timed-out": (
        "the register did not answer in time: ask again, a command with the same Idempotency-Key",
        "hệ thống không trả lời kịp: hãy gửi lại, thao tác thì với cùng Idempotency-Key",
    ),
    "register-busy": (
        "too many requests wait: repeat with the same Idempotency-Key",
        "quá nhiều yêu cầu đang chờ: hãy gửi lại với cùng Idempotency-Key",
    ),
    "register-read-only": (
        "the register takes no changes for now, while searching and reading go on: keep the form"
        " and send it again later with the same Idempotency-Key",
        "hệ thống tạm thời chỉ cho tra cứu và đọc, chưa nhận thay đổi: hãy giữ hồ sơ và gửi lại sau"
        " với cùng Idempotency-Key",
    ),
    "server-full": (
        "this server has too many connections: connect again in a moment",
        "máy chủ này đang có quá nhiều kết nối: hãy kết nối lại sau giây lát",
    ),
    "request-malformed": ("this is not an HTTP request", "đây không phải là yêu cầu HTTP hợp lệ"),
    "request-head-late": (
        "the head of this request did not come in time: send it again",
        "phần đầu của yêu cầu không đến kịp: hãy gửi lại",
    ),
    "url-too-long": (
        "the address has more than {limit} bytes",
        "địa chỉ dài quá {limit} byte",
    ),
    "headers-too-large": (
        "the headers have more than {limit} bytes, or are more than {count}",
        "phần tiêu đề dài quá {limit} byte, hoặc có hơn {count} dòng",
    ),
    "register-unavailable": (
        "the register cannot be reached now: repeat with the same Idempotency-Key",
        "hiện không kết nối được hệ thống: hãy gửi lại với cùng Idempotency-Key",
    ),
    "row-refused": (
        "the register cannot store this request: report it with its Idempotency-Key",
        "hệ thống không lưu được yêu cầu này: hãy báo lại kèm Idempotency-Key",
    ),
    "history-unreadable": (
        "event {event} of {stream} is not as it was recorded: report it, nothing was changed",
        "sự kiện {event} của {stream} không còn như khi ghi nhận: hãy báo lại, chưa có gì thay đổi",
    ),
    "internal-fault": (
        "the register failed: report the time and the path of this request",
        "hệ thống gặp lỗi: hãy báo thời gian và đường dẫn của yêu cầu này",
    ),
    "citizen-not-found": ("there is no citizen {id}", "không có công dân {id}"),
    "legal-instrument-not-found": (
        "there is no legal instrument {id}",
        "không có văn bản pháp luật {id}",
    ),
    "citizen-exists": (
        "a citizen with this id is already recorded",
        "đã có công dân với mã này",
    ),
    "legal-instrument-exists": (
        "a legal instrument with this id is already recorded",
        "đã có văn bản pháp luật với mã này",
    ),
    "citizen-changed": (
        "the citizen has changed since you read it",
        "thông tin công dân đã thay đổi kể từ khi ông/bà đọc",
    ),
    "legal-instrument-changed": (
        "the legal instrument has changed since you read it",
        "văn bản đã thay đổi kể từ khi ông/bà đọc",
    ),
    "pin-taken": ("this PIN is taken", "số định danh này đã được cấp"),
    "citizen-packet-taken": (
        "packet {value} was already used for another citizen",
        "gói hồ sơ {value} đã dùng cho công dân khác",
    ),
    "birth-certificate-taken": (
        "this birth certificate was already used for another citizen",
        "giấy khai sinh này đã dùng cho công dân khác",
    ),
    "instrument-number-taken": (
        "instrument {value} is already listed",
        "văn bản {value} đã có trong danh mục",
    ),
    "role-may-not-read": (
        "the role {role} may not read citizens",
        "vai trò {role} không được đọc thông tin công dân",
    ),
    "history-missing": (
        "the history of this request cannot be found: report it",
        "không tìm thấy lịch sử của yêu cầu này: hãy báo lại",
    ),
}
