// Two near-duplicates side by side, what differs marked on both sides; long stretches alike are folded.

const FOLD = 240; // characters alike that are shown whole
const KEPT = 60; // characters shown at either end of a fold

// A speech or section by its id (its page's id, -p or -s, its start), with its text.
const openRecord = async (index, library, id) => {
  const pageId = requireRecord(index.pageOf, id.split("-")[0], "page").page_id;
  const body = await library.open(pageId);
  if (index.speechOf.has(id)) {
    const speech = index.speechOf.get(id);
    const members = (index.clusters.get(speech.cluster_id) ?? []).map((member) => member.speech_id);
    return { id, label: titleOf(speech), href: toAddress("speech", [id]), text: speechText(index, body, speech), members };
  }
  const section = requireRecord(new Map(body.sections.map((record) => [record.section_id, record])), id, "section");
  const href = toAddress("speech", [section.speech_id], { section: id });
  const members = index.sectionClusters.get(section.cluster_id) ?? [];
  return { id, label: sectionLabel(body, section), href, text: sectionText(body, section), members };
};

const partNode = (text, same, element) => (same || text === "" ? raw(text) : make(element, {}, raw(text)));

const sideCell = (parts, name, element) => make("td", {}, parts.map((part) => partNode(part[name], part.same, element)));

const rowOfRun = (run) => make("tr", { class: run.same ? "same" : "differs" },
  sideCell(run.parts, "before", "del"), sideCell(run.parts, "after", "ins"));

const rowAlike = (text) => rowOfRun({ same: true, parts: [{ same: true, before: text, after: text }] });

// A long stretch alike: its two ends, and a button for the rest.
const foldedRows = (run) => {
  const characters = [...run.parts[0].before];
  const whole = rowOfRun(run);
  const end = (from, to) => rowAlike(characters.slice(from, to).join(""));
  const rows = [end(0, KEPT), make("tr", { class: "fold" }), end(-KEPT)];
  const open = () => {
    rows[0].replaceWith(whole);
    for (const row of rows.slice(1)) row.remove();
  };
  const text = `… ${formatNumber(characters.length - 2 * KEPT)} characters alike …`;
  rows[1].append(make("td", { colspan: "2" }, make("button", { type: "button", click: open }, text)));
  return rows;
};

const compareTable = (one, other, runs) => {
  const fold = (run) => run.same && runs.length > 1 && run.parts[0].before.length > FOLD;
  const head = [one, other].map((record) => make("th", { scope: "col" },
    link(record.href, record.label), make("div", { class: "under" }, record.id)));
  return make("table", { class: "compare", lang: "zh" }, make("thead", {}, make("tr", {}, head)),
    make("tbody", {}, runs.flatMap((run) => (fold(run) ? foldedRows(run) : [rowOfRun(run)]))));
};

const memberChoice = (one, other) => make("select", {
  "aria-label": "Compare with", change: (event) => goTo(toAddress("compare", [one.id, event.target.value])),
}, one.members.filter((id) => id !== one.id).map((id) => make("option", { value: id, selected: id === other.id }, id)));

const showCompare = async (index, route, library) => {
  const [one, other] = await Promise.all(route.ids.slice(0, 2).map((id) => openRecord(index, library, id)));
  if (!other) throw new Error("Two ids are needed to compare.");
  const runs = findDifferences(one.text, other.text);
  const shared = sum(runs.flatMap((run) => run.parts).filter((part) => part.same), (part) => [...part.before].length);
  const length = Math.max([...one.text].length, [...other.text].length, 1);
  const noun = index.speechOf.has(one.id) ? "speeches" : "sections";
  return {
    title: `Two ${noun}`, backTo: "speeches",
    element: make("div", {},
      crumbTrail(link(toAddress("speeches", [], { cluster: "any" }), "Near-duplicates")),
      make("h1", {}, `Two ${noun} side by side`),
      facts({
        shared: `${formatNumber(shared)} of ${formatNumber(length)} characters, ${Math.floor((100 * shared) / length)} %`,
        cluster: plural(one.members.length, "member"), "compare with": one.members.length > 2 ? memberChoice(one, other) : null,
      }),
      compareTable(one, other, runs)),
  };
};
