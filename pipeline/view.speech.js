// A speech: its outline as a tree beside its text; the chosen section is marked, its headings lead back up.

const sectionLabel = (body, section) => {
  if (section.implicit) return [missing("heading lost on the page")];
  const marker = section.marker ? [make("span", { class: "marker" }, data(section.marker)), " "] : [];
  if (section.heading) return [...marker, data(section.heading)];
  if (section.role !== "outline") return [missing(section.role)];
  return [...marker, make("span", { class: "missing" }, data(sectionText(body, section).slice(0, 24).replace(/\n/g, " ") + "…"))];
};

const nodeOf = (body, section, childrenOf, choose) => {
  const children = childrenOf.get(section.section_id) ?? [];
  const row = make("span", { class: "row" }, make("span", { class: "twist", "aria-hidden": "true" }),
    make("span", { class: "label" }, sectionLabel(body, section)), make("span", { class: "number" }, formatNumber(section.n_chars)));
  const node = make("li", { role: "treeitem", tabindex: "-1", "data-section": section.section_id, "aria-level": String(section.depth), "aria-selected": "false",
    "aria-expanded": children.length ? "true" : null, class: section.defects.length ? "has-defect" : null, title: section.defects.join(", ") || null }, row);
  row.addEventListener("click", (event) => {
    if (event.target.closest(".twist") && children.length) toggleNode(node, node.getAttribute("aria-expanded") !== "true");
    else choose(section);
  });
  if (children.length) node.append(make("ul", { role: "group" }, children.map((child) => nodeOf(body, child, childrenOf, choose))));
  return node;
};

const toggleNode = (node, open) => node.hasAttribute("aria-expanded") && node.setAttribute("aria-expanded", String(open));

// The arrow keys of a tree, as the ARIA practices have them.
const treeKeys = (tree, choose) => (event) => {
  const node = event.target.closest("[role=treeitem]");
  const visible = [...tree.querySelectorAll("[role=treeitem]")].filter((item) => item.offsetParent !== null);
  const at = visible.indexOf(node);
  const focus = (item) => {
    if (!item) return;
    tree.querySelectorAll("[tabindex='0']").forEach((other) => other.setAttribute("tabindex", "-1"));
    item.setAttribute("tabindex", "0");
    item.focus();
  };
  const open = node.getAttribute("aria-expanded");
  const actions = {
    ArrowDown: () => focus(visible[at + 1]), ArrowUp: () => focus(visible[at - 1]), Home: () => focus(visible[0]), End: () => focus(visible.at(-1)),
    ArrowRight: () => (open === "false" ? toggleNode(node, true) : open === "true" ? focus(node.querySelector("[role=treeitem]")) : null),
    ArrowLeft: () => (open === "true" ? toggleNode(node, false) : focus(node.parentElement.closest("[role=treeitem]"))),
    Enter: () => choose(node.dataset.section), " ": () => choose(node.dataset.section),
  };
  if (event.ctrlKey || event.metaKey || event.altKey || !actions[event.key]) return;
  event.preventDefault();
  event.stopPropagation();
  actions[event.key]();
};

const outlineTree = (body, sections, choose) => {
  const childrenOf = groupBy(sections, "parent_id");
  const tree = make("ul", { role: "tree", "aria-label": "Outline" }, (childrenOf.get(null) ?? []).map((section) => nodeOf(body, section, childrenOf, choose)));
  const byId = new Map(sections.map((section) => [section.section_id, section]));
  tree.addEventListener("keydown", treeKeys(tree, (id) => choose(byId.get(id))));
  tree.querySelector("[role=treeitem]")?.setAttribute("tabindex", "0");
  return tree;
};

// The section, its record, its words, and those like it.
const sectionPanel = (index, body, byId, section, toSection) => {
  const path = [];
  for (let at = section; at; at = byId.get(at.parent_id)) path.unshift(at);
  const alike = (index.sectionClusters.get(section.cluster_id) ?? []).filter((id) => id !== section.section_id);
  const text = sectionText(body, section);
  const words = make("p", { class: "words", lang: "zh" });
  const fill = () => words.childElementCount === 0 && words.append(...tokensOf(section, text).map((token) => make("span", { class: "word" }, token)));
  return [
    make("nav", { class: "crumbs", "aria-label": "Headings above" }, path.flatMap((item, position) => [position ? " › " : "", link(toSection(item), sectionLabel(body, item))])),
    facts([["numbering", section.numbering], ["rule", section.rule], ["characters", formatNumber(section.n_chars)], ["tokens", formatNumber(section.n_tokens)], ["place", `${section.start}–${section.end}`],
      ["defects", section.defects.length ? defectChips(index, section.defects) : null],
      ["alike", alike.length ? alike.slice(0, 12).flatMap((id) => [link(toAddress("compare", [section.section_id, id]), id), " "]).concat(alike.length > 12 ? `and ${alike.length - 12} more` : []) : null]]),
    recordTable(index.columns.sections, section),
    text ? make("details", { class: "record", toggle: fill }, make("summary", {}, "Words"), words) : null,
  ];
};

const speechHead = (index, speech, page) => {
  const members = (index.clusters.get(speech.cluster_id) ?? []).filter((member) => member !== speech);
  return make("div", {},
    make("nav", { class: "crumbs", "aria-label": "Where this is" }, link(toAddress("speeches"), "Speeches"), " › ", link(toAddress("page", [page.page_id], { at: speech.start }), titleOf(page))),
    make("h1", { id: "title" }, titleOf(speech)),
    facts([["speaker", speech.speaker], ["date", speech.date], ["place", speech.place], ["occasion", speech.occasion], ["characters", formatNumber(speech.n_chars)], ["sections", formatNumber(speech.n_sections)],
      ["tokens", formatNumber(speech.n_tokens)], ["split", speech.split], ["keywords", speech.keywords.length ? data(speech.keywords.join(" ")) : null],
      ["defects", speech.all_defects.length ? defectChips(index, speech.all_defects) : null],
      ["alike", members.length ? members.map((member) => [link(toAddress("compare", [speech.speech_id, member.speech_id]), titleOf(member)), " "]).flat() : null]]),
    recordTable(index.columns.speeches, speech));
};

const showSpeech = async (index, route, library) => {
  const speech = requireRecord(index.speechOf, route.ids[0], "speech");
  const page = index.pageOf.get(speech.page_id);
  const body = await library.open(page.page_id);
  const sections = body.sectionsOf.get(speech.speech_id) ?? [];
  const byId = new Map(sections.map((section) => [section.section_id, section]));
  const words = route.query.get("q") ?? "";
  const toSection = (section) => toAddress("speech", [speech.speech_id], { ...(words ? { q: words } : {}), section: section.section_id });
  const spans = body.spans.filter((span) => span.start >= speech.start && span.end <= speech.end && span.kind !== "speech_title");
  const published = (span) => span.speech === speech && isPublished(index, span);
  const describe = (span) => (published(span)
    ? { class: `kind-${span.kind}`, "data-of": span.section?.section_id, "data-start": String(span.start) }
    : { class: `left-out kind-${span.kind}`, title: sayAbout(index, span), "data-invisible": nameInvisible(span.text) });
  const text = make("article", { class: "text speech", lang: "zh", "aria-label": "Text" });
  const fill = (all) => text.replaceChildren(...showLines(all ? spans : spans.filter(published), findHits(speechText(index, body, speech), words), describe, published));
  fill(false);
  const panel = make("section", { class: "panel", "aria-label": "Chosen section", "aria-live": "polite" }, missing("Choose a section of the outline."));
  const tree = outlineTree(body, sections, (section) => goTo(toSection(section), true));
  const mark = (id, scroll) => {
    const section = byId.get(id);
    if (!section) return;
    const inside = new Set(sections.filter((other) => other.start >= section.start && other.end <= section.end).map((other) => other.section_id));
    let first = null;
    for (const element of text.querySelectorAll("[data-of]")) {
      const chosen = inside.has(element.dataset.of);
      element.classList.toggle("chosen", chosen);
      if (chosen) first ??= element;
    }
    for (const node of tree.querySelectorAll("[role=treeitem]")) {
      node.setAttribute("aria-selected", String(node.dataset.section === id));
      node.setAttribute("tabindex", node.dataset.section === id ? "0" : "-1");
    }
    tree.querySelector("[aria-selected=true] > .row")?.scrollIntoView({ block: "nearest" });
    panel.replaceChildren(...sectionPanel(index, body, byId, section, toSection).filter(Boolean));
    if (scroll) first?.scrollIntoView({ block: "center" });
  };
  let chosenId = route.query.get("section");
  const box = make("input", { type: "checkbox", change: () => { fill(box.checked); mark(chosenId, false); } });
  const hits = hitSteps(text, words);
  const siblings = index.speechesOf.get(page.page_id);
  return {
    title: speech.title ?? speech.speech_id, backTo: "speeches",
    element: make("div", {}, speechHead(index, speech, page), previousNext(siblings, speech, (other) => toAddress("speech", [other.speech_id]), "speech"),
      hits?.element, make("div", { class: "beside" },
        make("aside", {}, make("details", { class: "outline", open: true }, make("summary", {}, `Outline, ${plural(sections.length, "section")}`), tree)),
        make("div", {}, panel, make("label", { class: "switch" }, box, " show what was left out of it"), text))),
    shown: () => (chosenId ? mark(chosenId, true) : hits?.showFirst()),
    update: (next) => {
      chosenId = next.query.get("section");
      mark(chosenId, true);
    },
  };
};
