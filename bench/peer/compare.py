"""Ratios between the lines of both programs: compare.py PORTAL PEER. Ends with 1 where the two did not compute the same."""
import json
import sys

TARGETS = {"encoder": 1.05, "scoring": 0.15, "generation": 0.06}


def read(path):
    found = {}
    with open(path) as file:
        for line in map(json.loads, file):
            kept = found.setdefault(line["workload"], line)
            if kept is not line:
                kept["cpu"] += line["cpu"]
                kept["wall"] += line["wall"]
    return found


portal, peer = (read(path) for path in sys.argv[1:3])
agree = True
print(f"{'workload':<12}{'portal CPU s':>14}{'peer CPU s':>12}{'ratio':>8}{'target':>8}  same results")
for name, theirs in peer.items():
    ours = portal[name]
    a, b = min(ours["cpu"]), min(theirs["cpu"])
    # Samples are drawn from different random numbers: their log-probabilities agree only on average.
    limit = 0.05 if name == "generation" else 2e-3
    worst = max(abs(x - y) / max(1.0, abs(y)) for x, y in zip(ours["result"], theirs["result"]))
    same = len(ours["result"]) == len(theirs["result"]) and worst <= limit
    agree &= same
    target = f"{TARGETS[name]:>8}" if name in TARGETS else f"{'':>8}"
    print(f"{name:<12}{a:>14.4f}{b:>12.4f}{a / b:>8.3f}{target}  {'yes' if same else 'NO'} (largest relative difference {worst:.1e})")
if "masked" in portal and "pruned" in portal:
    masked, pruned = (min(portal[name]["cpu"]) for name in ("masked", "pruned"))
    print(f"half of the heads removed: {pruned:.3f} s, switched off: {masked:.3f} s, ratio {pruned / masked:.3f}")
if "opening" in portal:
    opened = portal["opening"]
    print(f"opening a 1.2-GB file and reading one tensor: {min(opened['wall']) * 1000:.2f} ms, grown by {opened['grownMegabytes']:.1f} MB")
sys.exit(0 if agree else 1)
