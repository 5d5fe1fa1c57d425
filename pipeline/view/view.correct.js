// A reader's corrections of a page: orders by key or button, shown at once in the outline, undone, kept in this browser, saved as
// the lines of corrections.jsonl. Where the page was served, every order is written there and the page is read again with it.

const CONTEXT = 12; // characters that find the place of an order again
const LONGEST_TITLE = 60;

// Key, name, and the order that it makes of a place; `place` has from, to, section (that begins or holds it) and depth.
const ORDERS = [
  ["s", "section begins", (place) => ({ what: "section", at: place.from })],
  ["x", "no section", (place) => ({ what: "no_section", at: place.section?.start ?? place.from })],
  ["h", "heading ends", (place) => ({ what: "section", at: place.section?.start ?? place.from, heading_end: place.bare })],
  [">", "deeper", (place) => ({ what: "section", at: place.section?.start ?? place.from, depth: place.depth + 1 })],
  ["<", "higher", (place) => ({ what: "section", at: place.section?.start ?? place.from, depth: Math.max(1, place.depth - 1) })],
  ["c", "outline ends, closing begins", (place) => ({ what: "closing", at: place.from })],
  ["b", "speech begins", (place) => ({ what: "speech", at: place.from, title_end: place.short ? place.to : place.from })],
  ["n", "no speech", (place) => ({ what: "no_speech", at: place.from })],
  ["e", "speech ends", (place) => ({ what: "end", at: place.to })],
  ["t", "title", (place) => ({ what: "title", at: place.from, to: place.to })],
  ["l", "not the speaker's words", (place) => ({ what: "left_out", at: place.from, to: place.to })],
  ["w", "the speaker's words", (place) => ({ what: "kept", at: place.from, to: place.to })],
  ["q", "question", (place) => ({ what: "turn", at: place.from, to: place.named, role: "question" })],
  ["a", "answer", (place) => ({ what: "turn", at: place.from, to: place.named, role: "answer" })],
  ["z", "no turn", (place) => ({ what: "no_turn", at: place.from })],
];

const storageKey = (page) => `corrections ${page.page_id}`;

const readKept = (page) => {
  try {
    return JSON.parse(localStorage.getItem(storageKey(page)) ?? "[]");
  } catch {
    return [];
  }
};

// The order as a line of the file has it: with what finds its places again.
const fullOrder = (page, characters, order) => {
  const words = (from, to) => characters.slice(Math.max(0, from), to).join("");
  const context = order.what === "end" ? words(order.at - CONTEXT, order.at) : words(order.at, order.at + CONTEXT);
  const until = order.to === undefined ? {} : { until: words(Math.max(order.at, order.to - CONTEXT), order.to) };
  const above = typeof order.parent === "number" ? { parent_context: words(order.parent, order.parent + CONTEXT) } : {};
  const when = new Date().toISOString().slice(0, 10);
  return { page: page.page_id, at: order.at, context, ...order, ...until, ...above, source: page.source, when };
};

const labelAt = (characters, at) => {
  const line = characters.slice(at, at + 40).join("").split("\n")[0];
  return line.length > 30 ? `${line.slice(0, 30)}…` : line;
};

// What the page's outline is before it is read again: the sections and speeches found, with the orders carried out on them.
const previewOutline = (index, page, body, characters, orders) => {
  const speeches = (index.speechesOf.get(page.page_id) ?? []).map((speech) => ({ start: speech.start, depth: 0, label: speech.title ?? "(no title)" }));
  const sections = body.sections.map((one) => ({ start: one.start, depth: one.depth, role: one.role, label: labelAt(characters, one.start) }));
  let items = [...speeches, ...sections];
  const put = (item) => { items = [...items.filter((one) => one.start !== item.start || (one.depth === 0) !== (item.depth === 0)), item]; };
  for (const order of orders) {
    const before = items.filter((one) => one.start < order.at && one.depth > 0).sort((a, b) => a.start - b.start).at(-1);
    const known = items.find((one) => one.start === order.at && one.depth > 0);
    const parent = items.find((one) => one.start === order.parent && one.depth > 0);
    const depth = order.depth ?? (parent ? parent.depth + 1 : order.parent === null ? 1 : known?.depth ?? Math.max(1, before?.depth ?? 1));
    if (order.what === "section") put({ start: order.at, depth, role: "outline", label: labelAt(characters, order.at), corrected: true });
    if (order.what === "closing") put({ start: order.at, depth: 1, role: "closing", label: labelAt(characters, order.at), corrected: true });
    if (order.what === "speech" || order.what === "title") put({ start: order.at, depth: 0, label: labelAt(characters, order.at), corrected: true });
    if (order.what === "no_section") items = items.filter((one) => one.start !== order.at || one.depth === 0);
    if (order.what === "no_speech") items = items.filter((one) => one.start !== order.at || one.depth > 0);
  }
  return items.sort((a, b) => a.start - b.start || a.depth - b.depth);
};

const offsetIn = (read, node, offset) => {
  const range = document.createRange();
  range.selectNodeContents(read);
  range.setEnd(node, offset);
  return [...range.toString()].length;
};

// [from, to) without white space at its ends, in code points of the page.
const trimPlace = (characters, from, to) => {
  while (from < to && !characters[from].trim()) from += 1;
  while (to > from && !characters[to - 1].trim()) to -= 1;
  return [from, to];
};

// Select [from, to) of the text of an element, in UTF-16 units.
const selectIn = (element, from, to) => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  let at = 0;
  while (walker.nextNode()) {
    const end = at + walker.currentNode.data.length;
    if (from >= at && from < end) range.setStart(walker.currentNode, from - at);
    if (to > at && to <= end) range.setEnd(walker.currentNode, to - at);
    at = end;
  }
  getSelection().removeAllRanges();
  getSelection().addRange(range);
};

const STEPS = { ArrowDown: 1, ArrowUp: -1, PageDown: 20, PageUp: -20 }; // lines
const SENTENCE = /[^。！？；：\n]+[。！？；：]*/g;

// The line that the arrow keys move, and the sentence in it; what is selected with the mouse goes before them.
const lineCursor = (read, characters) => {
  let line = null;
  let sentence = -1;
  const put = (next) => {
    getSelection().removeAllRanges();
    sentence = -1;
    line?.classList.remove("at");
    line = next;
    line?.classList.add("at");
    line?.scrollIntoView({ block: "nearest" });
  };
  const move = (offset) => {
    const lines = [...read.querySelectorAll(".line")];
    const way = Math.sign(offset);
    let at = line ? Math.max(0, Math.min(lines.length - 1, lines.indexOf(line) + offset)) : 0;
    while (lines[at] && !lines[at].textContent.trim()) at += way;
    if (lines[at]) put(lines[at]);
  };
  const moveInside = (offset) => {
    const sentences = line ? [...line.textContent.matchAll(SENTENCE)] : [];
    sentence = Math.max(0, Math.min(sentences.length - 1, sentence + offset));
    const found = sentences[sentence];
    if (found) selectIn(line, found.index, found.index + found[0].length);
  };
  const place = () => {
    const selection = getSelection();
    if (!selection.isCollapsed && read.contains(selection.anchorNode) && read.contains(selection.focusNode)) {
      const range = selection.getRangeAt(0);
      return trimPlace(characters, offsetIn(read, range.startContainer, range.startOffset), offsetIn(read, range.endContainer, range.endOffset));
    }
    if (!line) return null;
    const from = offsetIn(read, line, 0);
    return trimPlace(characters, from, from + [...line.textContent].length);
  };
  read.addEventListener("click", (event) => getSelection().isCollapsed && put(event.target.closest(".line")));
  read.addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight" || event.key === "ArrowLeft") moveInside(event.key === "ArrowRight" ? 1 : -1);
    else if (STEPS[event.key]) move(STEPS[event.key]);
    else return;
    event.preventDefault();
  });
  return { place, move, put };
};

const saveFile = (orders) => {
  const lines = orders.map((order) => `${JSON.stringify(order)}\n`).join("");
  const address = URL.createObjectURL(new Blob([lines], { type: "application/x-ndjson" }));
  make("a", { href: address, download: "corrections.jsonl" }).click();
  URL.revokeObjectURL(address);
};

const allKept = (index) => index.pages.flatMap(readKept);

// What the server keeps of a page's orders, after it was given others; null where there is no server.
const askServer = async (page, orders) => {
  const said = orders === undefined ? {} : { method: "POST", body: JSON.stringify({ page: page.page_id, orders }) };
  return askDesk(`corrections/${page.page_id}`, said);
};

const outlineList = (items, go) => make("ol", { class: "corrected-outline", "aria-label": "Outline as corrected" },
  items.map((item) => make("li", { class: `depth-${Math.min(item.depth, 6)}${item.corrected ? " corrected" : ""}` },
    make("button", { type: "button", "data-at": String(item.start), click: () => go(item.start) }, data(item.label)))));

const parentChoice = (items, choose) => {
  const options = items.filter((item) => item.depth > 0).map((item) => make("option", { value: String(item.start) }, raw(`${"　".repeat(item.depth - 1)}${item.label}`)));
  const select = make("select", { change: () => select.value && choose(select.value === "top" ? null : Number(select.value)) },
    make("option", { value: "" }, "…"), make("option", { value: "top" }, "(none: top)"), options);
  return make("label", { class: "parent-choice" }, "parent is ", select);
};

// The panel beside the page: buttons for every order, the outline with them carried out, and the orders themselves.
const correctPanel = (index, page, body, read) => {
  const characters = [...body.text];
  const cursor = lineCursor(read, characters);
  const outline = make("div", {});
  const list = make("ol", { class: "orders" });
  const status = make("p", { role: "status", class: "note" });
  let orders = readKept(page);
  let items = [];
  let sent = Promise.resolve();
  const lineAt = (at) => [...read.querySelectorAll(".line")].findLast((line) => offsetIn(read, line, 0) <= at);
  const go = (at) => { cursor.put(lineAt(at)); read.focus({ preventScroll: true }); };
  const draw = (found) => {
    items = found ?? previewOutline(index, page, body, characters, orders);
    outline.replaceChildren(outlineList(items, go), parentChoice(items, (parent) => give((place) => ({ what: "section", at: place.section?.start ?? place.from, parent }))));
    list.replaceChildren(...orders.map((order) => make("li", {}, make("code", {}, order.what), ` ${order.at} `, data(order.context.split("\n")[0]))));
  };
  const keep = async () => {
    localStorage.setItem(storageKey(page), JSON.stringify(orders));
    draw();
    status.textContent = say(`${plural(orders.length, "order")} kept in this browser`);
    const asked = orders;
    try {
      sent = sent.catch(() => null).then(() => (asked === orders ? askServer(page, orders) : null)); // one after the other
      const answer = await sent;
      if (!answer || asked !== orders) return;
      draw(answer.outline);
      status.textContent = say(`${plural(orders.length, "order")} written; ${answer.refused.length ? answer.refused.join("; ") : "all carried out"}`);
    } catch (error) {
      status.textContent = error.message;
    }
  };
  const give = (makeOrder) => {
    const place = cursor.place();
    if (!place || place[0] >= place[1]) {
      status.textContent = say("Choose a line first: click it, or move to it with ↓ and ↑ in the text.");
      return;
    }
    const [from, to] = place;
    const section = items.find((item) => item.depth > 0 && item.start >= from && item.start < to)
      ?? items.filter((item) => item.depth > 0 && item.start <= from).at(-1);
    let bare = to; // without the stop that ends it
    while (bare > from && "。！？；：，!?;:,.".includes(characters[bare - 1])) bare -= 1;
    const colon = characters.slice(from, to).findIndex((character) => "：:".includes(character));
    const named = colon > 0 ? from + colon : Math.min(to, from + 8); // who speaks stands before a colon
    const short = to - from <= LONGEST_TITLE && !"。！？；：".includes(characters[to - 1]);
    orders = [...orders, fullOrder(page, characters, makeOrder({ from, to, bare, named, section, short, depth: section?.depth ?? 1 }))];
    keep();
  };
  const undo = () => { orders = orders.slice(0, -1); keep(); };
  const button = (text, key, click) => make("button", { type: "button", click }, text, key ? [" ", make("kbd", {}, key)] : "");
  const buttons = ORDERS.map(([key, name, order]) => button(name, key, () => give(order)));
  const element = make("details", { class: "correct", open: TOKEN !== undefined || orders.length > 0 }, make("summary", {}, "Correct"),
    make("div", { class: "buttons" }, buttons, button("undo", "u", undo), button("save as file", null, () => saveFile(allKept(index)))),
    status, outline, list);
  draw();
  const began = askServer(page).then((answer) => {
    if (!answer) return;
    orders = answer.orders;
    draw(answer.outline);
  }).catch((error) => { status.textContent = error.message; });
  const keys = Object.fromEntries(ORDERS.map(([key, , order]) => [key, () => element.open && give(order)]));
  const at = () => { // what begins in the line that is chosen, or the line
    const place = cursor.place();
    const begun = place && [...items].findLast((item) => item.start >= place[0] && item.start < place[1]);
    return place ? begun?.start ?? place[0] : null;
  };
  return { element, at, keys: { ...keys, u: () => element.open && undo() }, began };
};
