"""What was it worth to know by the end of 1942? Each source silent, then perfect: value_of_information.py [WORLDS]."""

import sys

from crossroads import load_scenario, run


def measures(war):
    found = {name: 100 * war.outcomes[f"date_{name}"].notna() for name in ("japan_attacks_ussr", "moscow_falls")}
    for decision, option in (("course", "north"), ("transfers", "large"), ("trade", "full")):
        rows = war.ledger.query(f"decision == '{decision}' and date < '1942'")
        odds = rows.apply(lambda row, name=option: 100 * row.probabilities[list(row.options).index(name)], axis=1)
        found[f"odds of {decision} = {option} in 1941"] = odds.groupby(rows.world).mean()
    return found


def main(worlds: int) -> str:
    free = load_scenario({"extends": "historical", "horizon": "1942-12-27"})
    lines, base = [f"{worlds:,} worlds; change in 100 to the end of 1942, 95 %"], measures(run(free, worlds=worlds))
    for source, value in [(s, v) for s in ("sorge", "magic", "far_east_estimates", "german_reporting") for v in (0, 1)]:
        changed = free.from_resolved(free.resolved | {"intelligence": {source: {"reliability": value}}})
        for name, found in measures(run(changed, worlds=worlds)).items():
            gap, half = (found - base[name]).mean(), 1.96 * (found - base[name]).sem()
            lines.append(f"{source} = {value}: {name} {gap:+.2f} ({gap - half:+.2f} to {gap + half:+.2f})")
    return "\n".join(lines)


if __name__ == "__main__":
    print(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
