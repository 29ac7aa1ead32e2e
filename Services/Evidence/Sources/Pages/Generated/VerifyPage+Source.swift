// Made by Services/Evidence/Pages/embed.py from verify.html; do not edit.

extension VerifyPage {
    /// The whole page, with a placeholder for the log's key.
    static let source = ###"""
<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'sha256-BxxbiSaa8y1k5mQhw8QWmAm1Y5XHf9viBD5obeK7MFU='; style-src 'sha256-OUJYthWZyDv5D1oHqtS6XVFU9ZxdC4BUBPV60WEJVtQ='; img-src data:; worker-src blob:; connect-src 'none'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="color-scheme" content="light dark">
<meta name="log-key" content="{{LOG_KEY}}">
<link rel="icon" href="data:,">
<title>Colophon</title>
<style>
:root {
    --ground: #f6f7f9; --paper: #ffffff; --ink: #1b1f24; --soft: #57606a; --line: #d0d7de; --accent: #0b57d0;
    --good: #116329; --good-ground: #e6f4ea; --bad: #b3141d; --bad-ground: #fdeceb; --part: #7a4b00;
    --part-ground: #fff4d6; --plain-ground: #eef1f4;
}
@media (prefers-color-scheme: dark) {
    :root {
        --ground: #0f1317; --paper: #171c22; --ink: #e6eaee; --soft: #a3adb8; --line: #343c45; --accent: #8ab4f8;
        --good: #7fd69a; --good-ground: #12301c; --bad: #ff9a92; --bad-ground: #3d1614; --part: #f2c66d;
        --part-ground: #3a2c0b; --plain-ground: #232a31;
    }
}
* { box-sizing: border-box; }
body {
    margin: 0; background: var(--ground); color: var(--ink); line-height: 1.55; overflow-wrap: anywhere;
    font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC",
        sans-serif;
}
header, main, footer { max-width: 52rem; margin: 0 auto; padding: 0 1.25rem; }
header { display: flex; align-items: baseline; justify-content: space-between; gap: 1rem; padding-top: 1.5rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
p { margin: .5rem 0; }
footer { color: var(--soft); font-size: .9rem; padding-top: 1.5rem; padding-bottom: 3rem; }
code, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: .88em; }
.soft { color: var(--soft); }
.card {
    background: var(--paper); border: 1px solid var(--line); border-radius: .6rem; padding: 1.1rem; margin: 1rem 0;
}
.zones { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; }
.zone {
    position: relative; border: 2px dashed var(--line); border-radius: .6rem; padding: 1.1rem; cursor: pointer;
    display: block; min-height: 8.5rem;
}
.zone:hover, .zone.over, .zone:focus-within { border-color: var(--accent); }
.zone:focus-within { outline: 3px solid var(--accent); outline-offset: 2px; }
.zone input { position: absolute; width: 1px; height: 1px; opacity: 0; }
.zone strong { display: block; margin-bottom: .25rem; }
.zone .chosen { display: block; margin-top: .6rem; font-weight: 600; }
.zone .chosen:empty { display: none; }
details { margin-top: 1rem; }
summary { cursor: pointer; color: var(--accent); padding: .3rem 0; }
textarea {
    width: 100%; min-height: 4.5rem; padding: .6rem; border: 1px solid var(--line); border-radius: .4rem;
    background: var(--ground); color: var(--ink); font: .85rem/1.45 ui-monospace, Menlo, Consolas, monospace;
}
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .75rem; margin-top: 1rem; }
button {
    font: inherit; min-height: 2.75rem; padding: .4rem 1.2rem; border-radius: .4rem; cursor: pointer;
    border: 1px solid var(--line); background: var(--paper); color: var(--ink); white-space: nowrap; flex-shrink: 0;
}
button.main { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; }
button:disabled { opacity: .5; cursor: default; }
button:focus-visible, summary:focus-visible, textarea:focus-visible {
    outline: 3px solid var(--accent); outline-offset: 2px;
}
/* Focus goes there so that a reader hears the verdict; it is nothing to press. */
h2:focus { outline: none; }
progress { width: 100%; height: .6rem; accent-color: var(--accent); }
[hidden] { display: none !important; }
.verdict { border-left: .4rem solid var(--line); }
.verdict h2 { font-size: 1.3rem; }
.verdict[data-verdict=holds] { border-left-color: var(--good); background: var(--good-ground); }
.verdict[data-verdict=partial] { border-left-color: var(--part); background: var(--part-ground); }
.verdict[data-verdict=failed], .verdict[data-verdict=refused] {
    border-left-color: var(--bad); background: var(--bad-ground);
}
ol.steps { list-style: none; margin: 0; padding: 0; }
ol.steps > li { border-top: 1px solid var(--line); padding: .8rem 0; }
ol.steps > li:first-child { border-top: 0; padding-top: .2rem; }
.head { display: flex; flex-wrap: wrap; align-items: baseline; gap: .4rem .75rem; }
.head h3 { font-size: 1rem; margin: 0; }
.mark {
    display: inline-block; min-width: 4.6rem; text-align: center; border-radius: 1rem; padding: .05rem .6rem;
    font-size: .85rem; font-weight: 600; background: var(--plain-ground); color: var(--soft);
}
[data-outcome=pass] > .head > .mark, [data-outcome=pass] > .mark { background: var(--good-ground); color: var(--good); }
[data-outcome=fail] > .head > .mark, [data-outcome=fail] > .mark,
[data-outcome=skip] > .head > .mark, [data-outcome=skip] > .mark { background: var(--bad-ground); color: var(--bad); }
[data-outcome=part] > .head > .mark { background: var(--part-ground); color: var(--part); }
ul.checks { list-style: none; margin: .45rem 0 0; padding: 0; font-size: .93rem; }
ul.checks li { display: grid; grid-template-columns: 8.6rem 1fr; gap: .75rem; padding: .2rem 0; align-items: start; }
ul.checks .mark { font-size: .78rem; font-weight: 500; }
/* The only check of a step ended as the step did. */
ul.checks li:only-child { display: block; }
ul.checks li:only-child .mark { display: none; }
dl { display: grid; grid-template-columns: 9rem 1fr; gap: .35rem 1rem; margin: 0; }
dt { color: var(--soft); }
dd { margin: 0; }
@media (max-width: 40rem) {
    .zones { grid-template-columns: 1fr; }
    .zone { min-height: 0; }
    dl { grid-template-columns: 1fr; gap: 0; }
    dd { margin-bottom: .5rem; }
    ul.checks li { grid-template-columns: 1fr; gap: .1rem; padding: .35rem 0; }
    ul.checks .mark { justify-self: start; }
}
@media print {
    body { background: #fff; color: #000; }
    form, header button { display: none; }
}
</style>
</head>
<body>
<header>
    <h1 data-text="title"></h1>
    <button type="button" id="language" data-text="otherLanguage"></button>
</header>
<main>
    <p data-text="lead"></p>
    <p class="soft" data-text="privacy"></p>
    <noscript><p class="card">此页需要 JavaScript。 This page needs JavaScript.</p></noscript>
    <form class="card" id="form">
        <div class="zones">
            <label class="zone" id="bundle-zone">
                <strong data-text="bundleLabel"></strong>
                <span class="soft" data-text="bundleHint"></span>
                <input type="file" id="bundle" accept=".zip,application/zip">
                <span class="chosen" id="bundle-chosen"></span>
            </label>
            <label class="zone" id="file-zone">
                <strong data-text="fileLabel"></strong>
                <span class="soft" data-text="fileHint"></span>
                <input type="file" id="file">
                <span class="chosen" id="file-chosen"></span>
            </label>
        </div>
        <details id="trust-details">
            <summary data-text="trustSummary"></summary>
            <p class="soft" id="trust-hint" data-text="trustHint"></p>
            <p class="soft" id="trust-site"></p>
            <textarea id="trust" spellcheck="false" autocomplete="off" aria-describedby="trust-hint"></textarea>
        </details>
        <div class="actions">
            <button type="submit" class="main" id="check" data-text="check" disabled></button>
            <button type="button" id="cancel" data-text="cancel" hidden></button>
            <span class="soft" id="status" role="status"></span>
        </div>
        <progress id="progress" value="0" max="1" hidden></progress>
    </form>
    <section id="result" aria-labelledby="verdict" hidden></section>
</main>
<footer>
    <p data-text="disclaimer"></p>
    <p data-text="more"></p>
    <p><code>colophon verify --trust TRUST BUNDLE.zip FILE</code></p>
</footer>
<script id="code">
"use strict";
// Checks a proof bundle with nothing but this page. In order: bounds, bytes, SHA-256, ZIP, JSON, the entry, DER,
// timestamps, notes, the tree, the examination, the worker, the texts, the page. All before the worker never touches the
// page, and runs inside the worker too.

// ---- Bounds

const limits = {
    bundleBytesMax: 67108864,
    entriesMax: 8192,
    chainEntriesMax: 65534,
    nameBytesMax: 128,
    jsonBytesMax: 8388608,
    jsonDepthMax: 8,
    responseBytesMax: 65536,
    proofBytesMax: 131072,
    noteBytesMax: 65536,
    pathHashesMax: 64,
    signaturesMax: 64,
    trustCharactersMax: 65536,
    pieceBytes: 1048576,
    witnessSecondsMax: 253402300799n,
    clocksMilliseconds: 2000,
    renewalsMax: 64,
};

/** Why a bundle is not looked at further. */
class Refusal extends Error {
    constructor(code, ...values) {
        super(code);
        this.code = code;
        this.values = values;
    }
}

// ---- Bytes

const utf8 = new TextEncoder();

function text(bytes) {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
        return null;
    }
}

function equal(a, b) {
    if (!a || !b || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
    return true;
}

function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) {
        whole.set(part, place);
        place += part.length;
    }
    return whole;
}

function hex(bytes) {
    return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}

function unhex(digits) {
    if (typeof digits !== "string" || digits.length % 2 !== 0 || !/^[0-9a-f]*$/.test(digits)) return null;
    return Uint8Array.from({ length: digits.length / 2 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** Padded standard base64 in its one form; null for anything else. */
function unbase64(digits) {
    if (digits.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(digits)) return null;
    let raw;
    try {
        raw = atob(digits);
    } catch {
        return null;
    }
    return btoa(raw) === digits ? Uint8Array.from(raw, character => character.charCodeAt(0)) : null;
}

function unsigned64(bytes) {
    return bytes.reduce((sum, byte) => sum << 8n | BigInt(byte), 0n);
}

/** A decimal number of 64 bits without sign or leading zeros. */
function canonicalNumber(digits) {
    if (!/^(0|[1-9][0-9]{0,19})$/.test(digits)) return null;
    const value = BigInt(digits);
    return value < 1n << 64n ? value : null;
}

// ---- SHA-256 (FIPS 180-4)

const roundConstants = Int32Array.of(
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2);
const schedule = new Int32Array(64);

/** Takes `count` blocks of 64 bytes from `view` into `state`. */
function compressPlain(state, view, offset, count) {
    for (; count > 0; count--, offset += 64) {
        for (let t = 0; t < 16; t++) schedule[t] = view.getInt32(offset + 4 * t);
        for (let t = 16; t < 64; t++) {
            const x = schedule[t - 15], y = schedule[t - 2];
            const small0 = (x >>> 7 | x << 25) ^ (x >>> 18 | x << 14) ^ x >>> 3;
            const small1 = (y >>> 17 | y << 15) ^ (y >>> 19 | y << 13) ^ y >>> 10;
            schedule[t] = schedule[t - 16] + small0 + schedule[t - 7] + small1 | 0;
        }
        let [a, b, c, d, e, f, g, h] = state;
        for (let t = 0; t < 64; t++) {
            const large1 = (e >>> 6 | e << 26) ^ (e >>> 11 | e << 21) ^ (e >>> 25 | e << 7);
            const one = h + large1 + (g ^ e & (f ^ g)) + roundConstants[t] + schedule[t] | 0;
            const large0 = (a >>> 2 | a << 30) ^ (a >>> 13 | a << 19) ^ (a >>> 22 | a << 10);
            const two = large0 + (a & b | c & (a | b)) | 0;
            h = g; g = f; f = e; e = d + one | 0; d = c; c = b; b = a; a = one + two | 0;
        }
        [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i] += word; });
    }
}

/**
 * The same function with its loops written out, as text: words that are variables instead of places in an array stay in
 * registers, which is twice as fast. Only the worker can take it, because a page may not run text.
 */
function compressWrittenOut() {
    const lines = ["compress = function (state, view, offset, count) {", "for (; count > 0; count--, offset += 64) {"];
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    lines.push("let " + names.map((name, i) => `${name} = state[${i}]`).join(", ") + ";");
    const words = Array.from({ length: 16 }, (_, i) => `w${i} = view.getInt32(offset + ${4 * i})`);
    lines.push("let " + words.join(", ") + ";");
    for (let t = 0; t < 64; t++) {
        const [w, x, y, z] = [0, 1, 14, 9].map(step => `w${(t + step) % 16}`);
        if (t >= 16) {
            lines.push(`${w} = ${w} + ((${x} >>> 7 | ${x} << 25) ^ (${x} >>> 18 | ${x} << 14) ^ ${x} >>> 3) + ${z}`
                + ` + ((${y} >>> 17 | ${y} << 15) ^ (${y} >>> 19 | ${y} << 13) ^ ${y} >>> 10) | 0;`);
        }
        const [a, b, c, d, e, f, g, h] = names.map((_, i) => names[(i + 64 - t) % 8]);
        lines.push(`${h} = ${h} + ((${e} >>> 6 | ${e} << 26) ^ (${e} >>> 11 | ${e} << 21) ^ (${e} >>> 25 | ${e} << 7))`
            + ` + (${g} ^ ${e} & (${f} ^ ${g})) + (${roundConstants[t]}) + ${w} | 0;`);
        lines.push(`${d} = ${d} + ${h} | 0;`);
        lines.push(`${h} = ${h} + ((${a} >>> 2 | ${a} << 30) ^ (${a} >>> 13 | ${a} << 19) ^ (${a} >>> 22 | ${a} << 10))`
            + ` + (${a} & ${b} | ${c} & (${a} | ${b})) | 0;`);
    }
    lines.push(...names.map((name, i) => `state[${i}] += ${name};`), "}", "};");
    return lines.join("\n");
}

let compress = compressPlain;

/** SHA-256 of bytes that come in pieces. */
class Sha256 {
    constructor() {
        this.state = Int32Array.of(
            0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19);
        this.block = new Uint8Array(64);
        this.blockView = new DataView(this.block.buffer);
        this.filled = 0;
        this.length = 0;
    }

    update(bytes) {
        this.length += bytes.length;
        let start = 0;
        if (this.filled > 0) {
            start = Math.min(64 - this.filled, bytes.length);
            this.block.set(bytes.subarray(0, start), this.filled);
            this.filled += start;
            if (this.filled < 64) return this;
            compress(this.state, this.blockView, 0, 1);
            this.filled = 0;
        }
        const count = Math.floor((bytes.length - start) / 64);
        if (count > 0) {
            compress(this.state, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), start, count);
        }
        const rest = bytes.subarray(start + 64 * count);
        this.block.set(rest);
        this.filled = rest.length;
        return this;
    }

    digest() {
        const length = this.length;
        this.update(Uint8Array.of(0x80));
        if (this.filled > 56) this.update(new Uint8Array(64 - this.filled));
        this.update(new Uint8Array(56 - this.filled));
        const bits = new DataView(new ArrayBuffer(8));
        bits.setUint32(0, Math.floor(length / 0x20000000));
        bits.setUint32(4, length % 0x20000000 * 8);
        this.update(new Uint8Array(bits.buffer));
        const digest = new DataView(new ArrayBuffer(32));
        this.state.forEach((word, i) => digest.setInt32(4 * i, word));
        return new Uint8Array(digest.buffer);
    }
}

function sha256(...parts) {
    const hash = new Sha256();
    for (const part of parts) hash.update(part);
    return hash.digest();
}

/** Whether the function above gives the standard's own example, as it runs here. */
function digestWorks() {
    return hex(sha256(utf8.encode("abc"))) === "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
}

/** What is being read. Chromium may collect a stream that nothing but a waiting reader holds, who then waits for ever. */
const held = new Set();

/** A file's bytes in pieces, all in one buffer where the browser can fill one: otherwise each piece is new memory. */
async function* pieces(file) {
    let reader, buffer = new ArrayBuffer(limits.pieceBytes);
    const stream = file.stream();
    try {
        reader = stream.getReader({ mode: "byob" });
    } catch {
        reader = stream.getReader();
        buffer = null;
    }
    held.add(stream).add(reader);
    try {
        while (true) {
            const { done, value } = await (buffer ? reader.read(new Uint8Array(buffer)) : reader.read());
            if (done) return;
            yield value;
            if (buffer) buffer = value.buffer;
        }
    } finally {
        held.delete(stream);
        held.delete(reader);
    }
}

/** SHA-256 of a file that may be larger than memory. */
async function digestFile(file, progress) {
    const hash = new Sha256();
    for await (const piece of pieces(file)) {
        hash.update(piece);
        progress(hash.length, file.size);
    }
    if (hash.length !== file.size) throw new Refusal("fileUnreadable", file.name);
    return hash.digest();
}

// ---- ZIP (APPNOTE 6.3): one disk, stored entries without gaps, comments or extra fields

const checksumTable = Int32Array.from({ length: 256 }, (_, n) => {
    for (let k = 0; k < 8; k++) n = n & 1 ? n >>> 1 ^ 0xedb88320 : n >>> 1;
    return n;
});

function checksum(bytes) {
    let sum = -1;
    for (let i = 0; i < bytes.length; i++) sum = sum >>> 8 ^ checksumTable[(sum ^ bytes[i]) & 0xff];
    return (sum ^ -1) >>> 0;
}

function isSafeName(name) {
    return name.length <= limits.nameBytesMax
        && name.split("/").every(part => /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/.test(part));
}

/** The entries in order: name, bytes, and whether the checksum fits. */
function readArchive(bytes) {
    if (bytes.length > limits.bundleBytesMax) throw new Refusal("zipTooLarge", limits.bundleBytesMax);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const half = place => view.getUint16(place, true), word = place => view.getUint32(place, true);
    const end = bytes.length - 22;
    if (end < 0 || word(end) !== 0x06054b50 || half(end + 20) !== 0) throw new Refusal("zipNoEnd");
    if (half(end + 4) !== 0 || half(end + 6) !== 0 || half(end + 8) !== half(end + 10)) throw new Refusal("zipDisks");
    const count = half(end + 10);
    if (count > limits.chainEntriesMax) throw new Refusal("zipTooMany", limits.chainEntriesMax);
    const directoryStart = word(end + 16);
    if (directoryStart + word(end + 12) !== end) throw new Refusal("zipDirectory");
    const entries = [], names = new Set();
    let directory = directoryStart, local = 0;
    for (let n = 0; n < count; n++) {
        if (directory + 46 > end || word(directory) !== 0x02014b50 || local + 30 > directoryStart
            || word(local) !== 0x04034b50 || word(directory + 42) !== local) throw new Refusal("zipHeader");
        const nameBytes = half(directory + 28);
        if (directory + 46 + nameBytes > end || local + 30 + nameBytes > directoryStart) {
            throw new Refusal("zipNameEnd");
        }
        const rawName = bytes.subarray(directory + 46, directory + 46 + nameBytes);
        const name = text(rawName);
        if (name === null || !isSafeName(name)) {
            throw new Refusal("zipUnsafeName", (name ?? hex(rawName)).slice(0, limits.nameBytesMax));
        }
        // Version needed, flags, method, time, date, checksum and sizes stand in both headers alike.
        if (!equal(bytes.subarray(local + 4, local + 28), bytes.subarray(directory + 6, directory + 30))
            || !equal(bytes.subarray(local + 30, local + 30 + nameBytes), rawName)) {
            throw new Refusal("zipHeadersDiffer", name);
        }
        const size = word(local + 22);
        if ((half(local + 6) & ~0x0800) !== 0 || half(local + 8) !== 0 || word(local + 18) !== size) {
            throw new Refusal("zipNotStored", name);
        }
        if (half(local + 28) !== 0 || half(directory + 30) !== 0 || half(directory + 32) !== 0
            || half(directory + 34) !== 0) throw new Refusal("zipExtra", name);
        if (names.has(name)) throw new Refusal("zipDuplicate", name);
        names.add(name);
        const start = local + 30 + nameBytes;
        local = start + size;
        if (local > directoryStart) throw new Refusal("zipOverrun", name);
        const content = bytes.subarray(start, local);
        entries.push({ name, bytes: content, isIntact: checksum(content) === word(directory + 16) });
        directory += 46 + nameBytes;
    }
    if (local !== directoryStart || directory !== end) throw new Refusal("zipGap");
    return entries;
}

const requiredFiles = [
    "README.txt", "manifest.json", "leaf.bin", "opening.json", "proof.tlog-proof", "token.tsr", "tsa-chain.pem",
    "policy.txt",
];

function openBundle(bytes) {
    const entries = readArchive(bytes);
    const files = new Map(entries.map(entry => [entry.name, entry.bytes]));
    if (files.has("chain.json") && !files.has("leaf.bin")) throw new Refusal("wholeChain");
    if (entries.length > limits.entriesMax) throw new Refusal("zipTooMany", limits.entriesMax);
    for (const name of requiredFiles) if (!files.has(name)) throw new Refusal("fileMissing", name);
    for (const name of files.keys()) {
        const isKnown = requiredFiles.includes(name) || name === "certificate.pdf" || name.startsWith("chain/")
            || name.startsWith("interval/");
        if (!isKnown) throw new Refusal("fileUnknown", name);
    }
    return { entries, files };
}

// ---- JSON in one form only: what is read writes itself back to the same bytes

function writeJSON(value, depth = 0) {
    if (depth >= limits.jsonDepthMax) throw new RangeError("too deep");
    switch (typeof value) {
    case "string":
        return '"' + value.replace(/["\\\u0000-\u001f]/g, character => {
            if (character === '"' || character === "\\") return "\\" + character;
            return character === "\n" ? "\\n" : "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0");
        }) + '"';
    case "number":
        if (!Number.isSafeInteger(value) || value < 0) throw new RangeError("not a whole number");
        return String(value);
    case "boolean": return String(value);
    default:
        if (value === null) throw new RangeError("null");
        if (Array.isArray(value)) return "[" + value.map(item => writeJSON(item, depth + 1)).join(",") + "]";
        return "{" + Object.keys(value).map(key => writeJSON(key, 0) + ":" + writeJSON(value[key], depth + 1)).join(",")
            + "}";
    }
}

/** An object in the canonical form; null for everything else. */
function readJSON(source) {
    try {
        if (source === null || source.length > limits.jsonBytesMax) return null;
        const value = JSON.parse(source);
        const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
        return isObject && writeJSON(value) === source ? value : null;
    } catch {
        return null;
    }
}

function readOpening(bytes) {
    const source = text(bytes);
    if (source === null || !source.endsWith("\n")) return null;
    const json = readJSON(source.slice(0, -1));
    if (!json || Object.keys(json).join() !== "format,workSalt,sha256,metaSalt,meta") return null;
    const opening = {
        workSalt: unhex(json.workSalt), sha256: unhex(json.sha256), metaSalt: unhex(json.metaSalt), meta: json.meta,
    };
    const digests = [opening.workSalt, opening.sha256, opening.metaSalt];
    if (json.format !== "colophon/opening/v1" || typeof json.meta !== "string") return null;
    return digests.every(bytes => bytes?.length === 32) ? opening : null;
}

/** What the metadata says. Members that this page does not know are let stand: the entry commits to every byte. */
function readMetadata(source) {
    const json = readJSON(source);
    if (!json || typeof json.format !== "string" || !json.format.startsWith("colophon/meta/v")) return null;
    const words = [json.number, json.name, json.mediaType, json.mode, json.project, json.holder?.account];
    if (!words.every(word => typeof word === "string" && word !== "")) return null;
    if (!isNumber(json.number) || typeof json.size !== "number" || unhex(json.sm3)?.length !== 32) return null;
    return json;
}

/** Whether an evidence number has its form and its two check characters. */
function isNumber(number) {
    const match = /^EV-([0-9]{4})((?:-[0-9A-HJKMNP-TV-Z]{5}){3})$/.exec(number);
    if (!match) return false;
    const digits = [...match[2].replaceAll("-", "")].map(digit => "0123456789ABCDEFGHJKMNPQRSTVWXYZ".indexOf(digit));
    const rest = digits.slice(0, 13).reduce((sum, digit) => (sum * 32 + digit) % 1021, Number(match[1]) % 1021);
    return digits[13] === rest >> 5 && digits[14] === (rest & 31);
}

// ---- The log's entry: 182 bytes

const leafTag = utf8.encode("colophon/evidence/v1\0");

function readLeaf(bytes) {
    if (bytes?.length !== 182 || !equal(bytes.subarray(0, 21), leafTag)) return null;
    const leaf = {
        kind: bytes[21], accepted: unsigned64(bytes.subarray(22, 30)), workCommit: bytes.subarray(30, 62),
        chainID: bytes.subarray(62, 78), sequence: unsigned64(bytes.subarray(78, 86)),
        previous: bytes.subarray(86, 118), metaCommit: bytes.subarray(118, 150), tokenHash: bytes.subarray(150, 182),
    };
    return leaf.kind >= 1 && leaf.kind <= 4 ? leaf : null;
}

// ---- DER (ITU-T X.690): definite, shortest lengths; short tags

class Malformed extends Error {}

function require(condition, what) {
    if (!condition) throw new Malformed(what);
}

/** The elements that fill `bytes` one after another. */
function elements(bytes) {
    const found = [];
    let place = 0;
    while (place < bytes.length) {
        require(bytes.length - place >= 2 && (bytes[place] & 0x1f) !== 0x1f, "DER");
        let start = place + 2, length = bytes[place + 1];
        if (length >= 0x80) {
            const count = length & 0x7f;
            require(count >= 1 && count <= 4 && start + count <= bytes.length && bytes[start] !== 0, "DER");
            length = 0;
            for (let i = 0; i < count; i++) length = length * 256 + bytes[start + i];
            require(length >= 0x80, "DER");
            start += count;
        }
        require(length <= bytes.length - start, "DER");
        found.push({
            tag: bytes[place], contents: bytes.subarray(start, start + length),
            whole: bytes.subarray(place, start + length),
        });
        place = start + length;
    }
    return found;
}

/** Takes elements in order. */
class Sequence {
    constructor(bytes) {
        this.rest = elements(bytes);
    }

    /** The sequence that is all of `bytes`. */
    static only(bytes, tag = 0x30) {
        const found = elements(bytes);
        require(found.length === 1 && found[0].tag === tag, "DER");
        return new Sequence(found[0].contents);
    }

    take(tag) {
        require(this.rest.length > 0 && this.rest[0].tag === tag, "DER");
        return this.rest.shift();
    }

    optional(tag) {
        return this.rest[0]?.tag === tag ? this.rest.shift() : null;
    }

    inner(tag) {
        return new Sequence(this.take(tag).contents);
    }

    end() {
        require(this.rest.length === 0, "DER");
    }
}

/** An object identifier as dotted numbers. */
function dotted(bytes) {
    require(bytes.length > 0 && bytes[bytes.length - 1] < 0x80, "DER");
    const arcs = [];
    let value = 0n, isFirst = true;
    for (const byte of bytes) {
        require(!(isFirst && byte === 0x80), "DER");
        value = value << 7n | BigInt(byte & 0x7f);
        isFirst = false;
        if (byte < 0x80) {
            arcs.push(value);
            value = 0n;
            isFirst = true;
        }
    }
    const top = arcs[0] < 40n ? 0n : arcs[0] < 80n ? 1n : 2n;
    return [top, arcs[0] - 40n * top, ...arcs.slice(1)].join(".");
}

/** Milliseconds since 1970 of a UTCTime or GeneralizedTime in UTC. */
function moment(element) {
    const written = String.fromCharCode(...element.contents);
    const pattern = element.tag === 0x17 ? /^(\d{2})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)()Z$/
        : /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d{0,8}[1-9]))?Z$/;
    const match = (element.tag === 0x17 || element.tag === 0x18) && pattern.exec(written);
    require(match, "time");
    let [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
    if (element.tag === 0x17) year += year < 50 ? 2000 : 1900;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day);
    require(date.getUTCMonth() === month - 1 && date.getUTCDate() === day, "time");
    require(hour < 24 && minute < 60 && second < 60, "time");
    const fraction = Number((match[7] ?? "").padEnd(3, "0").slice(0, 3));
    return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + fraction;
}

// ---- Timestamps (RFC 3161)

const names = {
    signedData: "1.2.840.113549.1.7.2", timestamp: "1.2.840.113549.1.9.16.1.4", contentType: "1.2.840.113549.1.9.3",
    messageDigest: "1.2.840.113549.1.9.4", signingCertificate: "1.2.840.113549.1.9.16.2.47", keyUsage: "2.5.29.37",
    timestamping: "1.3.6.1.5.5.7.3.8", ellipticKey: "1.2.840.10045.2.1", rsaKey: "1.2.840.113549.1.1.1",
    synchronisedClock: "2.25.323765137614184284352304369721744457758.1",
    hostClock: "2.25.323765137614184284352304369721744457758.2",
};
const digestNames = {
    "2.16.840.1.101.3.4.2.1": "SHA-256", "2.16.840.1.101.3.4.2.2": "SHA-384", "2.16.840.1.101.3.4.2.3": "SHA-512",
};
const signatureNames = {
    "1.2.840.10045.4.3.2": ["ECDSA", "SHA-256"], "1.2.840.10045.4.3.3": ["ECDSA", "SHA-384"],
    "1.2.840.10045.4.3.4": ["ECDSA", "SHA-512"], "1.2.840.113549.1.1.11": ["RSASSA-PKCS1-v1_5", "SHA-256"],
    "1.2.840.113549.1.1.12": ["RSASSA-PKCS1-v1_5", "SHA-384"],
    "1.2.840.113549.1.1.13": ["RSASSA-PKCS1-v1_5", "SHA-512"],
    "1.2.840.113549.1.1.1": ["RSASSA-PKCS1-v1_5", null],
};
const curves = {
    "1.2.840.10045.3.1.7": ["P-256", 32], "1.3.132.0.34": ["P-384", 48], "1.3.132.0.35": ["P-521", 66],
};

function identifier(sequence) {
    return dotted(sequence.take(0x06).contents);
}

/** A digest's identifier, whose parameters are NULL or absent. */
function digestAlgorithm(element) {
    require(element.tag === 0x30, "digest algorithm");
    const algorithm = new Sequence(element.contents);
    const name = identifier(algorithm);
    require((algorithm.optional(0x05)?.contents.length ?? 0) === 0, "digest algorithm");
    algorithm.end();
    return name;
}

/** The token of a response that is a plain grant: status 0 without words, then the token. */
function readResponse(bytes) {
    require(bytes.length <= limits.responseBytesMax, "size");
    const response = Sequence.only(bytes);
    const status = response.take(0x30);
    require(equal(status.contents, Uint8Array.of(0x02, 0x01, 0x00)), "status");
    const token = response.take(0x30);
    response.end();
    return token.whole;
}

function readToken(der) {
    const outer = Sequence.only(der);
    require(identifier(outer) === names.signedData, "content type");
    const wrapper = outer.inner(0xa0);
    outer.end();
    const data = wrapper.inner(0x30);
    wrapper.end();
    data.take(0x02);
    const algorithms = elements(data.take(0x31).contents).map(digestAlgorithm);
    const content = data.inner(0x30);
    require(identifier(content) === names.timestamp, "content type");
    const statementHolder = content.inner(0xa0);
    content.end();
    const statement = statementHolder.take(0x04).contents;
    statementHolder.end();
    const shipped = data.optional(0xa0);
    data.optional(0xa1);
    const signers = data.inner(0x31);
    data.end();
    const signer = readSigner(signers.inner(0x30));
    signers.end();
    require(algorithms.includes(signer.digestAlgorithm), "digest algorithms");
    return {
        der, statement, certificates: shipped ? elements(shipped.contents).map(element => element.whole) : [],
        ...readStatement(statement), signer,
    };
}

function readStatement(bytes) {
    const info = Sequence.only(bytes);
    require(equal(info.take(0x02).contents, Uint8Array.of(1)), "version");
    const policy = identifier(info);
    const imprint = info.inner(0x30);
    const algorithm = digestNames[digestAlgorithm(imprint.take(0x30))];
    const digest = imprint.take(0x04).contents;
    imprint.end();
    const serial = info.take(0x02).contents;
    const time = info.take(0x18);
    return { policy, algorithm, digest, serial, time: moment(time) };
}

function readSigner(signer) {
    signer.take(0x02);
    const name = signer.inner(0x30);
    const issuer = name.take(0x30).whole, serial = name.take(0x02).contents;
    name.end();
    const digestName = digestAlgorithm(signer.take(0x30));
    const attributes = signer.take(0xa0);
    const signatureAlgorithm = identifier(signer.inner(0x30));
    const signature = signer.take(0x04).contents;
    signer.optional(0xa1);
    signer.end();
    const values = new Map();
    for (const element of elements(attributes.contents)) {
        require(element.tag === 0x30, "attributes");
        const attribute = new Sequence(element.contents);
        const type = identifier(attribute);
        const set = elements(attribute.take(0x31).contents);
        attribute.end();
        require(!values.has(type) && set.length === 1, "attributes");
        values.set(type, set[0]);
    }
    // What is signed is the set itself, under its own tag.
    const signed = attributes.whole.slice();
    signed[0] = 0x31;
    return { issuer, serial, digestAlgorithm: digestName, signatureAlgorithm, signature, values, signed };
}

function readCertificate(der) {
    const outer = Sequence.only(der);
    const body = outer.inner(0x30);
    body.optional(0xa0);
    const serial = body.take(0x02).contents;
    body.take(0x30);
    const issuer = body.take(0x30).whole;
    const validity = body.inner(0x30);
    require(validity.rest.length === 2, "validity");
    const [notBefore, notAfter] = validity.rest.map(moment);
    body.take(0x30);
    const publicKey = body.take(0x30);
    body.optional(0xa1);
    body.optional(0xa2);
    const extensions = body.optional(0xa3);
    const usages = [];
    if (extensions) {
        for (const element of Sequence.only(extensions.contents).rest) {
            const extension = new Sequence(element.contents);
            const name = identifier(extension);
            const isCritical = extension.optional(0x01)?.contents[0] === 0xff;
            if (name !== names.keyUsage) continue;
            const purposes = Sequence.only(extension.take(0x04).contents).rest.map(purpose => dotted(purpose.contents));
            usages.push({ isCritical, purposes });
        }
    }
    return { der, serial, issuer, notBefore, notAfter, publicKey: publicKey.whole, usages };
}

function readPEM(bytes) {
    const source = text(bytes) ?? "";
    return Array.from(source.matchAll(/-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]*)-----END CERTIFICATE-----/g))
        .map(match => unbase64(match[1].replace(/\s/g, ""))).filter(der => der !== null);
}

/** What the signer named the certificate's digest to be, by SHA-256 or better (RFC 5816). */
function namedCertificate(signer) {
    const value = signer.values.get(names.signingCertificate);
    require(value?.tag === 0x30, "signing certificate");
    const first = new Sequence(value.contents).inner(0x30).inner(0x30);
    const algorithm = first.optional(0x30);
    const digest = first.take(0x04).contents;
    const name = algorithm ? digestNames[identifier(new Sequence(algorithm.contents))] : "SHA-256";
    require(name, "signing certificate");
    return { name, digest };
}

const subtle = globalThis.crypto?.subtle ?? null;

/** A digest by name; null where the browser gives no help and the page has no code of its own. */
async function digestBy(name, bytes) {
    if (name === "SHA-256") return sha256(bytes);
    return subtle ? new Uint8Array(await subtle.digest(name, bytes)) : null;
}

/** Whether the token's signature holds under a key; null when the browser cannot tell. */
async function signatureHolds(signer, certificate) {
    if (!subtle) return null;
    const [kind, stated] = signatureNames[signer.signatureAlgorithm] ?? [];
    const hash = stated ?? digestNames[signer.digestAlgorithm];
    if (!kind || !hash) return null;
    const algorithm = new Sequence(certificate.publicKey).inner(0x30).inner(0x30);
    const keyKind = identifier(algorithm);
    let signature = signer.signature, parameters;
    if (kind === "ECDSA") {
        require(keyKind === names.ellipticKey, "key");
        const [namedCurve, size] = curves[identifier(algorithm)] ?? [];
        if (!namedCurve) return null;
        const pair = Sequence.only(signature);
        const halves = [pair.take(0x02), pair.take(0x02)].map(element => {
            const bytes = element.contents[0] === 0 ? element.contents.subarray(1) : element.contents;
            require(bytes.length <= size, "signature");
            return join(new Uint8Array(size - bytes.length), bytes);
        });
        pair.end();
        signature = join(...halves);
        parameters = { name: kind, namedCurve };
    } else {
        require(keyKind === names.rsaKey, "key");
        parameters = { name: kind, hash };
    }
    let key;
    try {
        key = await subtle.importKey("spki", certificate.publicKey, parameters, false, ["verify"]);
    } catch (error) {
        if (error.name === "NotSupportedError") return null;
        throw new Malformed("key");
    }
    return subtle.verify({ name: kind, hash }, key, signature, signer.signed);
}

// ---- Notes (c2sp.org/signed-note, tlog-checkpoint, tlog-proof, tlog-policy, tlog-cosignature)

const plainKey = 0x01, cosigningKey = 0x04;

function isValidName(name) {
    return name !== "" && !/[\p{White_Space}+\u0000-\u001f]/u.test(name);
}

/** `<name>+<id>+<base64>`; null unless the id is the one that name and key give. */
function readKey(line) {
    const parts = line.split("+");
    const [name, id] = parts;
    const encoded = parts.length >= 3 ? unbase64(parts.slice(2).join("+")) : null;
    if (!encoded || encoded.length !== 33 || !isValidName(name)) return null;
    if (hex(sha256(utf8.encode(name + "\n"), encoded).subarray(0, 4)) !== id.toLowerCase()) return null;
    return { name, id: id.toLowerCase(), type: encoded[0], publicKey: encoded.subarray(1), line };
}

function readNote(bytes) {
    if (bytes.length > limits.noteBytesMax || !bytes.every(byte => byte >= 0x20 || byte === 0x0a)) return null;
    const source = text(bytes);
    if (source === null || !source.endsWith("\n")) return null;
    // The text ends at the last blank line.
    const blank = source.lastIndexOf("\n\n");
    if (blank < 0 || source.length === blank + 2) return null;
    const lines = source.slice(blank + 2, -1).split("\n");
    if (lines.length > limits.signaturesMax) return null;
    const signatures = [];
    for (const line of lines) {
        const parts = line.split(" ");
        const isLine = parts.length === 3 && parts[0] === "\u2014" && isValidName(parts[1]);
        const decoded = isLine ? unbase64(parts[2]) : null;
        if (!decoded || decoded.length <= 4) return null;
        signatures.push({ name: parts[1], id: hex(decoded.subarray(0, 4)), signature: decoded.subarray(4) });
    }
    return { text: source.slice(0, blank + 1), signatures };
}

function readCheckpoint(source) {
    const lines = source.split("\n");
    if (lines.length !== 4 || lines[3] !== "" || !isValidName(lines[0])) return null;
    const size = canonicalNumber(lines[1]), root = unbase64(lines[2]);
    return size !== null && root?.length === 32 ? { origin: lines[0], size, root } : null;
}

function readProof(bytes) {
    if (!bytes || bytes.length > limits.proofBytesMax) return null;
    let place = 0;
    const line = () => {
        const end = bytes.indexOf(0x0a, place);
        if (end < 0) return null;
        const found = text(bytes.subarray(place, end));
        place = end + 1;
        return found;
    };
    if (line() !== "c2sp.org/tlog-proof@v1") return null;
    const second = line();
    const index = second?.startsWith("index ") ? canonicalNumber(second.slice(6)) : null;
    if (index === null) return null;
    const hashes = [];
    for (let next = line(); next !== ""; next = line()) {
        const hash = next === null || hashes.length >= limits.pathHashesMax ? null : unbase64(next);
        if (hash?.length !== 32) return null;
        hashes.push(hash);
    }
    return { index, hashes, checkpoint: bytes.subarray(place) };
}

/** A policy, or a single key line: logs, witnesses, groups and the quorum. Null when a line is none of these. */
function readPolicy(source) {
    const policy = { logs: [], witnesses: new Map(), groups: new Map(), quorum: null };
    if (source.length > limits.trustCharactersMax) return null;
    for (const written of source.split("\n")) {
        const words = written.trim().split(/\s+/);
        if (words[0] === "" || words[0].startsWith("#")) continue;
        const [kind, name] = words;
        if (kind === "log" || words.length === 1) {
            const key = readKey(words.length === 1 ? kind : name ?? "");
            if (key?.type !== plainKey) return null;
            policy.logs.push(key);
        } else if (kind === "witness") {
            const key = readKey(words[2] ?? "");
            if (key?.type !== cosigningKey || policy.witnesses.has(name) || policy.groups.has(name)) return null;
            // One key cannot count as two witnesses, nor the log's own as any.
            const others = [...policy.witnesses.values(), ...policy.logs];
            if (others.some(each => equal(each.publicKey, key.publicKey))) return null;
            policy.witnesses.set(name, key);
        } else if (kind === "group") {
            const members = words.slice(3);
            const needed = words[2] === "any" ? 1 : words[2] === "all" ? members.length : Number(words[2]);
            const areKnown = members.every(member => policy.witnesses.has(member) || policy.groups.has(member));
            if (!areKnown || !Number.isSafeInteger(needed) || needed < 1 || needed > members.length
                || policy.witnesses.has(name) || policy.groups.has(name)) return null;
            policy.groups.set(name, { needed, members });
        } else if (kind === "quorum") {
            const isKnown = name === "none" || policy.witnesses.has(name) || policy.groups.has(name);
            if (policy.quorum !== null || !isKnown) return null;
            policy.quorum = name;
        } else {
            return null;
        }
    }
    return policy;
}

function quorumIsReached(policy, name, seen) {
    const group = policy.groups.get(name);
    if (!group) return seen.has(name);
    return group.members.filter(member => quorumIsReached(policy, member, seen)).length >= group.needed;
}

/** Whether an Ed25519 signature holds; null when the browser does not know the algorithm. */
async function ed25519Holds(publicKey, signature, message) {
    if (!subtle) return null;
    let key;
    try {
        key = await subtle.importKey("raw", publicKey, { name: "Ed25519" }, false, ["verify"]);
    } catch (error) {
        return error.name === "DataError" ? false : null;
    }
    return signature.length === 64 && subtle.verify({ name: "Ed25519" }, key, signature, message);
}

/** Whether the key signed the note: "absent", or the answer to whether every line of it holds. */
async function noteHolds(note, key) {
    const mine = note.signatures.filter(line => line.name === key.name && line.id === key.id);
    if (mine.length === 0) return "absent";
    for (const line of mine) {
        let signature = line.signature, message = note.text;
        if (key.type === cosigningKey) {
            if (signature.length !== 72) return false;
            message = `cosignature/v1\ntime ${unsigned64(signature.subarray(0, 8))}\n${note.text}`;
            signature = signature.subarray(8);
        }
        const holds = await ed25519Holds(key.publicKey, signature, utf8.encode(message));
        if (holds !== true) return holds;
    }
    return true;
}

// ---- The tree (RFC 6962, RFC 9162)

function leafHash(bytes) {
    return sha256(Uint8Array.of(0), bytes);
}

/** The root that a path gives for an entry; null when the path is too long or too short. */
function rootFrom(proof, leaf, size) {
    if (proof.index >= size) return null;
    let first = proof.index, last = size - 1n, hash = leaf;
    for (const sibling of proof.hashes) {
        if (last === 0n) return null;
        if ((first & 1n) === 1n || first === last) {
            hash = sha256(Uint8Array.of(1), sibling, hash);
            while ((first & 1n) === 0n && first !== 0n) {
                first >>= 1n;
                last >>= 1n;
            }
        } else {
            hash = sha256(Uint8Array.of(1), hash, sibling);
        }
        first >>= 1n;
        last >>= 1n;
    }
    return last === 0n ? hash : null;
}

/** The hashes of a consistency proof in a file of its own; null for anything else. */
function readConsistency(bytes) {
    const source = bytes && bytes.length <= limits.proofBytesMax ? text(bytes) : null;
    const lines = source?.split("\n") ?? [];
    if (lines.shift() !== "colophon/consistency/v1" || lines.pop() !== "" || lines.pop() !== "") return null;
    const hashes = lines.map(line => unbase64(line));
    return hashes.length <= limits.pathHashesMax && hashes.every(hash => hash?.length === 32) ? hashes : null;
}

/** Whether the tree of `old` is the beginning of that of `later` (RFC 9162, section 2.1.4.2). */
function isConsistent(hashes, old, later) {
    if (old.size === later.size) return hashes.length === 0 && equal(old.root, later.root);
    if (old.size === 0n) return hashes.length === 0 && equal(old.root, sha256(new Uint8Array(0)));
    // A perfect old tree is its own first hash and is left out of the proof.
    const path = (old.size & old.size - 1n) === 0n ? [old.root, ...hashes] : hashes;
    if (path.length === 0) return false;
    let first = old.size - 1n, last = later.size - 1n;
    while ((first & 1n) === 1n) {
        first >>= 1n;
        last >>= 1n;
    }
    let oldHash = path[0], newHash = path[0];
    for (const sibling of path.slice(1)) {
        if (last === 0n) return false;
        if ((first & 1n) === 1n || first === last) {
            oldHash = sha256(Uint8Array.of(1), sibling, oldHash);
            newHash = sha256(Uint8Array.of(1), sibling, newHash);
            while ((first & 1n) === 0n && first !== 0n) {
                first >>= 1n;
                last >>= 1n;
            }
        } else {
            newHash = sha256(Uint8Array.of(1), newHash, sibling);
        }
        first >>= 1n;
        last >>= 1n;
    }
    return last === 0n && equal(oldHash, old.root) && equal(newHash, later.root);
}

// ---- The examination: the steps of `colophon verify`, in its order

/** Later checkpoints that carry a bundle forward, in their order; one without a number is from before there were any. */
const renewalPlaces = ["renewed",
    ...Array.from({ length: limits.renewalsMax }, (_, i) => "renewed-" + String(i + 1).padStart(2, "0"))];
/** The last timed checkpoint before the entry, the first with it, and later ones. */
const intervalPlaces = ["t1", "t2", ...renewalPlaces];
const intervalFiles = new Set(intervalPlaces.flatMap(place =>
    [".checkpoint", ".consistency", ".tsr", "-2.tsr", "-3.tsr", "-4.tsr"].map(end => `interval/${place}${end}`)));

const stepNames = ["bundle", "file", "token", "inclusion", "signature", "witnesses", "interval", "chain"];

/** Outcomes: pass, fail, unchecked (not by this page), none (not shown, not required), skip (rests on what failed). */
const pass = (code, ...values) => ({ outcome: "pass", code, values });
const fail = (code, ...values) => ({ outcome: "fail", code, values });
const unchecked = (code, ...values) => ({ outcome: "unchecked", code, values });
const none = (code, ...values) => ({ outcome: "none", code, values });
const skip = (code, ...values) => ({ outcome: "skip", code, values });

function stepOutcome(checks) {
    const outcomes = new Set(checks.map(check => check.outcome));
    for (const worst of ["fail", "skip"]) if (outcomes.has(worst)) return worst;
    if (outcomes.has("unchecked")) return outcomes.has("pass") ? "part" : "unchecked";
    return outcomes.has("pass") ? "pass" : "none";
}

/** `digest` is the file's SHA-256 or null, `trust` the policy that is believed and whose it is. */
async function examine(bundle, digest, trust) {
    const { entries, files } = bundle;
    const leafBytes = files.get("leaf.bin");
    const leaf = readLeaf(leafBytes);
    const opening = readOpening(files.get("opening.json"));
    const metadata = opening && readMetadata(opening.meta);
    const proof = readProof(files.get("proof.tlog-proof"));
    const note = proof && readNote(proof.checkpoint);
    const checkpoint = note && readCheckpoint(note.text);
    const stated = readPolicy(text(files.get("policy.txt")) ?? "?");
    let token = null;

    const checkBundle = () => {
        const damaged = entries.find(entry => !entry.isIntact);
        if (damaged) return [fail("damaged", damaged.name)];
        if (!metadata) return [fail("metadataUnreadable")];
        const listed = entries.filter(entry => entry.name !== "manifest.json")
            .map(({ name, bytes }) => ({ name, size: bytes.length, sha256: hex(sha256(bytes)) }));
        const manifest = writeJSON({ format: "colophon/bundle/v1", number: metadata.number, files: listed }) + "\n";
        if (!equal(utf8.encode(manifest), files.get("manifest.json"))) return [fail("manifestDiffers")];
        return [pass("filesListed", entries.length)];
    };

    const checkFile = () => {
        if (!leaf) return [fail("leafMalformed")];
        if (leaf.kind !== 1) return [fail("leafKind")];
        if (!opening || !metadata) return [fail("openingUnreadable")];
        const checks = [];
        if (!digest) checks.push(unchecked("noFile", hex(opening.sha256)));
        else if (equal(digest, opening.sha256)) checks.push(pass("digestHolds", hex(digest)));
        else checks.push(fail("digestDiffers", hex(digest), hex(opening.sha256)));
        const work = sha256(opening.workSalt, opening.sha256);
        const meta = sha256(opening.metaSalt, utf8.encode(opening.meta));
        checks.push(equal(work, leaf.workCommit) ? pass("workCommitHolds") : fail("workCommitDiffers"));
        checks.push(equal(meta, leaf.metaCommit) ? pass("metaCommitHolds") : fail("metaCommitDiffers"));
        checks.push(unchecked("sm3"));
        if (metadata.mode !== "bytes") checks.push(none("possession"));
        return checks;
    };

    const checkToken = async () => {
        if (!leaf) return [skip("leafMalformed")];
        try {
            token = readToken(readResponse(files.get("token.tsr")));
        } catch (error) {
            if (!(error instanceof Malformed)) throw error;
            return [fail("tokenMalformed", error.message)];
        }
        const checks = [];
        checks.push(equal(sha256(token.der), leaf.tokenHash) ? pass("tokenCommitHolds") : fail("tokenCommitDiffers"));
        const sealed = digest ?? opening?.sha256;
        const isSame = token.algorithm === "SHA-256" && equal(token.digest, sealed);
        checks.push(isSame ? pass("imprintHolds") : fail("imprintDiffers"));
        try {
            checks.push(...await checkTokenSignature());
        } catch (error) {
            if (!(error instanceof Malformed)) throw error;
            checks.push(fail("tokenMalformed", error.message));
        }
        return checks;
    };

    const checkTokenSignature = async () => {
        const { signer } = token;
        const type = signer.values.get(names.contentType), stated = signer.values.get(names.messageDigest);
        const digestName = digestNames[signer.digestAlgorithm];
        const isTimestamp = type?.tag === 0x06 && dotted(type.contents) === names.timestamp;
        if (!isTimestamp || stated?.tag !== 0x04 || !digestName) return [fail("attributesDiffer")];
        const found = await digestBy(digestName, token.statement);
        if (found && !equal(found, stated.contents)) return [fail("attributesDiffer")];
        const named = namedCertificate(signer);
        // A token that brings certificates must bring its signer's.
        const isBrought = token.certificates.length > 0;
        const shipped = (isBrought ? token.certificates : readPEM(files.get("tsa-chain.pem"))).map(readCertificate);
        const isSigner = each => equal(each.issuer, signer.issuer) && equal(each.serial, signer.serial);
        const certificate = shipped.find(isSigner);
        if (!certificate) return [fail("certificateMissing")];
        const bound = await digestBy(named.name, certificate.der);
        if (bound && !equal(bound, named.digest)) return [fail("certificateDiffers")];
        const [usage] = certificate.usages;
        const isForTimestamps = certificate.usages.length === 1 && usage.isCritical && usage.purposes.length === 1
            && usage.purposes[0] === names.timestamping;
        if (!isForTimestamps) return [fail("certificateUsage")];
        if (token.time < certificate.notBefore || token.time > certificate.notAfter) return [fail("certificateTime")];
        const holds = found && bound ? await signatureHolds(signer, certificate) : null;
        if (holds === false) return [fail("tokenSignatureDiffers")];
        return [
            holds ? pass("tokenSignatureHolds", new Date(token.time)) : unchecked("tokenSignature"),
            unchecked("certificateChain"),
        ];
    };

    const checkInclusion = () => {
        if (!proof) return [fail("proofUnreadable")];
        if (!checkpoint) return [fail("checkpointUnreadable")];
        const root = rootFrom(proof, leafHash(leafBytes), checkpoint.size);
        return [equal(root, checkpoint.root) ? pass("included", proof.index, checkpoint.size) : fail("notIncluded")];
    };

    const checkSignature = async () => {
        if (!checkpoint) return [skip("checkpointUnreadable")];
        const isOwn = trust.policy.logs.length > 0;
        const keys = logKeys();
        const signed = each => note.signatures.some(line => line.name === each.name && line.id === each.id);
        const key = keys.find(signed) ?? keys.find(each => each.name === checkpoint.origin) ?? keys[0];
        if (!key) return [unchecked("policyUnreadable")];
        const holds = await noteHolds(note, key);
        if (holds === "absent") return [fail("logAbsent", key.name, key.id)];
        if (holds === false) return [fail("logSignatureDiffers")];
        if (checkpoint.origin !== key.name) return [fail("logOther", checkpoint.origin)];
        const source = isOwn ? pass(trust.source === "site" ? "keyOfSite" : "keyOfUser", key.id)
            : unchecked("keySelfAsserted", key.id);
        return [holds ? pass("logSignatureHolds", key.name) : unchecked("logSignature"), source];
    };

    const checkWitnesses = async () => {
        if (!note) return [skip("checkpointUnreadable")];
        const isOwn = trust.policy.witnesses.size > 0;
        const policy = isOwn ? trust.policy : stated;
        if (!policy) return [none("policyUnreadable")];
        const seen = new Set();
        let isUnknown = false;
        for (const [name, key] of policy.witnesses) {
            const holds = await noteHolds(note, key);
            if (holds === false) return [fail("cosignatureDiffers", key.name)];
            if (holds === null) isUnknown = true;
            if (holds === true) seen.add(name);
        }
        if (isUnknown) return [unchecked("cosignatures")];
        const isReached = policy.quorum !== null && policy.quorum !== "none"
            && quorumIsReached(policy, policy.quorum, seen);
        if (policy.witnesses.size === 0) return [none("noWitnesses")];
        const count = [seen.size, policy.witnesses.size];
        if (isOwn && isReached) return [pass("quorumReached", ...count)];
        if (isOwn && policy.quorum !== null && policy.quorum !== "none") return [fail("quorumMissed", ...count)];
        if (isOwn || seen.size === 0) return [none("cosigned", ...count)];
        return [pass("cosigned", ...count), unchecked("witnessesSelfAsserted")];
    };

    /** The log's keys that count: the reader's or the page's, else what the bundle says of itself. */
    const logKeys = () => trust.policy.logs.length > 0 ? trust.policy.logs : stated?.logs ?? [];

    const checkInterval = async () => {
        if (!checkpoint) return [skip("checkpointUnreadable")];
        if (!token) return [skip("tokenUnreadable")];
        const found = entries.map(entry => entry.name).filter(name => name.startsWith("interval/"));
        if (!found.every(name => intervalFiles.has(name))) return [fail("intervalOther")];
        if (found.length === 0) return [none("noInterval")];
        const isOwn = trust.policy.witnesses.size > 0;
        const witnesses = (isOwn ? trust.policy : stated)?.witnesses ?? new Map();
        const checks = [], ends = {}, renewals = [];
        let tokens = 0, isOver = false;
        for (const place of intervalPlaces) {
            const isLater = renewalPlaces.includes(place), base = isLater && renewals.at(-1)?.tree || checkpoint;
            const end = await readEnd(place, base, witnesses);
            if (!end) {
                isOver ||= isLater && place !== "renewed";
                continue;
            }
            checks.push(...end.checks);
            if (checks.some(check => check.outcome === "fail")) return checks;
            tokens += end.tokens;
            ends[place] = end;
            if (!isLater) continue;
            if (isOver) return [fail("intervalGap", place)];
            // Each renewal is larger than the one before.
            if (end.size < base.size || renewals.length > 0 && end.size === base.size) {
                return [fail("intervalOlder", place)];
            }
            renewals.push(end);
        }
        const { t1, t2 } = ends;
        if (t1 && t1.size > proof.index) return [fail("intervalHolds")];
        if (t2 && t2.size <= proof.index) return [fail("intervalMisses")];
        // What is claimed is what every one of the sources supports; two honest clocks may differ a little.
        const first = t1?.times.reduce((one, other) => one.at <= other.at ? one : other, t1.times[0]);
        const last = t2?.times.reduce((one, other) => one.at >= other.at ? one : other, t2.times[0]);
        if (first && token.time < first.at - limits.clocksMilliseconds) return [fail("intervalEarly", first.name)];
        if (last && token.time > last.at + limits.clocksMilliseconds) return [fail("intervalLate", last.name)];
        const after = first && [new Date(first.at), first.name], before = last && [new Date(last.at), last.name];
        if (after && before) checks.push(pass("intervalBetween", ...after, ...before));
        else if (before) checks.push(none("intervalBefore", ...before));
        else if (after) checks.push(none("intervalAfter", ...after));
        else checks.push(none("intervalNobody"));
        const times = renewals.map(each => each.times).filter(times => times.length > 0)
            .map(times => times.reduce((one, other) => one.at >= other.at ? one : other));
        const again = times.map(time => [new Date(time.at), time.name]);
        if (again.length === 1) checks.push(pass("intervalRenewed", ...again[0]));
        if (again.length > 1) checks.push(pass("intervalRenewals", again.length, ...again[0], ...again.at(-1)));
        if ((after || before || again.length > 0) && !isOwn) checks.push(unchecked("witnessesSelfAsserted"));
        if (tokens > 0) checks.push(unchecked("intervalTokens", tokens));
        return checks;
    };

    /**
     * A timed checkpoint of the bundle, of the same history as `base`, and the times that witnesses gave it; null when it
     * has none at this place.
     */
    const readEnd = async (place, base, witnesses) => {
        const stem = "interval/" + place, name = stem + ".checkpoint";
        const bytes = files.get(name), way = files.get(stem + ".consistency");
        const tokens = ["", "-2", "-3", "-4"].map(number => files.get(stem + number + ".tsr")).filter(each => each);
        const wrong = check => ({ checks: [check], times: [], tokens: 0 });
        if (!bytes) return way || tokens.length > 0 ? wrong(fail("intervalLacks", name)) : null;
        const timed = readNote(bytes), tree = timed && readCheckpoint(timed.text), hashes = readConsistency(way);
        if (!tree || !hashes) return wrong(fail("intervalUnreadable", name));
        const keys = logKeys();
        const isSigned = each => timed.signatures.some(line => line.name === each.name && line.id === each.id);
        const key = keys.find(isSigned);
        const isNamed = keys.some(each => timed.signatures.some(line => line.name === each.name));
        if (tree.origin !== checkpoint.origin || keys.length > 0 && !key && !isNamed) {
            return wrong(fail("intervalOtherLog", name));
        }
        const holds = key ? await noteHolds(timed, key) : "absent";
        if (holds === false) return wrong(fail("intervalSignature", name));
        const [old, later] = tree.size <= base.size ? [tree, base] : [base, tree];
        if (!isConsistent(hashes, old, later)) return wrong(fail("intervalOtherTree", name));
        for (const answer of tokens) {
            try {
                const { algorithm, digest } = readToken(readResponse(answer));
                const isSame = algorithm === "SHA-256" && equal(digest, sha256(utf8.encode(timed.text)));
                if (!isSame) return wrong(fail("intervalImprint", name));
            } catch (error) {
                if (!(error instanceof Malformed)) throw error;
                return wrong(fail("intervalImprint", name));
            }
        }
        const checks = [], times = [];
        if (holds === "absent") checks.push(none("intervalKey", name));
        let isUnknown = holds === null;
        for (const witness of witnesses.values()) {
            const answer = await noteHolds(timed, witness);
            if (answer === false) return wrong(fail("intervalCosignature", witness.name, name));
            if (answer === null) isUnknown = true;
            if (answer !== true || holds !== true) continue;
            for (const line of timed.signatures) {
                if (line.name !== witness.name || line.id !== witness.id) continue;
                const seconds = unsigned64(line.signature.subarray(0, 8));
                const bounded = seconds < limits.witnessSecondsMax ? seconds : limits.witnessSecondsMax;
                times.push({ at: Number(bounded) * 1000, name: witness.name });
            }
        }
        if (isUnknown) checks.push(unchecked("intervalUnknown", name));
        return { size: tree.size, tree, checks, times, tokens: tokens.length };
    };

    const checkChain = () => {
        if (!leaf) return [skip("leafMalformed")];
        if (!checkpoint) return [skip("checkpointUnreadable")];
        const found = entries.map(entry => entry.name).filter(name => name.startsWith("chain/"));
        const count = BigInt(found.length >> 1);
        if (count > leaf.sequence || leaf.sequence > 0n && count === 0n) return [fail("chainShort")];
        const first = leaf.sequence - count, zero = new Uint8Array(32), expected = [];
        let previous = null;
        for (let sequence = first; sequence < leaf.sequence; sequence++) {
            const stem = "chain/" + String(sequence).padStart(10, "0");
            const leafName = stem + ".leaf", proofName = stem + ".tlog-proof";
            expected.push(leafName, proofName);
            const bytes = files.get(leafName), earlier = readLeaf(bytes);
            if (!earlier || earlier.sequence !== sequence || !equal(earlier.chainID, leaf.chainID)) {
                return [fail("chainLeaf", leafName, sequence)];
            }
            const link = readProof(files.get(proofName));
            if (!link || !equal(link.checkpoint, proof.checkpoint)
                || !equal(rootFrom(link, leafHash(bytes), checkpoint.size), checkpoint.root)) {
                return [fail("chainProof", proofName)];
            }
            const expectedPrevious = sequence === 0n ? zero : previous;
            if (expectedPrevious && !equal(earlier.previous, expectedPrevious)) return [fail("chainBroken", leafName)];
            previous = leafHash(bytes);
        }
        if (found.join() !== expected.join()) return [fail("chainOther")];
        if (!equal(leaf.previous, leaf.sequence === 0n ? zero : previous)) return [fail("chainEntry")];
        return [first === 0n ? pass("chainWhole", leaf.sequence) : pass("chainPart", leaf.sequence, first)];
    };

    const found = {
        bundle: checkBundle(), file: checkFile(), token: await checkToken(), inclusion: checkInclusion(),
        signature: await checkSignature(), witnesses: await checkWitnesses(), interval: await checkInterval(),
        chain: checkChain(),
    };
    const steps = stepNames.map(name => ({ name, outcome: stepOutcome(found[name]), checks: found[name] }));
    const statement = {
        metadata, acceptedAt: leaf && Number(leaf.accepted), sequence: leaf?.sequence, timestampAt: token?.time,
        timestampPolicy: token?.policy, timestampSerial: token && hex(token.serial), origin: checkpoint?.origin,
        index: proof?.index,
    };
    return { verdict: verdictOf(steps), steps, statement };
}

/** Holds: everything that this page can check was checked, with a log key that the bundle did not bring itself. */
function verdictOf(steps) {
    if (steps.some(step => step.outcome === "fail" || step.outcome === "skip")) return "failed";
    const checks = steps.flatMap(step => step.checks);
    const passed = new Set(checks.filter(check => check.outcome === "pass").map(check => check.code));
    const isComplete = passed.has("digestHolds") && passed.has("tokenSignatureHolds") && passed.has("logSignatureHolds")
        && (passed.has("keyOfSite") || passed.has("keyOfUser"));
    return isComplete ? "holds" : "partial";
}

/** The whole of it: `bundle` and `file` are files, `file` may be null. */
async function verify({ bundle, file, trust }, progress = () => {}) {
    try {
        if (!digestWorks()) throw new Refusal("digestBroken");
        if (bundle.size > limits.bundleBytesMax) throw new Refusal("zipTooLarge", limits.bundleBytesMax);
        let reading = bundle;
        try {
            const opened = openBundle(new Uint8Array(await bundle.arrayBuffer()));
            reading = file;
            const digest = file ? await digestFile(file, progress) : null;
            reading = null;
            return await examine(opened, digest, trust);
        } catch (error) {
            if (reading && error instanceof DOMException) throw new Refusal("fileUnreadable", reading.name);
            throw error;
        }
    } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { verdict: "refused", code: error.code, values: error.values, steps: [] };
    }
}

// ---- The worker: the same code, so that the page stays awake

if (typeof document === "undefined") {
    let last = 0;
    onmessage = async ({ data }) => {
        try {
            const report = await verify(data, (done, total) => {
                if (performance.now() - last < 80 && done < total) return;
                last = performance.now();
                postMessage({ done, total });
            });
            postMessage({ report });
        } catch (error) {
            postMessage({ error: String(error) });
        }
    };
}

/** Runs the examination beside the page, or in it where no worker can be had. */
function run(task, progress) {
    let worker = null, isCancelled = false, giveUp;
    const report = new Promise((resolve, reject) => {
        giveUp = reject;
        const inPage = () => verify(task, (done, total) => {
            if (isCancelled) throw new Error("cancelled");
            progress(done, total);
        }).then(resolve, reject);
        try {
            const source = [document.getElementById("code").textContent, "\n", compressWrittenOut()];
            const address = URL.createObjectURL(new Blob(source, { type: "text/javascript" }));
            worker = new Worker(address);
            let hasSpoken = false;
            worker.onmessage = ({ data }) => {
                hasSpoken = true;
                if (data.report) resolve(data.report);
                else if (data.error) reject(new Error(data.error));
                else progress(data.done, data.total);
            };
            worker.onerror = event => {
                event.preventDefault();
                if (hasSpoken) reject(new Error(event.message));
                else inPage();
            };
            worker.postMessage(task);
        } catch {
            inPage();
        }
    });
    const cancel = () => {
        isCancelled = true;
        worker?.terminate();
        giveUp(new Error("cancelled"));
    };
    return { report: report.finally(() => worker?.terminate()), cancel, isCancelled: () => isCancelled };
}

// ---- Texts, one table a language; {0} stands for a value

const texts = {
    zh: {
        tag: "zh-CN",
        title: "核验证据包",
        otherLanguage: "English",
        lead: "选择证据包（ZIP）和当时存证的文件，本页会逐项核验：文件有没有被改动，最晚在什么时间已经存在，"
            + "是否记入公开日志，前后次序是否完整。",
        privacy: "全部计算都在您的设备上完成，不联网，文件不会离开这台设备。可以把本页另存到电脑上离线使用。",
        bundleLabel: "证据包",
        bundleHint: "点按选择，或把 EV-….zip 拖到这里",
        fileLabel: "被存证的文件",
        fileHint: "点按选择，或拖到这里；不选也行，但文件这一项就不核验",
        trustSummary: "日志公钥（可选）",
        trustHint: "粘贴一行日志公钥，或整份 tlog-policy。请从您自己信得过的渠道取得，不要用证据包里自带的那一行。",
        trustSite: "本页自带的日志公钥：{0}。不填就用它。",
        trustBroken: "这里填的不是日志公钥，也不是 tlog-policy",
        check: "开始核验",
        cancel: "取消",
        working: "正在核验……",
        digesting: "正在读取文件：{0} / {1}",
        cancelled: "已取消",
        broken: "核验中断：{0}",
        disclaimer: "存证只说明两件事：这些内容没有被改动，并且最晚在所示时间已经存在。它不证明作品由谁创作。",
        more: "本页不核验 SM3 摘要，也不核验时间戳机构的证书链。要连这两项一起核验，请在电脑上运行：",
        comma: "、",
        proven: "{0} 没有被改动，最晚在 {1} 已经存在。",
        verdict: {
            holds: ["核验通过", "本页能核验的每一项都成立。SM3 摘要和时间戳机构的证书链不在此处核验。"],
            partial: ["没有发现问题，但核验不完整", "已核验的各项都成立，还有几项没有核验，见下面各步。"],
            failed: ["核验不通过", "不成立的步骤：{0}。文件或证据包被改动过，或者两者不是一对，或者公钥是另一个日志的。"],
            refused: ["这不是可用的证据包", "{0}。"],
        },
        statedTitle: "证据包所载内容",
        statedWarning: "核验不通过，以下内容不可采信。",
        stepsTitle: "逐步核验",
        outcome: {
            pass: "通过", fail: "不通过", part: "部分核验", unchecked: "此处未核验", none: "未提供", skip: "无法核验",
        },
        step: {
            bundle: "证据包完整", file: "文件与承诺值", token: "时间戳", inclusion: "记入日志", signature: "日志签名",
            witnesses: "见证方", interval: "时间区间", chain: "前后次序",
        },
        fact: {
            number: "存证编号", name: "文件名", project: "项目名称", holder: "持有账户", attestation: "身份核实",
            size: "大小", mediaType: "类型",
            timestamp: "最晚存在时间", clock: "时间戳策略", serial: "时间戳序列号", accepted: "受理时间",
            origin: "日志", index: "日志中的序号", sequence: "项目中的次序", stage: "创作阶段", possession: "提交方式",
            client: "提交端自述，未核验",
        },
        verification: { unverified: "身份未核实", verified: "已实名认证" },
        authority: { platform: "由本平台", henan: "按河南省版权登记要求", cpcc: "按中国版权保护中心要求" },
        attested: "{0}核实为“{1}”，第 {2} 版，核实时间 {3}",
        stage: { conception: "构思", draft: "草稿", revision: "修改稿", final: "定稿", publication: "发表" },
        clock: { synchronised: "时钟已同步", host: "主机时钟，未经时间同步", other: "机构自己的策略" },
        bytes: "{0} 字节",
        code: {
            zipTooLarge: "大于 {0} 字节",
            zipTooMany: "文件多于 {0} 个",
            zipNoEnd: "不是 ZIP，或者不完整",
            zipDisks: "ZIP 分成了多卷",
            zipDirectory: "ZIP 目录的位置不对",
            zipHeader: "ZIP 的文件头不在应有的位置",
            zipNameEnd: "ZIP 中的文件名越界",
            zipUnsafeName: "文件名不安全：{0}",
            zipHeadersDiffer: "{0} 的两处文件头不一致",
            zipNotStored: "{0} 被压缩或加密过",
            zipExtra: "{0} 带有附加字段或注释",
            zipDuplicate: "有两个名为 {0} 的文件",
            zipOverrun: "{0} 越过了目录",
            zipGap: "有不属于任何文件的内容",
            fileMissing: "缺少 {0}",
            fileUnknown: "含有证据包不应有的文件 {0}",
            fileUnreadable: "{0} 无法读取，或读取时发生了变化",
            digestBroken: "这个浏览器算不对 SHA-256",
            damaged: "{0} 与校验和不符",
            metadataUnreadable: "元数据无法读取",
            manifestDiffers: "文件与 manifest.json 所列不同",
            filesListed: "{0} 个文件，与清单一致",
            leafMalformed: "leaf.bin 不是日志条目",
            leafKind: "这个条目不是关于一件作品的",
            openingUnreadable: "opening.json 无法读取",
            noFile: "没有选择文件；证据包所指文件的 SHA-256 是 {0}",
            digestHolds: "文件的 SHA-256 与存证时相同：{0}",
            digestDiffers: "文件的 SHA-256 是 {0}，存证时是 {1}",
            workCommitHolds: "日志条目承诺的正是这个摘要",
            workCommitDiffers: "日志条目承诺的不是这个摘要",
            metaCommitHolds: "日志条目承诺的正是这些元数据",
            metaCommitDiffers: "日志条目承诺的不是这些元数据",
            sm3: "文件的 SM3 摘要",
            possession: "存证时只提交了摘要，不说明持有文件本身",
            tokenMalformed: "token.tsr 格式不对（{0}）",
            tokenCommitHolds: "日志条目承诺的正是这个时间戳",
            tokenCommitDiffers: "日志条目承诺的不是这个时间戳",
            imprintHolds: "时间戳针对的正是这个 SHA-256",
            imprintDiffers: "时间戳针对的是另一个摘要",
            attributesDiffer: "时间戳签名的内容与所载时间不符",
            certificateMissing: "证据包里没有签名者的证书",
            certificateDiffers: "时间戳绑定的是另一张证书",
            certificateUsage: "签名者的证书不是专用于时间戳的",
            certificateTime: "签发时间戳时，签名者的证书不在有效期内",
            tokenSignatureHolds: "签名与证据包所附证书相符，时间为 {0}",
            tokenSignatureDiffers: "时间戳的签名不成立",
            tokenSignature: "时间戳的签名（浏览器不支持，或页面不是经 HTTPS 打开）",
            certificateChain: "证书链是否通到可信的根证书",
            proofUnreadable: "proof.tlog-proof 无法读取",
            checkpointUnreadable: "检查点无法读取",
            included: "日志共 {1} 条，这是第 {0} 条（从 0 数起）",
            notIncluded: "这个条目算不出检查点的根",
            policyUnreadable: "日志公钥：policy.txt 里读不出来",
            logAbsent: "没有可信日志 {0}（{1}）的签名",
            logSignatureDiffers: "日志的签名不成立",
            logOther: "检查点属于另一个日志 {0}",
            logSignatureHolds: "由 {0} 签名",
            logSignature: "日志的签名（浏览器不支持 Ed25519，或页面不是经 HTTPS 打开）",
            keyOfUser: "用的是您填写的公钥 {0}",
            keyOfSite: "用的是本页自带的公钥 {0}",
            keySelfAsserted: "公钥 {0} 取自证据包自己的 policy.txt，只是自称",
            cosignatureDiffers: "见证方 {0} 的签名不成立",
            cosignatures: "见证方的签名（浏览器不支持 Ed25519，或页面不是经 HTTPS 打开）",
            noWitnesses: "没有列出见证方",
            quorumReached: "{1} 个见证方中有 {0} 个签名成立，达到要求",
            quorumMissed: "{1} 个见证方中有 {0} 个签名成立，未达到要求",
            cosigned: "{1} 个见证方中有 {0} 个签名成立",
            witnessesSelfAsserted: "见证方的公钥取自证据包自己的 policy.txt，只是自称",
            intervalOther: "interval/ 里有别的内容",
            intervalLacks: "缺少 {0}",
            intervalUnreadable: "{0} 或它的证明无法读取",
            intervalOtherLog: "{0} 属于另一个日志",
            intervalSignature: "{0} 上日志的签名不成立",
            intervalOtherTree: "{0} 与这份证据包不是同一个日志的历史",
            intervalImprint: "对 {0} 的时间戳格式不对，或针对别的内容",
            intervalCosignature: "见证方 {0} 在 {1} 上的签名不成立",
            intervalHolds: "interval/t1 已经包含这个条目",
            intervalMisses: "interval/t2 不包含这个条目",
            intervalOlder: "interval/{0} 早于证据包自己的检查点，或早于前一次续期",
            intervalGap: "interval/{0} 之前缺少一次续期",
            intervalRenewed: "此后于 {0}（{1}）续期",
            intervalRenewals: "此后续期 {0} 次，从 {1}（{2}）到 {3}（{4}）",
            intervalEarly: "时间戳早于 {0} 看到还没有这个条目的日志的时间",
            intervalLate: "时间戳晚于 {0} 看到已有这个条目的日志的时间",
            intervalBetween: "在 {0}（{1}）之后、{2}（{3}）之前记入日志",
            intervalBefore: "在 {0}（{1}）之前记入日志；之前没有独立时间",
            intervalAfter: "在 {0}（{1}）之后记入日志；之后没有独立时间",
            intervalNobody: "其中没有您信任的见证方给出的时间",
            intervalKey: "{0} 由您没有填写的日志公钥签名，其中的时间不算",
            intervalUnknown: "{0} 上的签名（浏览器不支持 Ed25519，或页面不是经 HTTPS 打开）",
            intervalTokens: "其他时间戳机构的 {0} 个时间戳的签名",
            tokenUnreadable: "时间戳无法读取",
            wholeChain: "这是整条链的证据包；请在电脑上用 colophon verify 核验",
            noInterval: "证据包里没有独立定时的检查点，时间只有机构自己的说法",
            chainShort: "chain/ 没有连到这个条目",
            chainLeaf: "{0} 不是这条链的第 {1} 个条目",
            chainProof: "{0} 算不出检查点的根",
            chainBroken: "{0} 没有指向前一个条目",
            chainOther: "chain/ 里有别的内容",
            chainEntry: "这个条目没有指向前一个条目",
            chainWhole: "在项目中是第 {0} 个（从 0 数起），从头完整",
            chainPart: "在项目中是第 {0} 个（从 0 数起），从第 {1} 个起完整",
        },
    },
    en: {
        tag: "en",
        title: "Check a proof bundle",
        otherLanguage: "中文",
        lead: "Choose a proof bundle (ZIP) and the file that was sealed. This page checks, step by step, that the "
            + "file has not changed, when it existed at the latest, that it stands in the public log, and that its "
            + "order is whole.",
        privacy: "Everything is computed on your device. This page uses no network, and no file leaves this "
            + "device. Save the page to use it offline.",
        bundleLabel: "Proof bundle",
        bundleHint: "Choose it, or drop EV-….zip here",
        fileLabel: "Sealed file",
        fileHint: "Choose it, or drop it here; without it the file is not checked",
        trustSummary: "Log key (optional)",
        trustHint: "Paste the log's key line, or a whole tlog-policy. Take it from a source that you trust, never "
            + "from the bundle.",
        trustSite: "The log key of this page: {0}. It is used when nothing is pasted here.",
        trustBroken: "This is neither a log key nor a tlog-policy",
        check: "Check",
        cancel: "Cancel",
        working: "Checking…",
        digesting: "Reading the file: {0} / {1}",
        cancelled: "Cancelled",
        broken: "The check broke off: {0}",
        disclaimer: "A seal shows two things: that these bytes have not changed, and that they existed no later "
            + "than the time shown. It does not show who made the work.",
        more: "This page does not check the SM3 digest or the timestamp authority's certificate chain. To check "
            + "these too, run on a computer:",
        comma: ", ",
        proven: "{0} has not changed, and existed no later than {1}.",
        verdict: {
            holds: [
                "Everything checked here holds",
                "The SM3 digest and the timestamp authority's certificate chain are not checked here.",
            ],
            partial: [
                "Nothing failed, but the check is not complete",
                "What was checked holds. Some things were not checked; see the steps below.",
            ],
            failed: [
                "The check failed",
                "Steps that do not hold: {0}. The file or the bundle was changed, they do not belong together, or the "
                    + "log key is another log's.",
            ],
            refused: ["This is not a usable proof bundle", "{0}."],
        },
        statedTitle: "What the bundle states",
        statedWarning: "A check failed: do not rely on this.",
        stepsTitle: "Step by step",
        outcome: {
            pass: "pass", fail: "fail", part: "in part", unchecked: "not checked here", none: "not shown",
            skip: "cannot tell",
        },
        step: {
            bundle: "The bundle is whole", file: "File and commitments", token: "Timestamp",
            inclusion: "Place in the log", signature: "The log's signature", witnesses: "Witnesses",
            interval: "Interval", chain: "Order in the project",
        },
        fact: {
            number: "Evidence number", name: "File name", project: "Project title", holder: "Holding account",
            attestation: "Holder verified", size: "Size", mediaType: "Type", timestamp: "Existed no later than",
            clock: "Timestamp policy",
            serial: "Timestamp serial", accepted: "Accepted at", origin: "Log", index: "Place in the log",
            sequence: "Place in the project", stage: "Stage", possession: "Submitted",
            client: "Told by sender, unchecked",
        },
        verification: { unverified: "identity not checked", verified: "identity verified" },
        authority: {
            platform: "by the platform", henan: "as the copyright registration of Henan requires",
            cpcc: "as the Copyright Protection Centre of China requires",
        },
        attested: "{0}, as “{1}”, version {2}, at {3}",
        stage: {
            conception: "conception", draft: "draft", revision: "revision", final: "final", publication: "publication",
        },
        clock: {
            synchronised: "clock synchronised", host: "clock of the host, not synchronised",
            other: "the authority's own policy",
        },
        bytes: "{0} bytes",
        code: {
            zipTooLarge: "It is larger than {0} bytes",
            zipTooMany: "It holds more than {0} files",
            zipNoEnd: "It is not a ZIP archive, or not whole",
            zipDisks: "The archive is split",
            zipDirectory: "The archive's directory is not where it should be",
            zipHeader: "A header is not where it should be",
            zipNameEnd: "A name runs past the end",
            zipUnsafeName: "A file name is not safe: {0}",
            zipHeadersDiffer: "The two headers of {0} differ",
            zipNotStored: "{0} is compressed or encrypted",
            zipExtra: "{0} has extra fields or a comment",
            zipDuplicate: "It holds two files named {0}",
            zipOverrun: "{0} runs into the directory",
            zipGap: "It holds bytes that belong to no file",
            fileMissing: "It has no {0}",
            fileUnknown: "It has a file that no bundle has, {0}",
            fileUnreadable: "{0} cannot be read, or changed while it was read",
            digestBroken: "This browser computes SHA-256 wrongly",
            damaged: "{0} does not fit its checksum",
            metadataUnreadable: "the metadata cannot be read",
            manifestDiffers: "the files are not the ones that manifest.json lists",
            filesListed: "{0} files as listed",
            leafMalformed: "leaf.bin is not an entry of the log",
            leafKind: "the entry is not about one work",
            openingUnreadable: "opening.json cannot be read",
            noFile: "no file was chosen; the bundle is about a file with SHA-256 {0}",
            digestHolds: "the file's SHA-256 is the sealed one, {0}",
            digestDiffers: "the file's SHA-256 is {0}, the sealed one is {1}",
            workCommitHolds: "the entry commits to this digest",
            workCommitDiffers: "the entry does not commit to this digest",
            metaCommitHolds: "the entry commits to this metadata",
            metaCommitDiffers: "the entry does not commit to this metadata",
            sm3: "the file's SM3 digest",
            possession: "only digests were submitted; possession not shown",
            tokenMalformed: "token.tsr is malformed ({0})",
            tokenCommitHolds: "the entry commits to this timestamp",
            tokenCommitDiffers: "the entry does not commit to this timestamp",
            imprintHolds: "the timestamp is about this SHA-256",
            imprintDiffers: "the timestamp is about another digest",
            attributesDiffer: "what the timestamp signs is not the time that it states",
            certificateMissing: "the signer's certificate is not in the bundle",
            certificateDiffers: "the timestamp names another certificate",
            certificateUsage: "the signer's certificate is not for timestamps alone",
            certificateTime: "the signer's certificate was not valid at the time of the timestamp",
            tokenSignatureHolds: "the signature matches the certificate shipped in the bundle; the time is {0}",
            tokenSignatureDiffers: "the timestamp's signature does not hold",
            tokenSignature: "the timestamp's signature (the browser cannot, or the page did not come over HTTPS)",
            certificateChain: "that the certificate leads to a trusted root",
            proofUnreadable: "proof.tlog-proof cannot be read",
            checkpointUnreadable: "the checkpoint cannot be read",
            included: "entry {0} of {1}, counted from 0",
            notIncluded: "the entry does not lead to the checkpoint's root",
            policyUnreadable: "no log key can be read from policy.txt",
            logAbsent: "not signed by the trusted log {0} ({1})",
            logSignatureDiffers: "the log's signature does not hold",
            logOther: "the checkpoint is of another log, {0}",
            logSignatureHolds: "signed by {0}",
            logSignature: "the log's signature (the browser has no Ed25519, or the page did not come over HTTPS)",
            keyOfUser: "with the key that you gave, {0}",
            keyOfSite: "with the key of this page, {0}",
            keySelfAsserted: "key {0} from the bundle's policy.txt: self-asserted",
            cosignatureDiffers: "the signature of the witness {0} does not hold",
            cosignatures: "the witnesses' signatures (the browser has no Ed25519, or the page did not come over HTTPS)",
            noWitnesses: "no witness is listed",
            quorumReached: "{0} of {1} witnesses signed; that is enough",
            quorumMissed: "{0} of {1} witnesses signed; that is not enough",
            cosigned: "{0} of {1} witnesses signed",
            witnessesSelfAsserted: "the witnesses' keys are from the bundle's policy.txt: self-asserted",
            intervalOther: "interval/ holds something else",
            intervalLacks: "{0} is missing",
            intervalUnreadable: "{0}, or its proof, cannot be read",
            intervalOtherLog: "{0} is of another log",
            intervalSignature: "the log's signature of {0} does not hold",
            intervalOtherTree: "{0} is not of the same history",
            intervalImprint: "a token over {0} is malformed, or about something else",
            intervalCosignature: "the signature of the witness {0} over {1} does not hold",
            intervalHolds: "interval/t1 holds the entry already",
            intervalMisses: "interval/t2 does not hold the entry",
            intervalOlder: "interval/{0} is older than the bundle's checkpoint, or than the renewal before it",
            intervalGap: "interval/ lacks a renewal before {0}",
            intervalRenewed: "renewed since, {0} ({1})",
            intervalRenewals: "renewed {0} times since, from {1} ({2}) to {3} ({4})",
            intervalEarly: "the timestamp is earlier than when {0} saw the log without the entry",
            intervalLate: "the timestamp is later than when {0} saw the log with the entry",
            intervalBetween: "logged after {0} ({1}), before {2} ({3})",
            intervalBefore: "logged before {0} ({1}); no independent time before it",
            intervalAfter: "logged after {0} ({1}); no independent time after it",
            intervalNobody: "no time in it is by a witness that you trust",
            intervalKey: "{0} is signed with a log key that you did not give; its times do not count",
            intervalUnknown: "the signatures of {0} (the browser has no Ed25519, or the page did not come over HTTPS)",
            intervalTokens: "the signatures of {0} tokens by other timestamp authorities",
            tokenUnreadable: "the timestamp cannot be read",
            wholeChain: "It is the bundle of a whole chain; check it on a computer with colophon verify",
            noInterval: "no independently timed checkpoint in the bundle: self-asserted",
            chainShort: "chain/ does not lead up to this entry",
            chainLeaf: "{0} is not entry {1} of this chain",
            chainProof: "{0} does not lead to the checkpoint's root",
            chainBroken: "{0} does not name the one before it",
            chainOther: "chain/ holds something else",
            chainEntry: "the entry does not name the one before it",
            chainWhole: "entry {0} of its project, counted from 0, shown from its beginning",
            chainPart: "entry {0} of its project, counted from 0, shown from entry {1} on",
        },
    },
};

// ---- The page

/** A value as people read it; characters that steer or turn text around are shown as what they are. */
function shown(value) {
    const steering = /[\p{Cc}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;
    return String(value).replace(steering, character => "\\u" + character.charCodeAt(0).toString(16).padStart(4, "0"));
}

function fill(template, values = []) {
    return template.replace(/\{(\d)\}/g, (_, place) => shown(values[Number(place)] ?? ""));
}

/** A time in UTC to the millisecond and, given a language, as the reader's clock shows it. */
function timeText(milliseconds, tag = null) {
    const date = new Date(milliseconds);
    if (Number.isNaN(date.getTime())) return String(milliseconds);
    const local = tag ? ` (${date.toLocaleString(tag, { dateStyle: "medium", timeStyle: "long" })})` : "";
    return date.toISOString() + local;
}

function sizeText(bytes) {
    const units = [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]];
    const [unit, size] = units.find(each => bytes >= each[1]) ?? ["B", 1];
    return `${(bytes / size).toFixed(size > 1 ? 1 : 0)} ${unit}`;
}

function node(name, properties = {}, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children.filter(child => child));
    return made;
}

class Page {
    constructor() {
        this.language = (navigator.language ?? "").toLowerCase().startsWith("zh") ? "zh" : "en";
        this.job = null;
        this.report = null;
        const built = document.querySelector("meta[name=log-key]").content;
        // The key of today first, and below it those that the log had before.
        this.siteKey = readPolicy(built)?.logs.length > 0 ? built : null;
        for (const name of ["form", "bundle", "file", "trust", "check", "cancel", "status", "progress", "result"]) {
            this[name] = document.getElementById(name);
        }
        this.listen();
        this.speak();
    }

    get words() {
        return texts[this.language];
    }

    listen() {
        document.getElementById("language").addEventListener("click", () => {
            this.language = this.language === "zh" ? "en" : "zh";
            this.speak();
        });
        for (const input of [this.bundle, this.file]) {
            const zone = document.getElementById(input.id + "-zone");
            input.addEventListener("change", () => this.choose());
            zone.addEventListener("dragover", () => zone.classList.add("over"));
            zone.addEventListener("dragleave", () => zone.classList.remove("over"));
            zone.addEventListener("drop", event => {
                zone.classList.remove("over");
                if (event.dataTransfer.files.length !== 1) return;
                input.files = event.dataTransfer.files;
                this.choose();
            });
        }
        // A file dropped beside the zones would replace this page.
        for (const kind of ["dragover", "drop"]) document.addEventListener(kind, event => event.preventDefault());
        this.form.addEventListener("submit", event => {
            event.preventDefault();
            this.start();
        });
        this.trust.addEventListener("input", () => this.choose());
        this.cancel.addEventListener("click", () => this.job?.cancel());
        this.choose();
    }

    /** An old verdict is not left beside another file or key. */
    forget() {
        this.report = null;
        this.result.hidden = true;
        this.result.replaceChildren();
        this.status.textContent = "";
    }

    choose() {
        this.job?.cancel();
        this.forget();
        for (const input of [this.bundle, this.file]) {
            const [file] = input.files;
            const chosen = file ? `${shown(file.name)} (${sizeText(file.size)})` : "";
            document.getElementById(input.id + "-chosen").textContent = chosen;
        }
        this.check.disabled = this.bundle.files.length === 0;
    }

    speak() {
        document.documentElement.lang = this.words.tag;
        document.title = this.words.title + " · Colophon";
        for (const element of document.querySelectorAll("[data-text]")) {
            element.textContent = this.words[element.dataset.text];
        }
        document.getElementById("language").lang = this.language === "zh" ? "en" : "zh-CN";
        const site = this.siteKey ? fill(this.words.trustSite, [this.siteKey.split("\n")[0]]) : "";
        document.getElementById("trust-site").textContent = site;
        if (!this.job) this.status.textContent = "";
        if (this.report) this.show(this.report);
    }

    /** Whose log keys are believed: the reader's, else the page's, else nobody's. */
    trusted() {
        const given = this.trust.value.trim();
        const policy = readPolicy(given || this.siteKey || "");
        if (given && !(policy?.logs.length > 0)) return null;
        return { policy, source: given ? "user" : "site" };
    }

    async start() {
        const [bundle] = this.bundle.files, [file] = this.file.files;
        if (this.job || !bundle) return;
        this.forget();
        const trust = this.trusted();
        if (!trust) {
            document.getElementById("trust-details").open = true;
            this.status.textContent = this.words.trustBroken;
            this.trust.focus();
            return;
        }
        this.status.textContent = this.words.working;
        this.work(true);
        this.job = run({ bundle, file: file ?? null, trust }, (done, total) => {
            this.progress.value = total > 0 ? done / total : 1;
            this.status.textContent = fill(this.words.digesting, [sizeText(done), sizeText(total)]);
        });
        try {
            this.report = await this.job.report;
            this.status.textContent = "";
            this.show(this.report);
            document.getElementById("verdict").focus();
        } catch (error) {
            this.status.textContent = this.job.isCancelled() ? this.words.cancelled
                : fill(this.words.broken, [error.message]);
        } finally {
            this.job = null;
            this.work(false);
        }
    }

    work(isWorking) {
        this.check.disabled = isWorking || this.bundle.files.length === 0;
        this.cancel.hidden = !isWorking;
        this.progress.hidden = !isWorking;
        this.progress.value = 0;
    }

    show(report) {
        const { words } = this;
        const failed = report.steps.filter(step => step.outcome === "fail" || step.outcome === "skip");
        const [title, sentence] = words.verdict[report.verdict];
        const value = report.verdict === "refused" ? fill(words.code[report.code], report.values)
            : failed.map(step => words.step[step.name]).join(words.comma);
        const { metadata, timestampAt } = report.statement ?? {};
        const proven = report.verdict === "holds" ? fill(words.proven, [metadata.name, timeText(timestampAt)]) : null;
        const verdict = node("div", { className: "card verdict" },
            node("h2", { id: "verdict", tabIndex: -1, textContent: title }),
            proven && node("p", {}, node("strong", { textContent: proven })),
            proven && metadata.mode !== "bytes" && node("p", { textContent: words.code.possession }),
            node("p", { textContent: fill(sentence, [value]) }),
            node("p", { className: "soft", textContent: words.disclaimer }));
        verdict.dataset.verdict = report.verdict;
        if (report.code) verdict.dataset.code = report.code;
        const parts = [verdict];
        if (report.statement?.metadata) parts.push(this.statement(report));
        if (report.steps.length > 0) parts.push(this.steps(report));
        this.result.replaceChildren(...parts);
        this.result.hidden = false;
    }

    /** Who had verified the holder, as whom and when; null in works sealed before that was kept, or without all of it. */
    attestation({ verification, authority, name, version, verifiedAt }) {
        const { words } = this;
        const isWhole = verification === "verified" && typeof authority === "string" && typeof name === "string"
            && typeof version === "number" && typeof verifiedAt === "number";
        if (!isWhole) return null;
        return fill(words.attested, [words.authority[authority] ?? authority, name, version,
            timeText(verifiedAt, words.tag)]);
    }

    /** What the sender said of its clock and of itself, which nothing proves; null when it said nothing. */
    client(told) {
        if (typeof told !== "object" || told === null) return null;
        const word = value => typeof value === "string" ? value : "";
        const sender = [told.program, told.version].map(word).filter(Boolean).join(" ");
        const time = typeof told.time === "number" ? timeText(told.time) : "";
        return [time, sender, word(told.system)].filter(Boolean).join(" · ") || null;
    }

    statement({ verdict, statement }) {
        const { words } = this, { metadata } = statement;
        const policy = statement.timestampPolicy;
        const clocks = { [names.synchronisedClock]: "synchronised", [names.hostClock]: "host" };
        const clock = words.clock[clocks[policy] ?? "other"];
        const { account, verification } = metadata.holder;
        const facts = {
            number: metadata.number, name: metadata.name, project: metadata.project,
            holder: `${account} (${words.verification[verification] ?? verification ?? "?"})`,
            attestation: this.attestation(metadata.holder),
            stage: metadata.stage === undefined ? null : words.stage[metadata.stage] ?? metadata.stage,
            size: fill(words.bytes, [metadata.size]), mediaType: metadata.mediaType,
            possession: metadata.mode === "bytes" ? null : words.code.possession,
            timestamp: statement.timestampAt === undefined ? null : timeText(statement.timestampAt, words.tag),
            accepted: statement.acceptedAt === null ? null : timeText(statement.acceptedAt, words.tag),
            clock: policy && `${clock} (${policy})`, serial: statement.timestampSerial,
            origin: statement.origin, index: statement.index, sequence: statement.sequence,
            client: this.client(metadata.client),
        };
        const list = node("dl");
        for (const [name, value] of Object.entries(facts)) {
            if (value === null || value === undefined) continue;
            const fact = node("dd", {}, node("bdi", { textContent: shown(value) }));
            fact.dataset.fact = name;
            list.append(node("dt", { textContent: words.fact[name] }), fact);
        }
        const warning = verdict === "failed" && node("p", {}, node("strong", { textContent: words.statedWarning }));
        return node("div", { className: "card" }, node("h2", { textContent: words.statedTitle }), warning, list);
    }

    steps({ steps }) {
        const { words } = this;
        const mark = outcome => node("span", { className: "mark", textContent: words.outcome[outcome] });
        const items = steps.map(step => {
            const checks = step.checks.map(check => {
                const values = check.values.map(value => value instanceof Date ? timeText(value) : value);
                const detail = node("span", { textContent: fill(words.code[check.code], values) });
                const line = node("li", {}, mark(check.outcome), detail);
                line.dataset.outcome = check.outcome;
                line.dataset.code = check.code;
                return line;
            });
            const head = node("div", { className: "head" }, mark(step.outcome),
                node("h3", { textContent: words.step[step.name] }),
                node("code", { className: "soft", textContent: step.name }));
            const item = node("li", {}, head, node("ul", { className: "checks" }, ...checks));
            item.dataset.step = step.name;
            item.dataset.outcome = step.outcome;
            return item;
        });
        return node("div", { className: "card" }, node("h2", { textContent: words.stepsTitle }),
            node("ol", { className: "steps" }, ...items));
    }
}

if (typeof document !== "undefined") new Page();
</script>
</body>
</html>

"""###
}
