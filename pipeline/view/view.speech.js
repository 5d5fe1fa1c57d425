// A speech: its outline as a tree beside its text; the chosen section is marked, its headings lead back up.

const ALIKE_SHOWN = 12;

const speechHead = (index, speech, page) => {
  const members = (index.clusters.get(speech.cluster_id) ?? []).filter((member) => member !== speech);
  const toCompare = (member) => toAddress("compare", [speech.speech_id, member.speech_id]);
  const alike = members.slice(0, ALIKE_SHOWN).map((member) => link(toCompare(member), titleOf(member)));
  if (members.length > ALIKE_SHOWN) alike.push(`and ${members.length - ALIKE_SHOWN} more`);
  return make("div", {},
    crumbTrail(link(toAddress("speeches"), "Speeches"), " › ",
      link(toAddress("page", [page.page_id], { at: speech.start }), titleOf(page), { title: "the page as it was read" })),
    make("h1", {}, titleOf(speech)),
    facts({
      speaker: speech.speaker && data(speech.speaker), date: speech.date, place: speech.place && data(speech.place),
      occasion: speech.occasion && data(speech.occasion), characters: formatNumber(speech.n_chars),
      sections: formatNumber(speech.n_sections), tokens: formatNumber(speech.n_tokens), split: speech.split,
      keywords: speech.keywords.length ? data(speech.keywords.join(" ")) : null,
      defects: defectChips(index, speech.all_defects), "near-duplicates": alike.flatMap((item) => [item, " "]),
    }),
    recordTable(index.columns.speeches, speech));
};

const pathTo = (byId, section) => {
  const path = [];
  for (let at = section; at; at = byId.get(at.parent_id)) path.unshift(at);
  return path;
};

const wordList = (section, text) => {
  const words = make("p", { class: "words", lang: "zh" });
  const fill = () => {
    const tokens = words.childElementCount === 0 ? tokensOf(section, text) : [];
    words.append(...tokens.map((token) => make("span", { class: "token" }, raw(token))));
  };
  return make("details", { class: "record", toggle: fill }, make("summary", {}, "Words"), words);
};

// What is known of the chosen section, its words, and the sections like it.
const sectionPanel = (index, page, body, section) => {
  const alike = (index.sectionClusters.get(section.cluster_id) ?? []).filter((id) => id !== section.section_id);
  const links = alike.slice(0, ALIKE_SHOWN).flatMap((id) => [link(toAddress("compare", [section.section_id, id]), id), " "]);
  if (alike.length > ALIKE_SHOWN) links.push(`and ${alike.length - ALIKE_SHOWN} more`);
  const text = sectionText(body, section);
  return [
    facts({
      role: section.role, numbering: section.numbering, number: section.number, rule: ruleName(section.rule),
      confidence: section.confidence.toFixed(3),
      characters: formatNumber(section.n_chars), tokens: formatNumber(section.n_tokens),
      place: link(toAddress("page", [section.page_id], { at: section.start }), `${section.start}–${section.end}`),
      defects: defectChips(index, section.defects), "near-duplicates": links,
    }),
    recordTable(index.columns.sections, section),
    text ? wordList(section, text) : "",
    whyPanel(index, page, body, () => section.start).element,
  ];
};

// The text of a speech: what is published, and on demand what was left out of it.
const makeText = (index, body, speech, words) => {
  const spans = body.spans.filter((span) => span.start >= speech.start && span.end <= speech.end && span.kind !== "speech_title");
  const published = (span) => span.speech === speech && isPublished(index, span);
  const describe = (span) => (published(span)
    ? { class: `kind-${span.kind}`, "data-of": span.section?.section_id, "data-start": String(span.start) }
    : { class: `left-out kind-${span.kind}`, title: sayAbout(index, span), "data-invisible": nameInvisible(span.text) });
  const hits = findHits(speechText(index, body, speech), words);
  const element = make("article", { class: "text speech", lang: "zh", "aria-label": "Text of the speech" });
  const fill = (all) => element.replaceChildren(...showLines(all ? spans : spans.filter(published), hits, describe, published));
  fill(false);
  return { element, fill };
};

const markSection = (text, sections, section) => {
  const inside = sections.filter((other) => other.start >= section.start && other.end <= section.end);
  const ids = new Set(inside.map((other) => other.section_id));
  const chosen = [...text.querySelectorAll("[data-of]")].filter((element) => {
    element.classList.toggle("chosen", ids.has(element.dataset.of));
    return ids.has(element.dataset.of);
  });
  return chosen[0];
};

const showSpeech = async (index, route, library) => {
  const speech = requireRecord(index.speechOf, route.ids[0], "speech");
  const page = index.pageOf.get(speech.page_id);
  const body = await library.open(page.page_id);
  const sections = body.sectionsOf.get(speech.speech_id) ?? [];
  const byId = new Map(sections.map((section) => [section.section_id, section]));
  const words = route.query.get("q") ?? "";
  const toSection = (id) => toAddress("speech", [speech.speech_id], { ...(words ? { q: words } : {}), section: id });
  const text = makeText(index, body, speech, words);
  const tree = outlineTree(body, sections, (id) => goTo(toSection(id), true));
  const crumbs = make("nav", { class: "crumbs path", "aria-label": "Headings above" });
  const panel = make("section", { class: "panel", "aria-label": "Chosen section" }, missing("Choose a section of the outline."));
  let chosen = route.query.get("section");
  const mark = (scroll) => {
    const section = byId.get(chosen);
    if (!section) return;
    selectNode(tree, chosen);
    crumbs.replaceChildren(...pathTo(byId, section).flatMap((item, position) =>
      [position ? " › " : "", link(toSection(item.section_id), sectionLabel(body, item))]));
    panel.replaceChildren(...sectionPanel(index, page, body, section));
    const first = markSection(text.element, sections, section);
    if (scroll) first?.scrollIntoView({ block: "start" });
  };
  const all = make("input", { type: "checkbox", change: () => { text.fill(all.checked); mark(false); } });
  const hits = hitSteps(text.element, words);
  const outline = make("details", { class: "outline", open: true },
    make("summary", {}, `Outline, ${plural(sections.length, "section")}`), make("div", { class: "scroll" }, tree));
  return {
    title: speech.title ?? speech.speech_id, backTo: "speeches",
    element: make("div", {}, speechHead(index, speech, page),
      previousNext(index.speechesOf.get(page.page_id), speech, (other) => toAddress("speech", [other.speech_id]), "speech"),
      make("div", { class: "beside" }, make("aside", {}, outline, panel), make("div", {},
        make("label", { class: "switch" }, all, " show what was left out of it"),
        make("div", { class: "over" }, hits?.element, crumbs), text.element))),
    shown: () => (byId.has(chosen) ? mark(true) : hits?.showFirst()),
    update: (next) => {
      chosen = next.query.get("section");
      mark(true);
    },
  };
};
