// The list of speeches or of pages: search, filters, order; what is asked for stands in the address.

const STEP = 100; // rows shown at once; more on demand
const AROUND = 24; // characters shown before a hit; twice as many after it

const declaredCount = (page) => {
  if (page.declared_speeches === null) return "not declared";
  return page.declared_speeches === page.n_speeches ? "agrees" : "differs";
};

const duplicateState = (speech, page, index) => {
  if (!index.clusters.has(speech.cluster_id)) return [];
  return [speech.duplicate_of ? "repeats another" : "kept"];
};

// The filters by their name in the address: the values of a record, given its page; `any` is for lists that may be empty.
const FILTERS = {
  split: { label: "Split", values: (record) => [record.split] },
  defect: { label: "Defect", values: (record) => record.all_defects, any: true },
  numbering: { label: "Numbering", values: (record) => record.all_numberings },
  script: { label: "Script", values: (record, page) => [page.script] },
  depth: { label: "Depth", values: (record) => [String(record.depth)] },
  cluster: { label: "Near-duplicates", values: duplicateState, any: true, only: "speeches" },
  count: { label: "Declared count", values: (page) => [declaredCount(page)], only: "pages" },
  left_out: { label: "Left out", values: (page) => Object.keys(page.left_out), only: "pages" },
  media_type: { label: "Media type", values: (record, page) => [page.media_type] },
};

const COLUMNS = {
  speeches: {
    title: "Title", n_chars: "Characters", n_sections: "Sections", depth: "Depth", date: "Date", split: "Split", all_defects: "Defects",
  },
  pages: {
    title: "Title", n_chars: "Characters", declared_speeches: "Declared", n_speeches: "Found", published: "Published",
    split: "Split", all_defects: "Defects",
  },
};
const NUMERIC = new Set(["n_chars", "n_sections", "depth", "declared_speeches", "n_speeches"]);

const COLLATOR = new Intl.Collator("zh");

const sortRows = (rows, sort) => {
  if (!sort) return rows;
  const [way, key] = sort.startsWith("-") ? [-1, sort.slice(1)] : [1, sort];
  const valueOf = ({ record }) => (Array.isArray(record[key]) ? record[key].length : record[key] ?? null);
  const compare = (one, other) => {
    const [a, b] = [valueOf(one), valueOf(other)];
    if (a === null || b === null) return (a === null) - (b === null); // what the page does not say comes last
    return way * (typeof a === "number" ? a - b : COLLATOR.compare(a, b));
  };
  return rows.sort(compare);
};

// Whether a record passes the filters of the query.
const makeFilter = (index, query) => {
  const asked = Object.entries(FILTERS).filter(([name]) => query.get(name));
  const [least, most] = (query.get("length") ?? "").split("-").map((part) => (part ? Number(part) : null));
  const source = query.get("source") ?? "";
  return (record, page) => {
    if (source && !page.source.includes(source)) return false;
    if (least != null && record.n_chars < least) return false;
    if (most != null && record.n_chars > most) return false;
    return asked.every(([name, filter]) => {
      const values = filter.values(record, page, index);
      return query.get(name) === "any" && filter.any ? values.length > 0 : values.includes(query.get(name));
    });
  };
};

// Rows that pass, in order: the record, its page, and where in its text the words stand first (-1: not there).
const findRows = (index, texts, kind, query) => {
  const passes = makeFilter(index, query);
  const words = query.get("q") ?? "";
  const rows = [];
  for (const record of index[kind]) {
    const page = index.pageOf.get(record.page_id);
    if (!passes(record, page)) continue;
    const hit = words ? (texts.get(record.speech_id ?? record.page_id) ?? "").indexOf(words) : -1;
    if (!words || hit >= 0 || record.haystack.includes(words)) rows.push({ record, page, hit });
  }
  return sortRows(rows, query.get("sort") ?? "");
};

// Cuts that do not fall between the two halves of a character.
const snippet = (text, hit, words) => {
  const cut = (at) => (at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]) ? at - 1 : at);
  const from = cut(Math.max(0, hit - AROUND));
  const to = cut(Math.min(text.length, hit + words.length + 2 * AROUND));
  const shown = text.slice(from, to).replace(/\s/g, " ");
  return make("div", { class: "snippet" },
    data([from > 0 ? "…" : "", ...markHits(shown, from, [[hit, hit + words.length]]), to < text.length ? "…" : ""]));
};

const clusterChip = (index, speech) => {
  const members = index.clusters.get(speech.cluster_id);
  if (!members) return null;
  const other = members.find((member) => member !== speech);
  return link(toAddress("compare", [speech.speech_id, other.speech_id]), `${members.length} alike`, { class: "chip" });
};

const titleCell = (index, { record, page, hit }, words, texts) => {
  const isSpeech = record.speech_id !== undefined;
  const id = isSpeech ? record.speech_id : record.page_id;
  const href = toAddress(isSpeech ? "speech" : "page", [id], words ? { q: words } : {});
  const under = isSpeech ? [data(page.title ?? page.source)] : [data(record.source)];
  if (record.speaker) under.push(" · ", data(record.speaker));
  return make("th", { scope: "row" },
    link(href, titleOf(record), { class: "open" }), " ", isSpeech ? clusterChip(index, record) : null,
    make("div", { class: "under" }, under), hit >= 0 ? snippet(texts.get(id), hit, words) : null);
};

const cellOf = (index, record, key, label) => {
  if (key === "all_defects") {
    return make("td", { "data-label": label, class: "defects" }, defectChips(index, record.all_defects));
  }
  const wrong = key === "n_speeches" && declaredCount(record) === "differs";
  const value = record[key] === null ? missing("—") : NUMERIC.has(key) ? formatNumber(record[key]) : record[key];
  return make("td", { "data-label": label, class: `${NUMERIC.has(key) ? "number" : "word"}${wrong ? " wrong" : ""}` }, value);
};

const rowOf = (index, kind, row, words, texts) => make("tr", {}, Object.entries(COLUMNS[kind]).map(([key, label]) =>
  (key === "title" ? titleCell(index, row, words, texts) : cellOf(index, row.record, key, label))));

const selectOf = (index, kind, query, change) => ([name, filter]) => {
  const counts = count(index[kind], (record) => filter.values(record, index.pageOf.get(record.page_id), index));
  const chosen = query.get(name) ?? "";
  if (counts.size === 0 && !chosen) return null;
  const options = [["", "all"], ...(filter.any ? [["any", "any"]] : [])];
  for (const [value, number] of name === "depth" ? byValue(counts) : byCount(counts)) {
    options.push([value, `${value} (${formatNumber(number)})`]);
  }
  if (!options.some(([value]) => value === chosen)) options.push([chosen, chosen]);
  const choices = options.map(([value, text]) => make("option", { value, selected: value === chosen }, text));
  return make("label", {}, filter.label,
    make("select", { name, change: (event) => change({ [name]: event.target.value }) }, choices));
};

const filterBar = (index, kind, query, change) => {
  const filters = Object.entries(FILTERS).filter(([, filter]) => (filter.only ?? kind) === kind);
  const source = make("input", {
    type: "text", name: "source", spellcheck: "false", value: query.get("source") ?? "",
    input: (event) => change({ source: event.target.value }),
  });
  return make("form", { class: "filters", "aria-label": "Filters", submit: (event) => event.preventDefault() },
    filters.map(selectOf(index, kind, query, change)), make("label", {}, "Source contains", source));
};

// Column heads that sort: first the greatest (of a title the first), then the other way, then page order.
const sortHead = (query, change) => ([key, label]) => {
  const sort = query.get("sort") ?? "";
  const ways = key === "title" ? [key, `-${key}`, ""] : [`-${key}`, key, ""];
  const next = ways[(ways.indexOf(sort) + 1) % 3];
  const way = sort === key ? "ascending" : sort === `-${key}` ? "descending" : null;
  const arrow = way ? make("span", { "aria-hidden": "true" }, way === "ascending" ? " ↑" : " ↓") : null;
  return make("th", { scope: "col", "aria-sort": way, class: NUMERIC.has(key) ? "number" : null },
    make("button", { type: "button", "data-sort": key, click: () => change({ sort: next }) }, label, arrow));
};

const countLine = (index, kind, query, found, isRead) => {
  const words = query.get("q");
  const noun = kind === "pages" ? ["page", "pages"] : ["speech", "speeches"];
  const parts = [`${formatNumber(found)} of ${plural(index[kind].length, ...noun)}`];
  if (words) parts.push(` with 「${words}」`, isRead ? "" : " (the texts are still being read)");
  if (query.get("length")) parts.push(` · ${query.get("length").replace("-", " – ")} characters`);
  if ([...query].length) parts.push(" · ", link(toAddress(kind), "show all"));
  return parts.map((part) => (typeof part === "string" ? say(part) : part));
};

// Rows of a table, a step at a time.
const makeRows = (toRow) => {
  const body = make("tbody");
  let rows = [];
  const more = make("button", { type: "button", class: "more", click: () => add() }, "more");
  const add = () => {
    const shown = body.children.length;
    body.append(...rows.slice(shown, shown + STEP).map(toRow));
    more.hidden = body.children.length >= rows.length;
  };
  const fill = (found) => {
    rows = found;
    body.replaceChildren();
    add();
  };
  return { body, more, fill };
};

// What is done with the focus kept on the element that answers to `selector`, when its like comes back.
const keepFocus = (place, nameOf, change) => {
  const name = place.contains(document.activeElement) ? nameOf(document.activeElement) : null;
  change();
  if (name) place.querySelector(name)?.focus();
};

const showList = (index, route, library) => {
  const kind = route.name;
  let query = route.query;
  const change = (changes) => {
    const next = Object.fromEntries([...query, ...Object.entries(changes)]);
    goTo(toAddress(kind, [], Object.fromEntries(Object.entries(next).filter(([, value]) => value))), true);
  };
  const status = make("p", { role: "status", class: "count" });
  const filters = make("div");
  const table = make("table", { class: "records" });
  const rows = makeRows((row) => rowOf(index, kind, row, query.get("q") ?? "", library.texts));
  const refresh = () => {
    const found = findRows(index, library.texts, kind, query);
    status.replaceChildren(...countLine(index, kind, query, found.length, library.isRead()));
    rows.fill(found);
  };
  const update = (next) => {
    query = next.query;
    if (filters.querySelector("[name=source]") !== document.activeElement || !filters.hasChildNodes()) { // not under one's typing
      keepFocus(filters, (element) => `[name="${element.name}"]`, () => filters.replaceChildren(filterBar(index, kind, query, change)));
    }
    keepFocus(table, (element) => `[data-sort="${element.dataset.sort}"]`, () => {
      const heads = Object.entries(COLUMNS[kind]).map(sortHead(query, change));
      table.replaceChildren(make("thead", {}, make("tr", {}, heads)), rows.body);
    });
    refresh();
    if (query.get("q") && !library.isRead()) library.readAll(showProgress).then(refresh, showError);
  };
  update(route);
  const title = kind === "pages" ? "Pages" : "Speeches";
  return { title, update, element: make("div", {}, make("h1", {}, title), filters, status, table, rows.more) };
};
