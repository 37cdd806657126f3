"""Did the divisions from the Far East save Moscow? The same worlds with and without them.

python experiments/transfers_west.py [WORLDS]
"""

import sys

from crossroads import compare


def main(worlds: int) -> str:
    both = compare("historical", "no_transfer", worlds=worlds)
    rows = both.table.set_index("outcome")
    lines = [f"{worlds:,} worlds; without the transfers, against the same worlds with every nation free:"]
    for outcome, words in (
        ("date_moscow_falls:happens", "Moscow falls"),
        ("date_ussr_collapses:happens", "the USSR collapses or makes peace"),
        ("date_japan_attacks_ussr:happens", "Japan attacks the USSR"),
    ):
        row = rows.loc[outcome]
        shares = f"{100 * row.base_value:.1f} -> {100 * row.value:.1f} worlds in 100"
        lines.append(f"  {words}: {shares} (95 % of the difference: {1000 * row.low:+.0f} to {1000 * row.high:+.0f})")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
