// The language of the reader: what is said in English in; out, the same in Chinese, from the table of phrases in the index.
// Numbers and quoted words stand in a phrase as #. Texts of the data never pass through here: they are text nodes already.

let phrases = null;
let ruleNames = {};

const raw = (text) => (typeof text === "string" ? document.createTextNode(text) : text);

const readLanguage = (offered) => {
  if (offered !== "both") return offered;
  let chosen = null;
  try {
    chosen = localStorage.getItem("language");
  } catch {
    // a browser that keeps nothing for a file
  }
  return chosen ?? (navigator.language.startsWith("zh") ? "zh" : "en");
};

const say = (text) => {
  const key = text.trim();
  if (!phrases || !/[A-Za-z]/.test(key)) return text;
  const kept = [];
  const form = key.replace(/\s+/g, " ").replace(/\d[\d,.]*|「[^」]*」/g, (found) => { kept.push(found); return "#"; });
  const code = form.match(/^(.+) \(#\)$/);
  const said = phrases[form] ?? (code && phrases[code[1]] ? `${phrases[code[1]]} (#)` : null);
  if (said === null || said === undefined) return text;
  return text.replace(key, () => said.replace(/#/g, () => kept.shift() ?? "#"));
};

// A rule by its name, where the language has one; the code of a rule of the outline is more exact.
const ruleName = (rule) => {
  const name = rule && ruleNames[rule.split(".")[0]];
  return name ? raw(`${name}（${rule}）`) : rule;
};

// What stands in the file itself.
const translateStatic = () => {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (walker.currentNode.parentElement.tagName !== "SCRIPT") walker.currentNode.data = say(walker.currentNode.data);
  }
  for (const name of ["aria-label", "placeholder"]) {
    for (const element of document.querySelectorAll(`[${name}]`)) element.setAttribute(name, say(element.getAttribute(name)));
  }
};

const languageButton = (language) => {
  const other = language === "zh" ? ["en", "English"] : ["zh-Hans", "中文"];
  const change = () => {
    localStorage.setItem("language", other[0].slice(0, 2));
    location.reload();
  };
  return make("button", { type: "button", class: "language", lang: other[0], click: change }, raw(other[1]));
};

// Take the language that is offered or chosen; the meanings of codes and columns are said in it, too.
const takeLanguage = (index) => {
  const language = readLanguage(index.language);
  if (language === "zh") {
    const names = index.chinese;
    phrases = {
      ...names.defect_names, ...names.kinds, ...names.numberings, ...names.roles, ...names.splits, ...names.scripts, ...names.reasons, ...index.phrases,
    };
    Object.assign(index, { defects: names.defects, kind_meanings: names.kinds, reasons: names.features });
    ruleNames = names.rules;
    for (const row of index.rejected) row.detail = names.details[row.detail];
    for (const columns of Object.values(index.columns)) for (const column of columns) column[2] = names.columns[column[0]];
    document.documentElement.lang = "zh-Hans";
    translateStatic();
  }
  if (index.language === "both") document.querySelector(".bar").append(languageButton(language));
};
