// The overview: how many of what, and pictures whose bars lead to the list of what they count; and what was rejected.

const LENGTHS = [0, 500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, Infinity];
const REJECTED_SHOWN = 2000;

const count = (records, keys) => {
  const counts = new Map();
  for (const record of records) for (const key of keys(record)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const sum = (records, value) => records.reduce((total, record) => total + value(record), 0);
const byCount = (counts) => [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
const byValue = (counts) => [...counts].sort((one, other) => one[0] - other[0]);

const barOf = (list, most) => ({ label, number, query, meaning }) => {
  const fill = make("span", { class: "fill", hidden: number === 0 });
  fill.style.width = `${(100 * number) / most}%`;
  return make("li", {}, make("a", { href: toAddress(list, [], query), title: meaning },
    make("span", { class: "label" }, String(label)),
    make("span", { class: "track", "aria-hidden": "true" }, fill),
    make("span", { class: "number" }, formatNumber(number))));
};

// A picture: one bar per {label, number, query of the list it leads to, meaning}.
const barChart = (title, note, list, bars) => {
  const most = Math.max(1, ...bars.map(({ number }) => number));
  return make("section", { class: "chart" }, make("h2", {}, title), make("p", { class: "note" }, note),
    bars.length ? make("ul", { class: "bars" }, bars.map(barOf(list, most))) : make("p", { class: "missing" }, "none"));
};

// Bars of counted values; choosing one asks the list for that value.
const countBars = (counts, filter, meaning = () => null) =>
  counts.map(([value, number]) => ({ label: value, number, query: { [filter]: value }, meaning: meaning(value) }));

const lengthBars = (speeches) => LENGTHS.slice(0, -1).map((from, position) => {
  const to = LENGTHS[position + 1];
  const number = speeches.filter((speech) => speech.n_chars >= from && speech.n_chars < to).length;
  const label = `${formatNumber(from)} – ${to === Infinity ? "" : formatNumber(to - 1)}`;
  return { label, number, query: { length: `${from}-${to === Infinity ? "" : to - 1}` } };
});

const sumLeftOut = (pages) => {
  const sums = new Map();
  for (const page of pages) {
    for (const [kind, number] of Object.entries(page.left_out)) sums.set(kind, (sums.get(kind) ?? 0) + number);
  }
  return sums;
};

const figure = (number, name, href, note) => make("li", {},
  make(href ? "a" : "span", { href }, make("strong", { class: "number" }, formatNumber(number)), name),
  make("small", {}, note));

const totals = ({ pages, speeches, rejected, clusters, sectionClusters }) => {
  const declared = pages.filter((page) => page.declared_speeches !== null);
  const wrong = declared.filter((page) => page.declared_speeches !== page.n_speeches);
  const defective = speeches.filter((speech) => speech.all_defects.length > 0);
  const characters = (records) => `${formatNumber(sum(records, (record) => record.n_chars))} characters`;
  return make("ul", { class: "totals" },
    figure(pages.length, "pages", toAddress("pages"), characters(pages)),
    figure(speeches.length, "speeches", toAddress("speeches"), characters(speeches)),
    figure(sum(speeches, (speech) => speech.n_sections), "sections", null, "with openings and closings"),
    figure(rejected.length, "rejected", toAddress("rejected"), "each with its reason"),
    figure(defective.length, "with defects", toAddress("speeches", [], { defect: "any" }), "speeches, or their sections"),
    figure(clusters.size, "clusters", toAddress("speeches", [], { cluster: "any" }),
      `of near-duplicate speeches; ${formatNumber(sectionClusters.size)} of sections`),
    figure(wrong.length, "miscounted", toAddress("pages", [], { count: "differs" }),
      `of ${plural(declared.length, "page")} that say how many speeches they have`));
};

const showOverview = (index) => {
  const { speeches, pages } = index;
  const meaning = (code) => index.defects[code];
  const sections = (name) => plural(sum(speeches, (speech) => speech.numberings[name] ?? 0), "section");
  const counted = (records, keys) => byCount(count(records, keys));
  const charts = [
    barChart("Length", "characters of a speech", "speeches", lengthBars(speeches)),
    barChart("Depth", "levels of a speech's outline", "speeches",
      countBars(byValue(count(speeches, (speech) => [speech.depth])), "depth")),
    barChart("Numbering", "speeches whose outline uses it", "speeches",
      countBars(counted(speeches, (speech) => speech.all_numberings), "numbering", sections)),
    barChart("Defects of speeches", "their own or their sections'", "speeches",
      countBars(counted(speeches, (speech) => speech.all_defects), "defect", meaning)),
    barChart("Defects of pages", "their own", "pages",
      countBars(counted(pages, (page) => page.defects), "defect", meaning)),
    barChart("Left out", "characters of the pages, by kind", "pages",
      countBars(byCount(sumLeftOut(pages)), "left_out", (kind) => index.kind_meanings[kind])),
    barChart("Split", "speeches", "speeches", countBars(counted(speeches, (speech) => [speech.split]), "split")),
    barChart("Script", "pages", "pages", countBars(counted(pages, (page) => [page.script]), "script")),
    barChart("Media type", "pages", "pages", countBars(counted(pages, (page) => [page.media_type]), "media_type")),
  ];
  const head = make("h1", {}, data(index.title), " ", make("small", {}, index.version));
  return { title: "Overview", element: make("div", {}, head, totals(index), make("div", { class: "charts" }, charts)) };
};

const rejectedTable = (columns, rows) => make("table", { class: "records" },
  make("thead", {}, make("tr", {}, columns.map(([name, , meaning]) =>
    make("th", { scope: "col", title: meaning, class: `column-${name}` }, name)))),
  make("tbody", {}, rows.slice(0, REJECTED_SHOWN).map((row) =>
    make("tr", {}, columns.map(([name]) => make("td", { "data-label": name, class: `column-${name}` }, showValue(name === "reason" ? say(row[name]) : row[name])))))));

const showRejected = (index, route) => {
  const reason = route.query.get("reason") ?? "";
  const rows = index.rejected.filter((row) => !reason || row.reason === reason);
  const bars = countBars(byCount(count(index.rejected, (row) => [row.reason])), "reason");
  const said = index.rejected.length
    ? "What was read and is not published, with the reason. The bytes are kept, named by their sha256."
    : "Everything that was read is published.";
  const more = rows.length > REJECTED_SHOWN ? `The first ${formatNumber(REJECTED_SHOWN)} are shown.` : "";
  return {
    title: "Rejected",
    element: make("div", {}, make("h1", {}, "Rejected"), make("p", {}, said),
      rows.length ? barChart("Reasons", "each leads to its rows", "rejected", bars) : null,
      make("p", { class: "count", role: "status" }, `${formatNumber(rows.length)} of ${formatNumber(index.rejected.length)} rejected `,
        reason ? link(toAddress("rejected"), "show all") : "", more),
      rows.length ? rejectedTable(index.columns.rejected, rows) : null),
  };
};
