"""English and Vietnamese sentences of the refusals on blank cards; the English is that of §1.4."""

SENTENCES: dict[str, tuple[str, str]] = {
    # Streams and claims
    "card-stock-not-found": (
        "there is no block of blanks with this id",
        "không có lô phôi thẻ với mã này",
    ),
    "card-stock-exists": (
        "a block of blanks with this id exists already",
        "đã có lô phôi thẻ với mã này",
    ),
    "card-stock-changed": (
        "the card stock has changed since you read it",
        "lô phôi thẻ đã thay đổi kể từ khi ông/bà đọc",
    ),
    "card-stock-waits-not": (
        "the card stock does not wait in the stage {stage}",
        "lô phôi thẻ không chờ ở bước {stage}",
    ),
    "blank-block-taken": (
        "block {value}00 to {value}99 was already received",
        "lô phôi từ {value}00 đến {value}99 đã được nhập kho",
    ),
    # State and officers
    "card-stock-is": (
        "the card stock is {state}",
        "lô phôi thẻ đang ở trạng thái {state}",
    ),
    "giver-and-receiver-must-differ": (
        "giver and receiver must differ",
        "người giao và người nhận phải là hai cán bộ khác nhau",
    ),
    "proposer-may-not-destroy": (
        "the officer who proposed may not destroy",
        "cán bộ đã đề nghị tiêu hủy không được tham gia tiêu hủy",
    ),
    # Serials
    "serials-not-one-block": (
        "serials {first} to {last} are not one block of 100",
        "số phôi từ {first} đến {last} không phải một lô 100 phôi",
    ),
    "serials-do-not-fill": (
        "{count} serials do not fill {first} to {last}",
        "{count} phôi không khớp với dãy số từ {first} đến {last}",
    ),
    "blank-not-in-block": (
        "blank {serial} is not of this block",
        "phôi {serial} không thuộc lô này",
    ),
    "range-ends-before-it-begins": (
        "the last serial lies before the first",
        "số phôi cuối nhỏ hơn số phôi đầu",
    ),
    "blank-is-elsewhere": (
        "blank {serial} is in {account}, not {expected}",
        "phôi {serial} đang ở {account}, không phải {expected}",
    ),
    "blanks-stay-in": (
        "no blank leaves {account} this way",
        "không được xuất phôi khỏi {account} theo cách này",
    ),
    "blank-was-used": (
        "blank {serial} was used or spoiled and cannot go back to the vault",
        "phôi {serial} đã sử dụng hoặc đã hỏng, không được nhập lại kho",
    ),
    # Machines
    "machine-unknown": (
        "there is no machine with this id",
        "không có máy với mã này",
    ),
    "machine-is": (
        "the machine is {state}",
        "máy đang ở trạng thái {state}",
    ),
    "device-makes-no-cards": (
        "a device of the kind {kind} makes no cards",
        "thiết bị loại {kind} không sản xuất thẻ",
    ),
    # Destruction and closing
    "destruction-not-proposed": (
        "no destruction {id} is proposed",
        "không có đề nghị tiêu hủy {id}",
    ),
    "blank-not-proposed": (
        "blank {serial} is not proposed for destruction there",
        "phôi {serial} không nằm trong đề nghị tiêu hủy đó",
    ),
    "blank-already-proposed": (
        "blank {serial} is already proposed for destruction",
        "phôi {serial} đã được đề nghị tiêu hủy",
    ),
    "destruction-still-proposed": (
        "proposals to destroy blanks are still open: {n}",
        "còn đề nghị tiêu hủy phôi chưa thực hiện: {n}",
    ),
    "blanks-not-accounted-for": (
        "{n} blanks are not accounted for",
        "còn {n} phôi chưa được quyết toán",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
