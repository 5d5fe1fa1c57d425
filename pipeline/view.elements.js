// Elements: every text of the data goes in as a text node, never as markup.

const make = (name, attributes = {}, ...children) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(key, value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
};

const link = (href, text, attributes = {}) => make("a", { href, ...attributes }, text);

const NUMBERS = new Intl.NumberFormat("en");
const formatNumber = (number) => (number === null ? "—" : NUMBERS.format(number));
const plural = (number, one, many = `${one}s`) => `${formatNumber(number)} ${number === 1 ? one : many}`;

// Data text stands in its own direction, in Chinese fonts.
const data = (text, attributes = {}) => make("bdi", { lang: "zh", ...attributes }, text);

const missing = (text) => make("span", { class: "missing" }, text);

const titleOf = (record) => (record.title ? data(record.title) : missing(record.speech_id ? "(no title)" : record.source));

const chip = (text, attributes = {}) => make("span", { class: "chip", ...attributes }, text);

const defectChips = (index, codes) => codes.map((code) => chip(code, { class: "chip defect", title: index.defects[code] ?? null }));

// A list of name and value.
const facts = (pairs) =>
  make("dl", { class: "facts" }, pairs.filter(([, value]) => value !== null && value !== undefined && value !== "")
    .map(([name, value]) => make("div", {}, make("dt", {}, name), make("dd", {}, value))));

const showValue = (value) => {
  if (value === null || value === undefined) return missing("null");
  if (value === "") return missing("empty");
  if (Array.isArray(value)) return value.length ? value.map((item) => [chip(showValue(item)), " "]).flat() : missing("none");
  return typeof value === "string" ? data(value) : make("span", { class: "number" }, String(value));
};

// All columns of a record, with the meaning of each.
const recordTable = (columns, record) =>
  make("details", { class: "record" }, make("summary", {}, "Record"),
    make("table", {}, make("tbody", {}, columns.filter(([name]) => name in record).map(([name, type, meaning]) =>
      make("tr", {}, make("th", { scope: "row", title: `${meaning} (${type})` }, name), make("td", {}, showValue(record[name])))))));

const tokensOf = (section, text) => {
  const characters = [...text];
  let at = 0;
  return [...section.token_lengths].map((code) => characters.slice(at, (at += code.codePointAt(0) - 35)).join(""));
};

const previousNext = (list, record, toAddress, noun) => {
  const at = list.indexOf(record);
  const step = (offset, text, key) =>
    list[at + offset] ? link(toAddress(list[at + offset]), text, { "data-key": key, title: `${text} (${key})` }) : null;
  return make("nav", { class: "steps", "aria-label": `Neighbouring ${noun}s` }, step(-1, `previous ${noun}`, "["), " ", step(1, `next ${noun}`, "]"));
};
