// A page as it was read: its whole text, every span in the colour of its kind, what was left out struck through.

const KIND_MEANINGS = {
  page_title: "title of the page", byline: "date, author or source line", blurb: "introduction by the site", contents: "table of contents",
  navigation: "links and menus", filler: "filler sentence of the site", footer: "end matter of the site", glossary: "glossary after the speech",
  footnote: "footnote", attachment: "attachment", speech_title: "title of a speech", marker: "outline marker", heading: "heading",
  stop: "punctuation that ends a heading", body: "running text", blank: "white space", injected: "characters that damage put there", other: "left out, of no other kind",
};

// The attributes of a span: its kind, whether it is left out, and all that is known of it on hover.
const describeSpan = (index) => {
  const order = new Map();
  const shade = (section) => {
    if (!order.has(section)) order.set(section, order.size);
    return order.get(section) % 2 ? "odd" : "even";
  };
  return (span) => {
    const left = !isPublished(index, span) && span.kind !== "speech_title";
    return {
      class: ["span", `kind-${span.kind}`, left ? "left-out" : "owned", span.section ? shade(span.section) : ""].join(" "),
      title: sayAbout(index, span), "data-start": String(span.start), "data-end": String(span.end), "data-invisible": nameInvisible(span.text),
    };
  };
};

const sayAbout = (index, span) => {
  const left = isPublished(index, span) || span.kind === "speech_title" ? "" : ", left out";
  const rule = span.rule ?? (span.section && ["marker", "heading"].includes(span.kind) ? span.section.rule : null);
  return `${span.kind}${left}: ${KIND_MEANINGS[span.kind]}${rule ? ` · rule ${rule}` : ""} · ${span.start}–${span.end}`;
};

const ledgerTable = (index, spans, choose) => {
  const sums = new Map();
  for (const span of spans) {
    const sum = sums.get(span.kind) ?? { spans: 0, characters: 0, left: 0 };
    sum.spans += 1;
    sum.characters += span.end - span.start;
    if (!isPublished(index, span)) sum.left += span.end - span.start;
    sums.set(span.kind, sum);
  }
  const rows = index.kinds.filter((kind) => sums.has(kind)).map((kind) => {
    const { spans: number, characters, left } = sums.get(kind);
    return make("tr", {}, make("th", { scope: "row" }, make("button", { type: "button", click: () => choose(kind), title: KIND_MEANINGS[kind], "aria-pressed": "false", "data-kind": kind },
      make("span", { class: `swatch kind-${kind}` }), kind)), ...[number, characters, left].map((value) => make("td", { class: "number" }, formatNumber(value))));
  });
  const total = spans.length ? spans.at(-1).end : 0;
  return make("details", { class: "ledger", open: matchMedia("(min-width: 60rem)").matches }, make("summary", {}, "Ledger"), make("table", {},
    make("thead", {}, make("tr", {}, ["kind", "spans", "characters", "left out"].map((name) => make("th", { scope: "col" }, name)))), make("tbody", {}, rows),
    make("tfoot", {}, make("tr", {}, make("th", { scope: "row" }, "all"), make("td", { class: "number" }, formatNumber(spans.length)), make("td", { class: "number" }, formatNumber(total)),
      make("td", { class: "number" }, formatNumber([...sums.values()].reduce((sum, { left }) => sum + left, 0)))))));
};

const declaredAndFound = (page) => {
  const wrong = page.declared_speeches !== null && page.declared_speeches !== page.n_speeches;
  return make("span", { class: wrong ? "wrong" : null }, `declared ${formatNumber(page.declared_speeches)}, found ${formatNumber(page.n_speeches)}`);
};

const pageHead = (index, page) => make("div", {},
  make("nav", { class: "crumbs", "aria-label": "Where this is" }, link(toAddress("pages"), "Pages"), " › ", data(page.source)),
  make("h1", {}, titleOf(page)),
  facts([
    ["speeches", declaredAndFound(page)], ["characters", formatNumber(page.n_chars)], ["published", page.published], ["author", page.author ? data(page.author) : null],
    ["encoding", page.encoding], ["script", page.script], ["split", page.split], ["defects", page.defects.length ? defectChips(index, page.defects) : null],
  ]),
  make("ol", { class: "speeches" }, (index.speechesOf.get(page.page_id) ?? []).map((speech) =>
    make("li", {}, link(toAddress("speech", [speech.speech_id]), titleOf(speech)), " ", make("span", { class: "number under" }, formatNumber(speech.n_chars))))),
  recordTable(index.columns.pages, page));

const showPage = async (index, route, library) => {
  const page = requireRecord(index.pageOf, route.ids[0], "page");
  const body = await library.open(page.page_id);
  const words = route.query.get("q") ?? "";
  const text = make("div", { class: "text read", tabindex: "0", role: "region", "aria-label": "The page as it was read", lang: "zh" },
    showLines(body.spans, findHits(body.text, words), describeSpan(index)));
  const inspector = make("p", { class: "inspector", role: "status" }, "Point at the text, or step through the spans with j and k.");
  let current = null;
  const spanAt = (start) => body.spans.find((span) => span.start === start);
  const inspect = (span) => inspector.replaceChildren(sayAbout(index, span), span.speech ? [" · ", link(toAddress("speech", [span.speech.speech_id], span.section ? { section: span.section.section_id } : {}), span.section ? "its section" : "its speech")] : "", ...[]);
  const choose = (span) => {
    text.querySelectorAll(".current-span").forEach((element) => element.classList.remove("current-span"));
    const parts = text.querySelectorAll(`[data-start="${span.start}"]`);
    parts.forEach((element) => element.classList.add("current-span"));
    parts[0].scrollIntoView({ block: "center" });
    current = span;
    inspectNodes(span);
  };
  const inspectNodes = (span) => {
    const owner = span.section ? link(toAddress("speech", [span.speech.speech_id], { section: span.section.section_id }), "its section")
      : span.speech ? link(toAddress("speech", [span.speech.speech_id]), "its speech") : null;
    inspector.replaceChildren(sayAbout(index, span), ...(owner ? [" · ", owner] : []));
  };
  let kind = null;
  const step = (offset) => {
    const from = current ? body.spans.indexOf(current) : offset > 0 ? -1 : body.spans.length;
    for (let at = from + offset; at >= 0 && at < body.spans.length; at += offset) {
      const span = body.spans[at];
      if (kind ? span.kind === kind : span.kind !== "blank") return choose(span);
    }
    return null;
  };
  const chooseKind = (name) => {
    if (kind !== name) current = null;
    kind = name;
    text.dataset.only = name;
    ledger.querySelectorAll("button").forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.kind === name)));
    step(1);
  };
  const ledger = ledgerTable(index, body.spans, chooseKind);
  text.addEventListener("pointerover", (event) => event.target.closest(".span") && inspectNodes(spanAt(Number(event.target.closest(".span").dataset.start))));
  text.addEventListener("click", (event) => event.target.closest(".span") && choose(spanAt(Number(event.target.closest(".span").dataset.start))));
  const hits = words ? hitSteps(text, words) : null;
  const at = route.query.get("at");
  return {
    title: page.title ?? page.source, keys: hits ? {} : { j: () => step(1), k: () => step(-1) }, backTo: "pages",
    element: make("div", {}, pageHead(index, page), previousNext(index.pages, page, (other) => toAddress("page", [other.page_id]), "page"),
      hits?.element, make("div", { class: "beside" }, make("aside", {}, ledger, inspector), text)),
    shown: () => {
      const span = at === null ? null : body.spans.findLast((candidate) => candidate.start <= Number(at) && candidate.end > candidate.start);
      if (span) choose(span);
      else hits?.showFirst();
    },
  };
};
