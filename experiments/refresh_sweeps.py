"""Draw one figure of each shipped sweep anew into the gallery. Usage: refresh_sweeps.py WORLDS FOLDER."""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from crossroads import sweep
from crossroads.studies.sweep import figure

SWEEPS = {"transfers": 0, "garrison": 0, "rationality": 0, "oil_and_embargo": 1}


def main(worlds: int, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    for name, place in SWEEPS.items():
        with tempfile.TemporaryDirectory() as drawn:
            path = figure.write(sweep(name, worlds=worlds), Path(drawn))[2 * place]
            with Image.open(path) as image:
                size = (1400, round(image.height * 1400 / image.width))
                small = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
                small.quantize(128, dither=Image.Dither.NONE).save(folder / f"sweep_{name}.png", optimize=True)
    return "\n".join(str(folder / f"sweep_{name}.png") for name in SWEEPS)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), Path(sys.argv[2])))
