"""Draw the gallery anew: Japan's three courses, free councils, sweeps. Usage: refresh_gallery.py WORLDS FOLDER."""

import sys
import tempfile
from pathlib import Path

from PIL import Image

from crossroads import compare, sweep
from crossroads.studies.sweep import figure

KEPT = ("north_or_south", "differences", "theatres", "oil_clock", "front_map", "decisions")
SWEEPS = {
    "transfers": "date_moscow_falls_happens",
    "garrison": "japan_course",
    "rationality": "date_japan_southern_war_happens",
    "oil_and_embargo": "date_japan_attacks_ussr_happens",
}
COUNCILS = ("odds_over_conferences_historical", "council_historical")


def small(drawn: Path, kept: Path) -> None:
    with Image.open(drawn) as image:
        size = (1400, round(image.height * 1400 / image.width))
        made = image.convert("RGB").resize(size, Image.Resampling.LANCZOS)
        made.quantize(128, dither=Image.Dither.NONE).save(kept, optimize=True)


def main(worlds: int, folder: Path) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    names = []
    for scenarios, figures in ((("north_or_south",), KEPT), (("historical", "no_embargo"), COUNCILS)):
        with tempfile.TemporaryDirectory() as drawn:
            compare(*scenarios, worlds=worlds).plot(drawn)
            for name in figures:
                small(Path(drawn) / f"{name}.png", folder / f"{name}.png")
                names.append(name)
    for name, measure in SWEEPS.items():
        with tempfile.TemporaryDirectory() as drawn:
            figure.write(sweep(name, worlds=max(worlds // 2, 1)), Path(drawn))
            small(Path(drawn) / "figures" / f"{measure}.png", folder / f"sweep_{name}.png")
            names.append(f"sweep_{name}")
    return "\n".join(str(folder / f"{name}.png") for name in names)


if __name__ == "__main__":
    print(main(int(sys.argv[1]), Path(sys.argv[2])))
