// The overview: how many of what, and pictures whose bars lead to the list of what they count.

const LENGTHS = [0, 500, 1000, 2000, 3000, 5000, 8000, 12000, 20000, Infinity];

const count = (records, keys) => {
  const counts = new Map();
  for (const record of records) for (const key of keys(record)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

// Bars: [label, count, query of the list it leads to, explanation].
const barChart = (title, note, list, bars) => {
  const most = Math.max(1, ...bars.map(([, number]) => number));
  return make("section", { class: "chart" }, make("h2", {}, title), make("p", { class: "note" }, note),
    bars.length === 0 ? make("p", { class: "missing" }, "none") :
    make("ul", { class: "bars" }, bars.map(([label, number, query, meaning]) => {
      const fill = make("span", { class: "fill" });
      fill.style.width = `${(100 * number) / most}%`;
      return make("li", {}, make("a", { href: toAddress(list, [], query), title: meaning ?? null },
        make("span", { class: "label" }, label), make("span", { class: "track", "aria-hidden": "true" }, fill),
        make("span", { class: "number" }, formatNumber(number))));
    })));
};

const lengthBars = (speeches) => LENGTHS.slice(0, -1).map((from, position) => {
  const to = LENGTHS[position + 1];
  const number = speeches.filter((speech) => speech.n_chars >= from && speech.n_chars < to).length;
  const label = to === Infinity ? `${formatNumber(from)} and more` : `${formatNumber(from)} – ${formatNumber(to - 1)}`;
  return [label, number, { length: `${from}-${to === Infinity ? "" : to - 1}` }];
});

const byCount = (counts) => [...counts].sort((one, other) => other[1] - one[1] || (one[0] < other[0] ? -1 : 1));
const byValue = (counts) => [...counts].sort((one, other) => one[0] - other[0]);

const sumLeftOut = (pages) => {
  const sums = new Map();
  for (const page of pages) for (const [kind, number] of Object.entries(page.left_out)) sums.set(kind, (sums.get(kind) ?? 0) + number);
  return sums;
};

const totals = (index) => {
  const sections = index.speeches.reduce((sum, speech) => sum + speech.n_sections, 0);
  const characters = index.pages.reduce((sum, page) => sum + page.n_chars, 0);
  const declared = index.pages.filter((page) => page.declared_speeches !== null);
  const wrong = declared.filter((page) => page.declared_speeches !== page.n_speeches).length;
  const figure = (number, name, href, note) => make("li", {}, make(href ? "a" : "span", { href }, make("strong", { class: "number" }, formatNumber(number)), ` ${name}`),
    note ? make("small", {}, note) : null);
  const defective = index.speeches.filter((speech) => speech.all_defects.length > 0).length;
  return make("ul", { class: "totals" },
    figure(index.pages.length, "pages", toAddress("pages"), `${formatNumber(characters)} characters`),
    figure(index.speeches.length, "speeches", toAddress("speeches"), `${formatNumber(index.speeches.reduce((sum, speech) => sum + speech.n_chars, 0))} characters`),
    figure(sections, "sections", null, "openings and closings included"),
    figure(index.rejected.length, "rejected", toAddress("rejected"), "not published, each with its reason"),
    figure(defective, "speeches with defects", toAddress("speeches", [], { defect: "any" }), "their own or their sections'"),
    figure(index.clusters.size, "clusters of speeches", toAddress("speeches", [], { cluster: "any" }), `near-duplicates; ${plural(index.sectionClusters.size, "cluster")} of sections`),
    figure(wrong, "pages miscounted", toAddress("pages", [], { defect: "declared_count" }), `${formatNumber(declared.length)} declare a number of speeches`));
};

const showOverview = (index) => {
  const { speeches, pages } = index;
  const sectionsWith = (name, column) => speeches.reduce((sum, speech) => sum + (speech[column][name] ?? 0), 0);
  const defects = byCount(count(speeches, (speech) => speech.all_defects));
  return {
    title: "Overview",
    element: make("div", {}, make("h1", {}, data(index.title), " ", make("small", {}, index.version)), totals(index),
      make("div", { class: "charts" },
        barChart("Length", "characters of a speech", "speeches", lengthBars(speeches)),
        barChart("Depth", "levels of its outline", "speeches", byValue(count(speeches, (speech) => [speech.depth])).map(([depth, number]) => [`${depth}`, number, { depth }])),
        barChart("Numbering", "speeches whose outline uses it", "speeches", byCount(count(speeches, (speech) => speech.all_numberings))
          .map(([name, number]) => [name, number, { numbering: name }, `${formatNumber(sectionsWith(name, "numberings"))} sections`])),
        barChart("Defects of speeches", "their own or their sections'", "speeches", defects.map(([code, number]) => [code, number, { defect: code }, index.defects[code]])),
        barChart("Defects of pages", "their own", "pages", byCount(count(pages, (page) => page.defects)).map(([code, number]) => [code, number, { defect: code }, index.defects[code]])),
        barChart("Left out", "characters that no record owns, by kind", "pages", byCount(sumLeftOut(pages)).map(([kind, number]) => [kind, number, { left_out: kind }, KIND_MEANINGS[kind]])),
        barChart("Split", "speeches", "speeches", byCount(count(speeches, (speech) => [speech.split])).map(([split, number]) => [split, number, { split }])),
        barChart("Script", "pages", "pages", byCount(count(pages, (page) => [page.script])).map(([script, number]) => [script, number, { script }])),
        barChart("Media type", "pages", "pages", byCount(count(pages, (page) => [page.media_type])).map(([media, number]) => [media, number, { media_type: media }])))),
  };
};

const showRejected = (index, route) => {
  const reason = route.query.get("reason") ?? "";
  const rows = index.rejected.filter((row) => !reason || row.reason === reason);
  const bars = byCount(count(index.rejected, (row) => [row.reason])).map(([code, number]) => [code, number, code === reason ? {} : { reason: code }]);
  const cells = (row) => ["source", "locator", "stage", "reason", "detail", "sha256", "n_bytes"].map((name) => make("td", { "data-label": name, class: name === "n_bytes" ? "number" : null }, showValue(row[name])));
  return {
    title: "Rejected",
    element: make("div", {}, make("h1", {}, "Rejected"),
      make("p", {}, index.rejected.length ? "What was read and is not published, with the reason. The bytes are kept under output/rejected/, named by their sha256." : "Everything that was read is published."),
      index.rejected.length ? barChart("Reasons", "choose one; choose it again for all", "rejected", bars) : null,
      rows.length ? make("table", { class: "records" }, make("thead", {}, make("tr", {}, ["source", "locator", "stage", "reason", "detail", "sha256", "bytes"].map((name) => make("th", { scope: "col" }, name)))),
        make("tbody", {}, rows.slice(0, 2000).map((row) => make("tr", {}, cells(row))))) : null),
  };
};
