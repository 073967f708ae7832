"""Folders of JPEG files, and copies of them that no program takes for duplicates."""

import pathlib

START = b"\xff\xd8"
JFIF = b"\xff\xe0"
COMMENT = b"\xff\xfe"


def jpegs(folder: pathlib.Path) -> list[pathlib.Path]:
    found = sorted(file for file in folder.rglob("*") if file.suffix.lower() in (".jpg", ".jpeg"))
    if not found:
        raise SystemExit(f"there are no JPEG files in {folder}; name a folder with photographs")
    return found


def copies(folder: pathlib.Path, into: pathlib.Path, times: int) -> pathlib.Path:
    """Each photo so many times: the same pixels, but a comment in the file that no other has."""
    for file in jpegs(folder):
        content = file.read_bytes()
        for i in range(times):
            copy = into / f"copy-{i}" / file.relative_to(folder)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(commented(content, f"copy {i} of {times}".encode()))
    return into


def commented(jpeg: bytes, comment: bytes) -> bytes:
    if not jpeg.startswith(START):
        raise ValueError("a JPEG file begins with FF D8")
    # The JFIF header must stay first.
    after = 2
    if jpeg[2:4] == JFIF:
        after = 4 + int.from_bytes(jpeg[4:6], "big")
    segment = COMMENT + (len(comment) + 2).to_bytes(2, "big") + comment
    return jpeg[:after] + segment + jpeg[after:]
