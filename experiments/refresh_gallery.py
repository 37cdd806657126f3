"""Draw the gallery anew: Japan's three courses, and free councils. Usage: refresh_gallery.py WORLDS FOLDER."""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from crossroads import compare

KEPT = ("north_or_south", "differences", "theatres", "oil_clock", "front_map", "decisions")
COUNCILS = ("course_by_date", "council_historical")


def main(worlds: int, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for scenarios, names in ((("north_or_south",), KEPT), (("historical", "no_embargo"), COUNCILS)):
        with tempfile.TemporaryDirectory() as drawn:
            compare(*scenarios, worlds=worlds).plot(drawn)
            for name in names:
                with Image.open(Path(drawn) / f"{name}.png") as image:
                    size = (1400, round(image.height * 1400 / image.width))
                    small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
                    small.quantize(128, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)
    return "\n".join(str(folder / f"{name}.png") for name in KEPT + COUNCILS)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), Path(sys.argv[2])))
