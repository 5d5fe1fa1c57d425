// The list of speeches or of pages: search, filters, order; what is asked for stands in the address.

const STEP = 100; // rows shown at once; more on demand

const FILTERS = {
  split: { label: "Split", values: (record) => [record.split] },
  defect: { label: "Defect", values: (record) => record.all_defects, any: true },
  numbering: { label: "Numbering", values: (record) => record.all_numberings },
  script: { label: "Script", values: (record, page) => [page.script] },
  depth: { label: "Depth", values: (record) => [String(record.depth)] },
  cluster: { label: "Near-duplicates", values: (record, page, index) => (index.clusters.has(record.cluster_id) ? [record.duplicate_of ? "repeats another" : "kept"] : []), any: true, only: "speeches" },
  left_out: { label: "Left out", values: (record) => Object.keys(record.left_out), only: "pages" },
  media_type: { label: "Media type", values: (record, page) => [page.media_type] },
};

const COLUMNS = {
  speeches: [
    { key: "title", label: "Title", text: true }, { key: "n_chars", label: "Characters" }, { key: "n_sections", label: "Sections" },
    { key: "depth", label: "Depth" }, { key: "date", label: "Date", text: true }, { key: "split", label: "Split", text: true },
    { key: "all_defects", label: "Defects", text: true },
  ],
  pages: [
    { key: "title", label: "Title", text: true }, { key: "n_chars", label: "Characters" }, { key: "declared_speeches", label: "Declared" },
    { key: "n_speeches", label: "Found" }, { key: "published", label: "Published", text: true }, { key: "split", label: "Split", text: true },
    { key: "all_defects", label: "Defects", text: true },
  ],
};

const COLLATOR = new Intl.Collator("zh");

const compareBy = (key) => (one, other) => {
  const [a, b] = [one[key], other[key]].map((value) => (Array.isArray(value) ? value.length : value));
  if (a === null || b === null) return (a === null) - (b === null);
  return typeof a === "number" ? a - b : COLLATOR.compare(a, b);
};

// Rows that pass every filter of the query, in its order. Each has the record and what of its text was hit.
const findRows = (index, texts, kind, query) => {
  const asked = Object.entries(FILTERS).filter(([name]) => query.get(name));
  const [least, most] = (query.get("length") ?? "").split("-").map((part) => (part ? Number(part) : null));
  const source = query.get("source") ?? "";
  const words = query.get("q") ?? "";
  const rows = [];
  for (const record of index[kind]) {
    const page = index.pageOf.get(record.page_id);
    if (source && !page.source.includes(source)) continue;
    if (least != null && record.n_chars < least) continue;
    if (most != null && record.n_chars > most) continue;
    if (!asked.every(([name, filter]) => {
      const values = filter.values(record, page, index);
      return query.get(name) === "any" && filter.any ? values.length > 0 : values.includes(query.get(name));
    })) continue;
    if (!words) {
      rows.push({ record, page, hit: -1 });
      continue;
    }
    const hit = (texts.get(record.speech_id ?? record.page_id) ?? "").indexOf(words);
    if (hit >= 0 || record.haystack.includes(words)) rows.push({ record, page, hit });
  }
  return sortRows(rows, query.get("sort") ?? "");
};

const sortRows = (rows, sort) => {
  if (!sort) return rows;
  const [way, key] = sort.startsWith("-") ? [-1, sort.slice(1)] : [1, sort];
  const compare = compareBy(key);
  const missingLast = (row) => row.record[key] === null;
  return rows.sort((one, other) => missingLast(one) - missingLast(other) || way * compare(one.record, other.record));
};

const snippet = (text, hit, words) => {
  const from = Math.max(0, hit - 24);
  const shown = text.slice(from, hit + words.length + 40).replace(/\s+/g, (blank) => " ".repeat(blank.length));
  return make("div", { class: "snippet" }, data("", {}), make("bdi", { lang: "zh" }, from > 0 ? "…" : "", markHits(shown, from, [[hit, hit + words.length]]), "…"));
};

const clusterChip = (index, record) => {
  const members = index.clusters.get(record.cluster_id);
  if (!members) return null;
  const other = members.find((member) => member !== record);
  return link(toAddress("compare", [record.speech_id, other.speech_id]), `${members.length} alike`, { class: "chip" });
};

const listRow = (index, kind, row, words, texts) => {
  const { record, page, hit } = row;
  const href = kind === "speeches" ? toAddress("speech", [record.speech_id], words ? { q: words } : {}) : toAddress("page", [record.page_id], words ? { q: words } : {});
  const under = kind === "speeches" ? [data(page.title ?? page.source), record.speaker ? [" · ", data(record.speaker)] : []].flat() : [data(record.source)];
  const cell = (column) => {
    if (column.key === "title") {
      return make("th", { scope: "row" }, make("a", { href, class: "open" }, titleOf(record)), " ", kind === "speeches" ? clusterChip(index, record) : null, make("div", { class: "under" }, under),
        hit >= 0 ? snippet(texts.get(record.speech_id ?? record.page_id), hit, words) : null);
    }
    if (column.key === "all_defects") return make("td", { "data-label": column.label, class: "defects" }, defectChips(index, record.all_defects).flatMap((element) => [element, " "]));
    const wrong = column.key === "n_speeches" && record.declared_speeches !== null && record.declared_speeches !== record.n_speeches;
    const value = record[column.key];
    return make("td", { "data-label": column.label, class: column.text ? null : wrong ? "number wrong" : "number" }, value === null ? missing("—") : column.text ? value : formatNumber(value));
  };
  return make("tr", {}, COLUMNS[kind].map(cell));
};

const filterBar = (index, kind, query, change) => {
  const select = ([name, filter]) => {
    const counts = count(index[kind], (record) => filter.values(record, index.pageOf.get(record.page_id), index));
    const values = name === "depth" ? byValue(counts) : byCount(counts);
    if (values.length === 0 && !query.get(name)) return null;
    const options = [["", "all"], ...(filter.any ? [["any", "any"]] : []), ...values.map(([value, number]) => [value, `${value} (${formatNumber(number)})`])];
    if (query.get(name) && !options.some(([value]) => value === query.get(name))) options.push([query.get(name), query.get(name)]);
    return make("label", {}, filter.label, make("select", { name, change: (event) => change({ [name]: event.target.value }) },
      options.map(([value, text]) => make("option", { value, selected: value === (query.get(name) ?? "") }, text))));
  };
  const source = make("input", { type: "text", name: "source", spellcheck: "false", value: query.get("source") ?? "", input: (event) => change({ source: event.target.value }) });
  return make("form", { class: "filters", "aria-label": "Filters", submit: (event) => event.preventDefault() },
    Object.entries(FILTERS).filter(([, filter]) => !filter.only || filter.only === kind).map(select), make("label", {}, "Source contains", source));
};

const listHead = (kind, query, change) => make("thead", {}, make("tr", {}, COLUMNS[kind].map(({ key, label }) => {
  const sort = query.get("sort") ?? "";
  const way = sort === key ? "ascending" : sort === `-${key}` ? "descending" : null;
  const next = way === "descending" ? key : way === "ascending" ? "" : key === "title" ? key : `-${key}`;
  return make("th", { scope: "col", "aria-sort": way, class: COLUMNS[kind].find((column) => column.key === key).text ? null : "number" },
    make("button", { type: "button", click: () => change({ sort: next }) }, label, make("span", { "aria-hidden": "true" }, way ? (way === "ascending" ? " ↑" : " ↓") : "")));
})));

const showList = (index, route, library) => {
  const kind = route.name;
  let query = route.query;
  const change = (changes) => {
    const next = Object.fromEntries([...query].filter(([name]) => !(name in changes)));
    for (const [name, value] of Object.entries(changes)) if (value) next[name] = value;
    goTo(toAddress(kind, [], next), true);
  };
  const status = make("p", { role: "status", class: "count" });
  const body = make("tbody");
  const more = make("button", { type: "button", class: "more", click: () => addRows() }, "more");
  const filters = make("div");
  const table = make("table", { class: "records" });
  let rows = [];
  const addRows = () => {
    const shown = body.children.length;
    body.append(...rows.slice(shown, shown + STEP).map((row) => listRow(index, kind, row, query.get("q") ?? "", library.texts)));
    more.hidden = body.children.length >= rows.length;
  };
  const refresh = () => {
    rows = findRows(index, library.texts, kind, query);
    const words = query.get("q");
    const partly = words && !library.isRead() ? " (still reading the texts)" : "";
    status.replaceChildren(`${formatNumber(rows.length)} of ${plural(index[kind].length, kind === "pages" ? "page" : "speech", kind)}`, words ? ` with 「${words}」${partly}` : "",
      query.get("length") ? [" · characters ", query.get("length"), " "] .join("") : "", [...query].length ? " · " : "", [...query].length ? link(toAddress(kind), "show all") : "");
    body.replaceChildren();
    addRows();
  };
  const update = (next) => {
    const typing = filters.contains(document.activeElement) && document.activeElement.name === "source";
    query = next.query;
    if (!typing) filters.replaceChildren(filterBar(index, kind, query, change));
    table.replaceChildren(listHead(kind, query, change), body);
    refresh();
    if (query.get("q") && !library.isRead()) library.readAll(showProgress).then(refresh, showError);
  };
  update(route);
  return {
    title: kind === "pages" ? "Pages" : "Speeches", update,
    element: make("div", {}, make("h1", {}, kind === "pages" ? "Pages" : "Speeches"), filters, status, table, more),
  };
};
