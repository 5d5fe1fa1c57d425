// Elements: every text of the data goes in as a text node, never as markup.

const SAID = new Set(["title", "aria-label", "placeholder", "data-label"]);

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : SAID.has(key) ? say(String(value)) : value);
  }
  const there = children.flat().filter((child) => child !== null && child !== undefined);
  element.append(...there.map((child) => (typeof child === "string" ? say(child) : child)));
  return element;
};

const link = (href, text, attributes = {}) => make("a", { href, ...attributes }, text);

const NUMBERS = new Intl.NumberFormat("en");
const formatNumber = (number) => (number === null ? "—" : NUMBERS.format(number));
const plural = (number, one, many = `${one}s`) => `${formatNumber(number)} ${number === 1 ? one : many}`;

// Data text stands in its own direction, in Chinese fonts.
const data = (text) => make("bdi", { lang: "zh" }, [text].flat().map(raw));

const missing = (text) => make("span", { class: "missing" }, text);

const titleOf = (record) => (record.title ? data(record.title) : missing(record.speech_id ? "(no title)" : record.source));

const chip = (text, attributes = {}) => make("span", { class: "chip", ...attributes }, text);

const defectChips = (index, codes) =>
  codes.flatMap((code) => [chip(code, { class: "chip defect", title: index.defects[code] }), " "]);

// Names and values, without those that are not there.
const facts = (values) => make("dl", { class: "facts" }, Object.entries(values)
  .filter(([, value]) => value !== null && value !== undefined && value.length !== 0)
  .map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, typeof value === "number" ? String(value) : value))));

const crumbTrail = (...parts) => make("nav", { class: "crumbs", "aria-label": "Where this is" }, parts);

const showValue = (value) => {
  if (value === null || value === undefined) return missing("null");
  if (value === "") return missing("empty");
  if (Array.isArray(value)) return value.length ? value.flatMap((item) => [chip(showValue(item)), " "]) : missing("none");
  return typeof value === "string" ? data(value) : make("span", { class: "number" }, String(value));
};

// All columns of a record, with the meaning of each.
const recordTable = (columns, record) => {
  const rows = columns.filter(([name]) => name in record).map(([name, type, meaning]) => make("tr", {},
    make("th", { scope: "row", title: `${meaning} (${type})` }, name), make("td", {}, showValue(record[name]))));
  return make("details", { class: "record" }, make("summary", {}, "Record"), make("table", {}, make("tbody", {}, rows)));
};

// The words of a section, cut out of its text by their lengths (code points).
const tokensOf = (section, text) => {
  const characters = [...text];
  let at = 0;
  return [...section.token_lengths].map((code) => characters.slice(at, (at += code.codePointAt(0) - 35)).join(""));
};

// Links to the neighbours in a list, with their keys.
const previousNext = (list, record, toLink, noun) => {
  const at = list.indexOf(record);
  const step = (other, text, key) => (other ? link(toLink(other), text, { "data-key": key, title: `${text} (${key})` }) : null);
  return make("nav", { class: "steps", "aria-label": `Neighbouring ${noun}` },
    step(list[at - 1], `previous ${noun}`, "["), step(list[at + 1], `next ${noun}`, "]"));
};
