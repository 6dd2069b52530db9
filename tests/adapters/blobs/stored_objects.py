"""Objects in a folder, and the files that hold them."""

from pathlib import Path
from uuid import UUID

from domain.citizen.facts import SealedObject

SUBJECT, OTHER_SUBJECT = UUID(int=1), UUID(int=2)
OBJECT, OTHER_OBJECT = UUID(int=11), UUID(int=12)
CONTENT = "Ảnh chân dung của công dân".encode() * 50
TYPE = "image/jpeg"


def file_of(tmp_path: Path, sealed: SealedObject) -> Path:
    name = sealed.sha256
    return tmp_path / "objects" / name[:2] / name[2:4] / name
