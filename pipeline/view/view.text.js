// Spans in; out, lines of text with every span in its kind, hits marked. The text content of the lines is the text, unchanged.

const findHits = (text, query) => {
  const hits = [];
  if (!query) return hits;
  for (let at = text.indexOf(query); at >= 0; at = text.indexOf(query, at + query.length)) hits.push([at, at + query.length]);
  return hits;
};

// Text nodes of `text`, which stands at `offset` among the hits; what a hit covers is marked. Hits are in order.
const markHits = (text, offset, hits) => {
  const nodes = [];
  let at = 0;
  for (const [from, to] of hits) {
    if (to <= offset + at || from >= offset + text.length) continue;
    const start = Math.max(from - offset, at);
    const end = Math.min(to - offset, text.length);
    if (start > at) nodes.push(raw(text.slice(at, start)));
    nodes.push(make("mark", { "data-hit": String(from) }, raw(text.slice(start, end))));
    at = end;
  }
  if (at < text.length) nodes.push(raw(text.slice(at)));
  return nodes;
};

const INVISIBLE = /^[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+$/u;

// What cannot be seen is named by its code points (shown by the style sheet, not part of the text).
const nameInvisible = (text) => {
  if (text === "" || /^[\n\t]+$/.test(text) || !INVISIBLE.test(text)) return null;
  const names = [...text].slice(0, 3).map((character) => `U+${character.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`);
  return names.join(" ") + ([...text].length > 3 ? "…" : "");
};

// The part of a list of hits that touches [from, to), by binary search: there may be thousands.
const hitsWithin = (hits, from, to) => {
  let low = 0;
  let high = hits.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (hits[middle][1] <= from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < hits.length && hits[end][0] < to) end += 1;
  return hits.slice(low, end);
};

// Lines of the given spans. `describe` gives a span's attributes; `counts` says whether the offsets of hits count its text.
const showLines = (spans, hits, describe, counts = () => true) => {
  const lines = [];
  let line = null;
  let offset = 0;
  for (const span of spans) {
    const attributes = describe(span);
    const counted = counts(span);
    for (const part of span.text.match(/[^\n]*\n|[^\n]+/g) ?? []) {
      if (line === null) lines.push((line = make("div", { class: "line" })));
      const inside = counted ? hitsWithin(hits, offset, offset + part.length) : [];
      line.append(make("span", attributes, ...markHits(part, offset, inside)));
      if (counted) offset += part.length;
      if (part.endsWith("\n")) line = null;
    }
  }
  return lines;
};

// Steps through the hits marked below an element; says which one is shown.
const hitSteps = (place, query) => {
  if (!query) return null;
  const marks = [...place.querySelectorAll("mark")];
  const hits = [...new Set(marks.map((mark) => mark.dataset.hit))];
  const label = make("span", { role: "status" }, hits.length ? "" : `「${query}」 does not stand in this text`);
  let at = -1;
  const step = (offset) => {
    at = (at + offset + hits.length) % hits.length;
    const all = [...place.querySelectorAll("mark")];
    for (const mark of all) mark.classList.toggle("current", mark.dataset.hit === hits[at]);
    all.find((mark) => mark.dataset.hit === hits[at])?.scrollIntoView({ block: "center" });
    label.textContent = say(`hit ${at + 1} of ${formatNumber(hits.length)} of 「${query}」`);
  };
  const button = (text, offset, key) =>
    make("button", { type: "button", "data-key": key, title: `${text} hit (${key})`, click: () => step(offset) }, text);
  const buttons = hits.length ? [button("previous", -1, "k"), " ", button("next", 1, "j")] : [];
  return { element: make("p", { class: "hits" }, label, " ", buttons), showFirst: () => hits.length > 0 && step(1) };
};
