"""What is wrong with a file of declarations as a whole, in both languages."""

from adapters.dc01.refused_file import FileRefused

FILE_SENTENCES: dict[str, tuple[str, str]] = {
    "file-unreadable": ("{file} cannot be read: {reason}", "không đọc được tệp {file}: {reason}"),
    "file-empty": ("{file} is empty", "tệp {file} rỗng"),
    "file-of-other-kind": (
        "{file} is a {kind} file: save it as CSV in UTF-8, or as one JSON object a line",
        "{file} là tệp {kind}: hãy lưu thành CSV mã UTF-8, hoặc mỗi dòng một đối tượng JSON",
    ),
    "file-utf16": (
        "{file} is written in UTF-16: save it in UTF-8",
        "{file} dùng mã UTF-16: hãy lưu lại bằng UTF-8",
    ),
    "file-binary": (
        "{file} is no text: give CSV or NDJSON in UTF-8, plain or gzip",
        "{file} không phải văn bản: cần CSV hoặc NDJSON mã UTF-8, có thể nén gzip",
    ),
    "file-without-line-ends": (
        "{file} has no line ends that are known here: save it with LF or CRLF",
        "{file} không có dấu xuống dòng hợp lệ: hãy lưu với LF hoặc CRLF",
    ),
    "file-in-legacy-encoding": (
        "{file} is written in {encoding}, an encoding from before Unicode, or was converted from"
        " it as if it were Latin-1: convert it to Unicode (UTF-8) first, or every name is wrong",
        "{file} dùng mã chữ cũ {encoding}, hoặc đã bị chuyển mã sai từ đó: hãy chuyển sang Unicode"
        " (UTF-8) trước, nếu không mọi họ tên đều sai",
    ),
    "file-is-one-array": (
        "the file is one JSON array: write one object a line (NDJSON), without brackets",
        "tệp là một mảng JSON: hãy ghi mỗi dòng một đối tượng (NDJSON), không có dấu ngoặc vuông",
    ),
    "file-cut-short": (
        "{file} breaks off in the middle: it was not copied to its end. What came before is"
        " judged; get the whole file and run again",
        "{file} bị đứt giữa chừng: tệp chưa được sao chép hết. Phần trước đó đã được xét; hãy lấy"
        " lại tệp đầy đủ rồi chạy lại",
    ),
    "file-damaged": (
        "{file} is damaged: its bytes do not agree with their checksum, so no row of it can be"
        " trusted; get the file again",
        "{file} bị hỏng: nội dung không khớp mã kiểm tra nên không dòng nào đáng tin; hãy lấy lại"
        " tệp",
    ),
    "header-not-utf8": (
        "the header is not UTF-8: save the file in UTF-8",
        "dòng tiêu đề không phải UTF-8: hãy lưu tệp bằng UTF-8",
    ),
    "header-too-long": (
        "the header has more than {most} bytes: is this a CSV file with line ends?",
        "dòng tiêu đề vượt quá {most} byte: tệp CSV này có xuống dòng không?",
    ),
    "header-quote-open": (
        "a quotation mark of the header is not closed",
        "dấu ngoặc kép ở dòng tiêu đề chưa được đóng",
    ),
    "header-other-delimiter": (
        "the columns are separated by {delimiter}: save with commas, or add --delimiter"
        ' "{delimiter}"',
        "các cột cách nhau bằng {delimiter}: hãy lưu với dấu phẩy, hoặc thêm --delimiter"
        ' "{delimiter}"',
    ),
    "header-repeats-columns": (
        "these columns stand there twice: {columns}",
        "các cột sau xuất hiện hai lần: {columns}",
    ),
    "header-unknown-columns": (
        "these columns are not of form DC01: {columns} (docs/import.md lists all)",
        "các cột sau không thuộc mẫu DC01: {columns} (xem docs/import.md)",
    ),
    "header-lacks-columns": (
        "these columns are missing, without which no row can be accepted: {columns}",
        "thiếu các cột sau, không có thì không dòng nào được nhận: {columns}",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""


def file_sentence(refused: FileRefused, language: str) -> str:
    """What an officer reads of a file that was refused."""
    english, vietnamese = FILE_SENTENCES[refused.code]
    shown = {
        name: ", ".join(value) if isinstance(value, list) else value
        for name, value in refused.params.items()
    }
    return (english if language == "en" else vietnamese).format(**shown)
