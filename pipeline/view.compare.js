// Two near-duplicates side by side, what differs marked on both sides.

const PARTS = { p: "speech", s: "section" };

// A speech or section by its id, with its text: the page's id, -p or -s, the start.
const openRecord = async (index, library, id) => {
  const [pageId, rest] = id.split("-");
  requireRecord(index.pageOf, pageId, "page");
  const body = await library.open(pageId);
  if (rest[0] === "p") {
    const speech = requireRecord(index.speechOf, id, "speech");
    return { id, label: titleOf(speech), href: toAddress("speech", [id]), text: speechText(index, body, speech), cluster: speech.cluster_id, members: (index.clusters.get(speech.cluster_id) ?? []).map((member) => member.speech_id) };
  }
  const section = requireRecord(new Map(body.sections.map((record) => [record.section_id, record])), id, "section");
  return { id, label: sectionLabel(body, section), href: toAddress("speech", [section.speech_id], { section: id }), text: sectionText(body, section), members: index.sectionClusters.get(section.cluster_id) ?? [] };
};

const side = (parts, name, element) => make("td", { class: "side" }, parts.map((part) => (part.same || part[name] === "" ? part[name] : make(element, {}, part[name]))));

const showCompare = async (index, route, library) => {
  const [one, other] = await Promise.all(route.ids.map((id) => openRecord(index, library, id)));
  const runs = findDifferences(one.text, other.text);
  const shared = runs.flatMap((run) => run.parts).filter((part) => part.same).reduce((sum, part) => sum + [...part.before].length, 0);
  const length = Math.max([...one.text].length, [...other.text].length, 1);
  const rows = runs.map((run) => make("tr", { class: run.same ? "same" : "differs" }, side(run.parts, "before", "del"), side(run.parts, "after", "ins")));
  const pick = make("select", { "aria-label": "Compare with", change: (event) => goTo(toAddress("compare", [one.id, event.target.value])) },
    one.members.filter((id) => id !== one.id).map((id) => make("option", { value: id, selected: id === other.id }, id)));
  return {
    title: "Near-duplicates", backTo: "speeches",
    element: make("div", {}, make("nav", { class: "crumbs", "aria-label": "Where this is" }, link(toAddress("speeches", [], { cluster: "any" }), "Near-duplicates")),
      make("h1", {}, `Two ${PARTS[one.id.split("-")[1][0]]}${one.id.includes("-p") ? "es" : "s"} side by side`),
      facts([["shared", `${formatNumber(shared)} of ${formatNumber(length)} characters, ${Math.floor((100 * shared) / length)} %`], ["cluster", plural(one.members.length, "member")], ["compare with", one.members.length > 2 ? pick : null]]),
      make("table", { class: "compare", lang: "zh" }, make("thead", {}, make("tr", {}, [one, other].map((record) => make("th", { scope: "col" }, link(record.href, record.label), make("div", { class: "under" }, record.id))))),
        make("tbody", {}, rows))),
  };
};
