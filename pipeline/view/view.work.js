// Work lists: which pages to look at next, by doubt, defects, without corrections yet, or drawn by lot; what was looked at is
// marked as right or as corrected, and the marks of a drawn list say how many of all pages are right, with the interval of Wilson.

const MARKS = "work marks";
const SAMPLE = 30;
const Z = 1.96; // 95 of 100

const readMarks = () => {
  try {
    return JSON.parse(localStorage.getItem(MARKS) ?? "{}");
  } catch {
    return {};
  }
};

const leastOf = (index, page) => (index.speechesOf.get(page.page_id) ?? []).reduce((least, speech) => Math.min(least, speech.least), 1);

// A number from the page's id and the word that is drawn by: the same list for everybody who says the same word.
const lotOf = (id, word) => [...`${word} ${id}`].reduce((sum, character) => Math.imul(sum ^ character.codePointAt(0), 16777619) >>> 0, 2166136261);

const mixed = (number) => { const x = Math.imul(number ^ (number >>> 16), 0x45d9f3b); return (x ^ (x >>> 16)) >>> 0; };

const LISTS = {
  doubt: ["pages, least sure first", (index) => index.pages.toSorted((a, b) => leastOf(index, a) - leastOf(index, b))],
  defects: ["with defects, most first", (index) => index.pages.filter((page) => page.all_defects.length)
    .sort((a, b) => b.all_defects.length - a.all_defects.length)],
  new: ["pages that are not corrected yet", (index) => index.pages.filter((page) => readKept(page).length === 0 && !readMarks()[page.page_id])],
  sample: ["random sample", (index, size) => index.pages
    .toSorted((a, b) => mixed(lotOf(a.page_id, index.title)) - mixed(lotOf(b.page_id, index.title))).slice(0, size)],
};

// The bounds of a share of which `right` of `number` were seen.
const wilson = (right, number) => {
  const share = right / number;
  const middle = share + (Z * Z) / (2 * number);
  const width = Z * Math.sqrt((share * (1 - share)) / number + (Z * Z) / (4 * number * number));
  return [middle - width, middle + width].map((bound) => Math.max(0, Math.min(1, bound / (1 + (Z * Z) / number))));
};

const estimate = (pages) => {
  const marks = readMarks();
  const seen = pages.filter((page) => marks[page.page_id]);
  const right = seen.filter((page) => marks[page.page_id] === "right").length;
  if (!seen.length) return say("Mark the pages that you have looked at as right or as corrected.");
  const [low, high] = wilson(right, seen.length).map((share) => Math.round(100 * share));
  return say(`${right} of ${seen.length} pages looked at were right: between ${low} and ${high} % of all (95 %)`);
};

const workRow = (index, page, changed) => {
  const marks = readMarks();
  const put = (mark) => {
    const next = readMarks();
    if (next[page.page_id] === mark) delete next[page.page_id];
    else next[page.page_id] = mark;
    localStorage.setItem(MARKS, JSON.stringify(next));
    changed();
  };
  const button = (mark) => make("button", { type: "button", "aria-pressed": String(marks[page.page_id] === mark), click: () => put(mark) }, mark);
  return make("tr", {}, make("th", { scope: "row" }, link(toAddress("page", [page.page_id]), titleOf(page), { class: "open" })),
    make("td", { "data-label": "Confidence", class: "number" }, leastOf(index, page).toFixed(3)),
    make("td", { "data-label": "Defects" }, defectChips(index, page.all_defects)),
    make("td", { "data-label": "Orders", class: "number" }, String(readKept(page).length)),
    make("td", { "data-label": "State" }, button("right"), " ", button("corrected")));
};

const showWork = (index, route) => {
  let query = route.query;
  const body = make("tbody");
  const status = make("p", { role: "status", class: "count" });
  const heads = ["Title", "Confidence", "Defects", "Orders", "State"].map((name) => make("th", { scope: "col" }, name));
  const fill = () => {
    const pages = LISTS[query.get("list") ?? "doubt"][1](index, Number(query.get("n") ?? SAMPLE)).slice(0, 500);
    body.replaceChildren(...pages.map((page) => workRow(index, page, fill)));
    status.textContent = estimate(pages);
  };
  const go = (changes) => goTo(toAddress("work", [], { ...Object.fromEntries(query), ...changes }), true);
  const choice = make("select", { name: "list", change: (event) => go({ list: event.target.value }) },
    Object.entries(LISTS).map(([name, [words]]) => make("option", { value: name, selected: name === (query.get("list") ?? "doubt") }, words)));
  const size = make("input", { type: "number", name: "n", min: "1", value: query.get("n") ?? String(SAMPLE), change: (event) => go({ n: event.target.value }) });
  fill();
  return {
    title: "Work list", update: (next) => { query = next.query; fill(); },
    element: make("div", {}, make("h1", {}, "Work list"),
      make("form", { class: "filters", "aria-label": "Work list", submit: (event) => event.preventDefault() },
        make("label", {}, "List", choice), make("label", {}, "Size of the sample", size)),
      make("p", {}, link(toAddress("agreement"), "Agreement of two people")),
      status, make("table", { class: "records" }, make("thead", {}, make("tr", {}, heads)), body)),
  };
};
