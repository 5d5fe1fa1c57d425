// A page as it was read: its whole text, every span in the colour of its kind, what was left out struck through.

// The rule that made a span what it is, where it is known.
const ruleOf = (span) => span.rule ?? (span.section && ["marker", "heading"].includes(span.kind) ? span.section.rule : null);

const sayAbout = (index, span) => [
  `${say(span.kind)}${isLeftOut(index, span) ? say(", left out") : ""}: ${index.kind_meanings[span.kind]}`,
  ruleOf(span) ? `${say("rule")} ${ruleName(ruleOf(span)).data ?? ruleOf(span)}` : null,
  `${span.start}–${span.end}`,
].filter(Boolean).join(" · ");

// The attributes of a span on its page. Neighbouring sections take turns in two shades, so that a cut can be seen.
const describeOnPage = (index) => {
  const order = new Map();
  const shadeOf = (section) => {
    if (!order.has(section)) order.set(section, order.size);
    return order.get(section) % 2 ? "odd" : "even";
  };
  return (span) => ({
    class: `span kind-${span.kind} ${isLeftOut(index, span) ? "left-out" : ""} ${span.section ? shadeOf(span.section) : ""}`,
    title: sayAbout(index, span), "data-start": String(span.start), "data-end": String(span.end),
    "data-invisible": nameInvisible(span.text),
  });
};

const sumKinds = (index, spans) => {
  const sums = new Map();
  for (const span of spans) {
    const found = sums.get(span.kind) ?? { kind: span.kind, number: 0, characters: 0, left: 0 };
    const length = span.end - span.start;
    found.number += 1;
    found.characters += length;
    if (isLeftOut(index, span)) found.left += length;
    sums.set(span.kind, found);
  }
  return Object.keys(index.kind_meanings).filter((kind) => sums.has(kind)).map((kind) => sums.get(kind));
};

const ledgerRow = (name, { number, characters, left }) => make("tr", {}, make("th", { scope: "row" }, name),
  [number, characters, left].map((value) => make("td", { class: "number" }, formatNumber(value))));

// The ledger of the page: how much of every kind; a kind leads to its first span.
const ledgerTable = (index, spans, choose) => {
  const sums = sumKinds(index, spans);
  const button = (kind) => make("button", {
    type: "button", title: index.kind_meanings[kind], "aria-pressed": "false", "data-kind": kind, click: () => choose(kind),
  }, make("span", { class: `swatch kind-${kind}` }), kind);
  const all = { number: spans.length, characters: sum(sums, (row) => row.characters), left: sum(sums, (row) => row.left) };
  const head = ["kind", "spans", "characters", "left out"].map((name) => make("th", { scope: "col" }, name));
  return make("details", { class: "ledger", open: matchMedia("(min-width: 60rem)").matches }, make("summary", {}, "Ledger"),
    make("table", {}, make("thead", {}, make("tr", {}, head)),
      make("tbody", {}, sums.map((row) => ledgerRow(button(row.kind), row))), make("tfoot", {}, ledgerRow("all", all))));
};

const pageHead = (index, page) => {
  const declared = page.declared_speeches === null ? "none declared" : `declared ${formatNumber(page.declared_speeches)}`;
  const counts = `${declared}, found ${formatNumber(page.n_speeches)}`;
  const speeches = (index.speechesOf.get(page.page_id) ?? []).map((speech) => make("li", {},
    link(toAddress("speech", [speech.speech_id]), titleOf(speech)), " ",
    make("span", { class: "number under" }, formatNumber(speech.n_chars))));
  return make("div", {},
    crumbTrail(link(toAddress("pages"), "Pages"), " › ", data(page.source)),
    make("h1", {}, titleOf(page)),
    facts({
      speeches: make("span", { class: declaredCount(page) === "differs" ? "wrong" : null }, counts),
      characters: formatNumber(page.n_chars), published: page.published, author: page.author && data(page.author),
      encoding: page.encoding, script: page.script, split: page.split, defects: defectChips(index, page.defects),
    }),
    make("ol", { class: "speeches" }, speeches), recordTable(index.columns.pages, page));
};

const ownerLink = (span) => {
  if (!span.speech) return null;
  const query = span.section ? { section: span.section.section_id } : {};
  return link(toAddress("speech", [span.speech.speech_id], query), span.section ? "its section" : "its speech");
};

// Going through the spans: pointing at one says what it is, choosing one frames it, stepping goes to the next of its kind.
const makeStepper = (index, spans, text, inspector) => {
  const byStart = new Map(spans.map((span) => [span.start, span]));
  const state = { current: null, kind: null };
  const inspect = (span) => {
    const owner = ownerLink(span);
    inspector.replaceChildren(sayAbout(index, span), ...(owner ? [" · ", owner] : []));
    inspector.classList.add("asked");
  };
  const choose = (span, scroll = true) => {
    for (const element of text.querySelectorAll(".current-span")) element.classList.remove("current-span");
    const parts = [...text.querySelectorAll(`[data-start="${span.start}"]`)];
    for (const element of parts) element.classList.add("current-span");
    if (scroll) parts[0].scrollIntoView({ block: "center" });
    state.current = span;
    inspect(span);
  };
  const step = (offset) => {
    const wanted = (span) => (state.kind ? span.kind === state.kind : span.kind !== "blank");
    const from = state.current ? spans.indexOf(state.current) + offset : offset > 0 ? 0 : spans.length - 1;
    for (let at = from; at >= 0 && at < spans.length; at += offset) {
      if (wanted(spans[at])) return choose(spans[at]);
    }
    return null;
  };
  const spanOf = (event) => byStart.get(Number(event.target.closest(".span")?.dataset.start));
  text.addEventListener("pointerover", (event) => spanOf(event) && inspect(spanOf(event)));
  text.addEventListener("click", (event) => spanOf(event) && choose(spanOf(event), false));
  return { state, choose, step };
};

const showPage = async (index, route, library) => {
  const page = requireRecord(index.pageOf, route.ids[0], "page");
  const body = await library.open(page.page_id);
  const { text, spans } = body;
  const words = route.query.get("q") ?? "";
  const named = { role: "region", "aria-label": "The page as it was read", tabindex: "0", lang: "zh" };
  const read = make("div", { class: "text read", ...named }, showLines(spans, findHits(text, words), describeOnPage(index)));
  const hint = "Point at the text, or step through the spans with j and k.";
  const inspector = make("p", { class: "inspector", role: "status" }, hint);
  const stepper = makeStepper(index, spans, read, inspector);
  const ledger = ledgerTable(index, spans, (kind) => {
    if (stepper.state.kind !== kind) Object.assign(stepper.state, { kind, current: null });
    for (const button of ledger.querySelectorAll("button")) {
      button.setAttribute("aria-pressed", String(button.dataset.kind === kind));
    }
    stepper.step(1);
  });
  const hits = hitSteps(read, words);
  const correct = correctPanel(index, page, body, read);
  const why = whyPanel(index, page, body, correct.at);
  read.addEventListener("click", why.fill);
  read.addEventListener("keyup", why.fill);
  const at = route.query.get("at");
  const asked = at === null ? null : spans.find((span) => span.start <= Number(at) && Number(at) < span.end);
  return {
    title: page.title ?? page.source, backTo: "pages",
    keys: hits ? correct.keys : { ...correct.keys, j: () => stepper.step(1), k: () => stepper.step(-1) },
    element: make("div", {}, pageHead(index, page),
      previousNext(index.pages, page, (other) => toAddress("page", [other.page_id]), "page"),
      make("div", { class: "over" }, hits?.element),
      make("div", { class: "beside" }, make("aside", {}, ledger, inspector, why.element, correct.element), read)),
    shown: () => (asked ? stepper.choose(asked) : hits?.showFirst()),
  };
};
