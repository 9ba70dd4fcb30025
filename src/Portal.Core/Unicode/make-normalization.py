"""Writes normalization.txt from Python's unicodedata: combining classes (c), canonical (d, x = never recomposed) and compatibility (k) mappings."""
import sys
import unicodedata as u

lines = [f"# Unicode {u.unidata_version}: c class first-last | d, x, k code mapping"]
classes = [u.combining(chr(code)) for code in range(0x110000)]
start = 0
for code in range(1, 0x110001):
    if code == 0x110000 or classes[code] != classes[start]:
        if classes[start]:
            lines.append(f"c {classes[start]} {start:X}-{code - 1:X}")
        start = code
for code in range(0x110000):
    mapping = u.decomposition(chr(code)).split()
    if not mapping:
        continue
    if mapping[0].startswith("<"):
        kind, mapping = "k", mapping[1:]
    else:
        kind = "d" if u.normalize("NFC", chr(code)) == chr(code) else "x"
    lines.append(f"{kind} {code:X} " + " ".join(f"{int(part, 16):X}" for part in mapping))
sys.stdout.write("\n".join(lines) + "\n")
