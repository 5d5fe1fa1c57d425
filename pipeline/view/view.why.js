// Why a line is read as it is: the roles and sections that were weighed, their points, and what would have changed the decision.
// The server that shows this page is asked; from disk it is known of what is doubtful.

const TOKEN = document.documentElement.dataset.token;

// Ask the server that showed this page; null where there is none.
const askDesk = async (address, said = {}) => {
  if (!TOKEN) return null;
  const answer = await fetch(address, { ...said, headers: { "X-Token": TOKEN, "Accept-Language": document.documentElement.lang } });
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};

// What can be done with a marker or a bare line.
const MOVES = {
  skip: "no section", next: "next of its run", resume: "back to a level above", begin: "begins a level",
  lost_run: "a level that was lost", lost_item: "an item that was lost",
};

const featureList = (index, features) => make("ul", {}, Object.entries(features).map(([name, points]) => make("li", {},
  make("span", { class: "number" }, `${points > 0 ? "+" : "−"}${Math.abs(points)}`), " ",
  make("code", {}, raw(name)), " ", index.reasons[name] ? raw(index.reasons[name]) : "")));

const wayItem = (index, way, position) => {
  const name = (way.role === "more" ? "more of the title" : way.role) ?? (way.depth ? `${say(MOVES[way.action])} · ${say("Depth")} ${way.depth}` : MOVES[way.action]);
  const behind = position ? ` ${say(`${formatNumber(way.behind)} points behind`)}` : ` ${say("chosen")}`;
  return make("li", {}, make("details", { open: position === 0 }, make("summary", {}, make("strong", {}, name), raw(behind)), featureList(index, way.features)));
};

const weighedList = (index, name, one) => [make("p", { class: "weighed" }, name), make("ol", {}, one.weighed.map((way, position) => wayItem(index, way, position)))];

const whyLines = (index, lines) => lines.flatMap((line) => [
  ...line.pieces.flatMap((one) => weighedList(index, "role of the line", one)),
  ...line.candidates.flatMap((one) => weighedList(index, one.marker ? data(one.marker) : "heading", one)),
]);

// A part that is filled when it is opened, with what is known of a place of the page.
const whyPanel = (index, page, body, place) => {
  const box = make("div", { "aria-live": "polite" });
  const fill = async () => {
    const at = place();
    const kept = body.why[String(at)];
    try {
      const lines = (at === null ? null : await askDesk(`why/${page.page_id}?at=${at}`)) ?? (kept ? [kept] : []);
      const nothing = at === null ? "Choose a line first: click it, or move to it with ↓ and ↑ in the text."
        : TOKEN ? "nothing was weighed there" : "Only of what is doubtful it is known here; make view SERVE=1 or make explain tells it of every line.";
      box.replaceChildren(...(lines.length ? whyLines(index, lines) : [make("p", { class: "note" }, nothing)]));
    } catch (error) {
      box.replaceChildren(error.message);
    }
  };
  const element = make("details", { class: "why", toggle: () => element.open && fill() }, make("summary", {}, "Why"), box);
  return { element, fill: () => element.open && fill() };
};
