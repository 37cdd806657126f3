"""Did the Neutrality Pact of April 1941 keep the peace in the north? The same worlds without it.

python experiments/no_pact.py [WORLDS]
"""

import sys

import numpy as np

from crossroads import compare


def main(worlds: int) -> str:
    both = compare("historical", "no_pact", worlds=worlds)
    lines = [f"{worlds:,} worlds under each scenario"]
    for run in both.runs:
        weeks = run.weeks("date_japan_attacks_ussr")
        early = np.count_nonzero(weeks < 28)  # a world without an attack is NaN and not counted
        lines.append(f"{run.title}: Japan attacks the USSR in {np.count_nonzero(~np.isnan(weeks)):,} worlds,")
        lines.append(f"  in {early:,} of them by the end of 1941")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
