"""What an officer reads when a value cannot be what it claims to be, in English and Vietnamese."""

SENTENCES: dict[str, tuple[str, str]] = {
    "date-malformed": (
        "a date is written YYYY, YYYY-MM or YYYY-MM-DD",
        "ngày phải được ghi theo dạng YYYY, YYYY-MM hoặc YYYY-MM-DD",
    ),
    "date-year-out-of-range": (
        "the year lies outside {first} to {last}",
        "năm nằm ngoài khoảng từ {first} đến {last}",
    ),
    "date-not-in-calendar": (
        "the calendar has no such day",
        "ngày này không có trong lịch",
    ),
    "instant-malformed": (
        "a time is written as in RFC 3339, for example 2021-03-01T08:00:00+07:00",
        "thời điểm phải được ghi theo RFC 3339, ví dụ 2021-03-01T08:00:00+07:00",
    ),
    "instant-without-offset": (
        "the time has no offset from UTC",
        "thời điểm thiếu độ lệch so với giờ UTC",
    ),
    "instant-too-fine": (
        "a time is given to the microsecond and no finer",
        "thời điểm chỉ được ghi chính xác đến micro giây",
    ),
    "instant-not-in-calendar": (
        "the calendar has no such moment",
        "thời điểm này không có trong lịch",
    ),
    "instant-not-canonical": (
        "a stored time is written in UTC with six decimals and Z",
        "thời điểm lưu trữ phải ghi theo giờ UTC với sáu chữ số thập phân và chữ Z",
    ),
    "name-too-long": (
        "a part of a name has at most {most} characters",
        "mỗi phần của họ tên có tối đa {most} ký tự",
    ),
    "name-not-composed": (
        "the name is in decomposed form: write it with composed letters (Unicode NFC)",
        "họ tên đang ở dạng tổ hợp rời: hãy ghi bằng chữ dựng sẵn (Unicode NFC)",
    ),
    "name-look-alike-of-d-with-stroke": (
        "{character} only looks like the Vietnamese letter: write {meant}",
        "{character} chỉ giống hình chữ tiếng Việt: hãy ghi {meant}",
    ),
    "name-character": (
        "{character} may not stand in a name",
        "ký tự {character} không được dùng trong họ tên",
    ),
    "name-spacing": (
        "a name neither begins nor ends with a space and has none doubled",
        "họ tên không được bắt đầu, kết thúc bằng dấu cách hoặc có hai dấu cách liền nhau",
    ),
    "name-word-without-letter": (
        "every word of a name holds a letter",
        "mỗi từ trong họ tên phải có ít nhất một chữ cái",
    ),
    "given-name-empty": (
        "the given name may not be empty",
        "tên không được để trống",
    ),
    "pin-malformed": (
        "a PIN has 12 digits",
        "số định danh cá nhân gồm 12 chữ số",
    ),
    "pin-prefix-unknown": (
        "{code} is not a province or country of birth registration",
        "{code} không phải là mã tỉnh hoặc quốc gia nơi đăng ký khai sinh",
    ),
    "pin-prefix-reserved": (
        "{code} is reserved for tests",
        "mã {code} chỉ dành cho thử nghiệm",
    ),
    "pin-needs-sex": (
        "no PIN can be formed while the sex is unknown",
        "không thể lập số định danh khi chưa xác định giới tính",
    ),
    "pin-needs-birth-year": (
        "no PIN can be formed without a birth year",
        "không thể lập số định danh khi không có năm sinh",
    ),
    "pin-birth-year": (
        "no PIN can be formed for the birth year {year}",
        "không thể lập số định danh cho năm sinh {year}",
    ),
    "pin-serial-out-of-range": (
        "the serial of a PIN is 000000 to 999999",
        "dãy số ngẫu nhiên của số định danh nằm trong khoảng 000000 đến 999999",
    ),
    "sex-not-listed": (
        "sex is one of unknown, male, female",
        "giới tính phải là một trong các giá trị unknown, male, female",
    ),
    "marital-not-listed": (
        "marital status is one of unknown, never-married, married, divorced, widowed",
        "tình trạng hôn nhân phải là một trong các giá trị unknown, never-married, married, "
        "divorced, widowed",
    ),
    "blood-not-listed": (
        "the blood group is one of 00 to 04",
        "mã nhóm máu phải từ 00 đến 04",
    ),
    "religion-not-listed": (
        "the religion is one of 01 to 14, or 99",
        "mã tôn giáo phải từ 01 đến 14, hoặc 99",
    ),
    "ethnicity-without-list": (
        "an ethnicity names its list, for example vn-1979:01",
        "mã dân tộc phải kèm tên danh mục, ví dụ vn-1979:01",
    ),
    "ethnicity-list-unknown": (
        "the lists of ethnic groups are vn-1979 and vn-2008",
        "các danh mục dân tộc là vn-1979 và vn-2008",
    ),
    "ethnicity-not-listed": (
        "the list {list} has the codes 01 to 54",
        "danh mục {list} chỉ có các mã từ 01 đến 54",
    ),
    "nationality-not-listed": (
        "a nationality is a two-letter code of ISO 3166-1",
        "quốc tịch phải là mã hai chữ cái theo ISO 3166-1",
    ),
    "nationality-repeated": (
        "a nationality is named once",
        "mỗi quốc tịch chỉ được ghi một lần",
    ),
    "nationality-vn-not-first": (
        "VN comes first among the nationalities",
        "VN phải đứng đầu trong danh sách quốc tịch",
    ),
    "country-not-listed": (
        "a country is a two-letter code of ISO 3166-1",
        "quốc gia phải là mã hai chữ cái theo ISO 3166-1",
    ),
    "relation-to-head-not-listed": (
        "the relation to the head of the household is not on the list",
        "quan hệ với chủ hộ không có trong danh mục",
    ),
    "unit-code-malformed": (
        "a unit code has 2 digits (province), 3 (district) or 5 (commune)",
        "mã đơn vị hành chính gồm 2 chữ số (tỉnh), 3 chữ số (huyện) hoặc 5 chữ số (xã)",
    ),
    "old-number-kind-not-listed": (
        "an old number is of the kind cmnd9 or cmnd12",
        "loại số cũ phải là cmnd9 hoặc cmnd12",
    ),
    "cmnd9-malformed": (
        "an old identity card number has 9 digits",
        "số chứng minh nhân dân cũ gồm 9 chữ số",
    ),
    "cmnd12-malformed": (
        "an identity card number of the later kind has 12 digits",
        "số chứng minh nhân dân loại mới gồm 12 chữ số",
    ),
    "blank-serial-malformed": (
        "the blank serial does not have the pattern of its supplier",
        "số sê-ri phôi thẻ không đúng mẫu của nhà cung cấp",
    ),
    "mrz-letter": (
        "{character} cannot be written in the machine-readable zone",
        "không thể ghi {character} trong vùng đọc máy (MRZ)",
    ),
    "qr-field-holds-separator": (
        "a field of the QR code may not hold |",
        "trường dữ liệu trong mã QR không được chứa dấu |",
    ),
    "id-without-time": (
        "the id carries no time: it is neither UUIDv7 nor UUIDv8",
        "mã định danh không mang thời gian: không phải UUIDv7 hay UUIDv8",
    ),
    "id-not-uuid7": (
        "the id is not a UUIDv7",
        "mã định danh không phải là UUIDv7",
    ),
    "search-number-of-no-kind": (
        "a number of {digits} digits is of no kind: a PIN has 12, an identity card 9 or 12",
        "không có loại số nào gồm {digits} chữ số: số định danh có 12, CMND có 9 hoặc 12",
    ),
    "search-too-short": (
        "give at least two letters of the name",
        "hãy nêu ít nhất hai chữ cái của tên",
    ),
}
