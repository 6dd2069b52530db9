"""What is said of one row of a load before it is a form, and of one that was stored before."""

SENTENCES: dict[str, tuple[str, str]] = {
    "row-quote-open": (
        "a quotation mark of the row is not closed; a value may not hold a line end",
        "dấu ngoặc kép của dòng chưa được đóng; giá trị không được chứa xuống dòng",
    ),
    "row-cells-wrong": (
        "the row has {given} cells and the header {expected}",
        "dòng có {given} ô còn tiêu đề có {expected} ô",
    ),
    "row-differs-from-stored": (
        "this form was stored before with another content: correct the entry by its own commands",
        "tờ khai này đã được lưu trước đó với nội dung khác: hãy đính chính bằng thủ tục riêng",
    ),
}
"""Code -> (English, Vietnamese), with {parameters}."""
