#!/usr/bin/env python3
"""Draws what a log costs as it grows: lines of `meshbench growth` on standard input, SVG on standard output."""
import json
import math
import sys

WIDTH, HEIGHT, LEFT, RIGHT, TOP, BOTTOM = 720, 380, 64, 170, 40, 48
SERIES = [
    ("append_cpu_us", "append, processor time", "#1b6ca8"),
    ("inclusion_us", "inclusion proof", "#b8500f"),
    ("consistency_us", "consistency proof", "#3b7d23"),
]


def superscript(power):
    return "10" + "".join("⁰¹²³⁴⁵⁶⁷⁸⁹"[int(digit)] for digit in str(power))


def main():
    rows = sorted((json.loads(line) for line in sys.stdin if line.strip()), key=lambda row: row["size"])
    if not rows:
        sys.exit("growth.py: no measurements")
    powers = [math.log10(row["size"]) for row in rows]
    low, high = math.floor(min(powers)), math.ceil(max(powers))
    top = max(row[name] for row in rows for name, _, _ in SERIES)
    step = 10 ** math.floor(math.log10(top))
    step = next(s for s in (step / 5, step / 2, step, 2 * step) if top / s <= 8)
    ceiling = math.ceil(top / step) * step

    def x(power):
        return LEFT + (power - low) / max(1, high - low) * (WIDTH - LEFT - RIGHT)

    def y(value):
        return HEIGHT - BOTTOM - value / ceiling * (HEIGHT - TOP - BOTTOM)

    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{LEFT}" y="22" font-size="14">Microseconds for each append and each proof, by entries in the log</text>',
    ]
    value = 0.0
    while value <= ceiling + step / 2:
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(value):.1f}" y2="{y(value):.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(value) + 4:.1f}" text-anchor="end">{value:g}</text>')
        value += step
    for power in range(low, high + 1):
        out.append(
            f'<text x="{x(power):.1f}" y="{HEIGHT - BOTTOM + 20}" text-anchor="middle">{superscript(power)}</text>')
    labels = sorted((y(rows[-1][name]), name, label, colour) for name, label, colour in SERIES)
    below = TOP
    for place, name, label, colour in labels:
        points = " ".join(f"{x(power):.1f},{y(row[name]):.1f}" for power, row in zip(powers, rows))
        out.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>')
        for power, row in zip(powers, rows):
            out.append(f'<circle cx="{x(power):.1f}" cy="{y(row[name]):.1f}" r="3" fill="{colour}"/>')
        below = max(below, place + 4)
        out.append(f'<text x="{WIDTH - RIGHT + 10}" y="{below:.1f}" fill="{colour}">{label}</text>')
        below += 16
    out.append("</svg>")
    print("\n".join(out))


main()
