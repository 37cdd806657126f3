"""How much of Japan's choice was oil? The same worlds with and without the American embargo.

python experiments/embargo_and_oil.py [WORLDS]
"""

import sys

from crossroads import compare


def main(worlds: int) -> str:
    both = compare("historical", "no_embargo", worlds=worlds)
    lines = [f"{worlds:,} worlds under each scenario"]
    for run in both.runs:
        stock = run.series["japan_oil_stock_mbbl"].sel(statistic="q50")
        courses = run.outcomes["japan_course"].value_counts()
        lines.append(f"{run.title}: course at the end of 1941, worlds in 100")
        lines += [f"  {course}: {100 * count / worlds:.1f}" for course, count in courses.items()]
        for day in ("1941-12-07", "1942-06-07", "1943-06-06"):
            lines.append(f"  oil in store on {day}: median {float(stock.sel(date=day)):.1f} million barrels")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
