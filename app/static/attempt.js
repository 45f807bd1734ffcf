// Saves answers in the background and moves between questions without the network.
// The page works without it: then each button posts the form.

const facts = document.querySelector("[data-attempt]");
const { attempt, save, paper, review } = facts.dataset;
const words = JSON.parse(facts.dataset.words);
const form = facts.closest("form");
const place = document.querySelector("[data-place]");
const whole = place && "whole" in place.dataset;
const count = Number(facts.dataset.count ?? 0);
const say = (text, values) => Object.entries(values ?? {}).reduce((all, [name, value]) => all.replace(`%(${name})s`, value), text);
const show = (selector, text) => { const spot = document.querySelector(selector); if (spot && spot.textContent !== text) spot.textContent = text; };

// Answers that wait: on this device until the server has acknowledged them, whatever happens to the page.
// Each lies under a key of its own, so that two tabs never overwrite what the other one kept.
const shelf = `sabaq-answers-${attempt}`;
const spare = new Map();
const storage = (() => { try { return localStorage; } catch { return null; } })();
function waiting() {
  const found = new Map(spare);
  for (let at = 0; at < (storage?.length ?? 0); at++) {
    const key = storage.key(at);
    if (!key.startsWith(`${shelf}:`)) continue;
    try { found.set(key, JSON.parse(storage.getItem(key))); } catch { /* not ours, or broken: it stays where it is */ }
  }
  return [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([key, entry]) => ({ key, entry }));
}
let lastKept = 0;
function keep(entry) {
  lastKept = Math.max(lastKept + 1, Date.now()); // two answers of one moment keep their order
  const key = `${shelf}:${String(lastKept).padStart(15, "0")}:${entry.id}`;
  try { storage.setItem(key, JSON.stringify(entry)); } catch { spare.set(key, entry); }
}
function drop(key) { spare.delete(key); try { storage.removeItem(key); } catch { /* memory alone */ } }
// What the server will not take stays readable on this device; it is not sent again.
function setAside(key, entry) {
  drop(key);
  try { storage.setItem(key.replace("sabaq-answers", "sabaq-refused"), JSON.stringify(entry)); } catch { /* memory alone */ }
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((each) => each.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

// Sending: the oldest first, one at a time, by one tab at a time. A repeat is harmless: the id is the same.
let token = facts.dataset.token;
let known = Number(facts.dataset.sequence);
let pause = 1000;
let timer;
let busy = Promise.resolve();
const oneTab = (work) => navigator.locks ? navigator.locks.request(shelf, work) : (busy = busy.then(work, work));
const send = () => oneTab(sendAll);

async function sendAll() {
  clearTimeout(timer);
  for (let list = waiting(); list.length; list = waiting()) {
    const [{ key, entry }] = list;
    const body = JSON.stringify(entry);
    let answer;
    try {
      answer = await fetch(save, {
        method: "POST", credentials: "same-origin", body,
        keepalive: body.length < 20000, // browsers allow 64 kB of these in all
        signal: AbortSignal.timeout?.(20000),
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
      });
      if (answer.ok) {
        const saved = await answer.json();
        drop(key);
        acknowledge(saved);
        continue;
      }
    } catch {
      return later(words.waiting);
    }
    if ([400, 401, 403, 404].includes(answer.status)) {
      // Signed out, or somebody else is signed in here: the answers stay until their owner is back.
      if (!(await renewToken())) return later(words.signed_out);
    } else if ([409, 413, 422].includes(answer.status)) {
      setAside(key, entry);
      tell(say(words.refused, { reason: (await answer.json().catch(() => ({}))).sentence ?? answer.status }));
    } else {
      return later(words.waiting);
    }
  }
  pause = 1000;
  return true;
}

function later(sentence) {
  show("[data-saved]", say(sentence, { count: waiting().length }));
  timer = setTimeout(send, pause);
  pause = Math.min(pause * 2, 30000);
  return false;
}

let heard = Date.now();
function acknowledge(stored) {
  heard = Date.now();
  setEnd(stored.left);
  if (stored.late) tell(words.late, words.onward);
  else if (!stored.repeated && stored.sequence > known + 1) merge();
  known = Math.max(known, stored.sequence);
  show("[data-saved]", waiting().length ? words.saving : say(words.saved, { time: stored.saved }));
}

// Another tab or device saved too: what it saved is shown here, unless this page has something newer.
async function merge() {
  tell(words.elsewhere);
  if (!place) return;
  try {
    const answer = await fetch(paper, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = new Set(waiting().map(({ entry }) => entry.question));
    for (const fresh of page.querySelectorAll("fieldset[data-question]")) {
      const number = Number(fresh.dataset.question);
      const set = questions.get(number);
      if (!set || open.has(number) || stored.get(number) !== asText(set) || asText(fresh) === asText(set)) continue;
      write(set, read(fresh));
      set.toggleAttribute("data-flagged", "flagged" in fresh.dataset);
      stored.set(number, asText(set));
      mark(set);
    }
    if (!whole && current()) showFlag(current());
  } catch { /* the next save tells again */ }
}

// Ask the server what time is left: minutes may have been given, or the attempt was closed.
async function ask() {
  try {
    const answer = await fetch(facts.dataset.state, { credentials: "same-origin", headers: { Accept: "application/json" }, signal: AbortSignal.timeout?.(20000) });
    if (!answer.ok) return null;
    const said = await answer.json();
    heard = Date.now();
    setEnd(said.left);
    if (said.sequence > known && !waiting().length) { known = said.sequence; await merge(); }
    return said;
  } catch { return null; }
}

let renewed = 0;
async function renewToken() {
  if (Date.now() - renewed < 5000) return false;
  renewed = Date.now();
  try {
    const page = await (await fetch(location.href, { credentials: "same-origin" })).text();
    const fresh = new DOMParser().parseFromString(page, "text/html").querySelector("[data-attempt]");
    if (fresh) token = fresh.dataset.token;
    return Boolean(fresh);
  } catch { return false; }
}

function tell(text, onward) {
  const note = document.createElement("div");
  note.className = "notice info";
  note.setAttribute("role", "status");
  const sentence = Object.assign(document.createElement("p"), { textContent: text });
  if (onward) sentence.append(" ", Object.assign(document.createElement("a"), { href: paper, textContent: onward }));
  note.append(sentence);
  document.querySelector("[data-notice]").replaceChildren(note);
}

addEventListener("online", send);
addEventListener("visibilitychange", () => { if (document.hidden) settle(); else send(); });
addEventListener("pagehide", () => settle());
addEventListener("storage", ({ key }) => { if (key?.startsWith(`${shelf}:`)) timer = setTimeout(send, 200); });

// Reading an answer from its fields: the same shapes that the server stores.
const bare = (set, field) => field.name.slice((set.dataset.prefix ?? "").length);
const named = (set, start) => [...set.querySelectorAll("input, select, textarea")].filter((each) => bare(set, each).startsWith(start));
const fields = (set, start) => named(set, start).filter((each) => each.value.trim()).map((each) => [bare(set, each).slice(start.length), each.value]);
function read(set) {
  const chosen = [...set.querySelectorAll("input:checked")].map((each) => each.value);
  switch (set.dataset.kind) {
    case "single": case "image": return chosen.length ? { choice: chosen[0] } : {};
    case "multiple": return chosen.length ? { choices: chosen } : {};
    case "true_false": return chosen.length ? { value: chosen[0] === "true" } : {};
    case "matching": { const pairs = fields(set, "pair-"); return pairs.length ? { pairs: Object.fromEntries(pairs) } : {}; }
    case "gaps": { const gaps = fields(set, "gap-"); return gaps.length ? { gaps: Object.fromEntries(gaps) } : {}; }
    case "checklist": return {};
    case "simulation": { const [run] = named(set, "run"); return run.value ? { run: run.value } : {}; }
    case "ordering": { const places = fields(set, "place-"); return places.length ? { positions: Object.fromEntries(places.map(([id, at]) => [id, Number(at)])) } : {}; }
    default: { const [{ value }] = named(set, "text"); return value.trim() ? { text: value } : {}; }
  }
}

function write(set, answer) {
  for (const each of named(set, "choice"))
    each.checked = each.value === answer.choice || (answer.choices ?? []).includes(each.value) || each.value === String(answer.value);
  for (const [start, given] of [["pair-", answer.pairs], ["place-", answer.positions], ["gap-", answer.gaps]])
    for (const each of named(set, start)) each.value = given?.[bare(set, each).slice(start.length)] ?? "";
  for (const each of named(set, "text")) each.value = answer.text ?? "";
  for (const each of named(set, "run")) each.value = answer.run ?? "";
  countWords(set);
}

function countWords(set) {
  const spot = set.querySelector("[data-count-words]");
  if (spot) spot.textContent = say(words.count, { count: (set.querySelector("textarea").value.match(/\S+/g) ?? []).length });
}

function stateOf(set) {
  const answer = read(set);
  if (set.dataset.kind === "checklist") return "answered";
  if (!Object.keys(answer).length) return "open";
  const selects = [...set.querySelectorAll("select"), ...named(set, "gap-")].map((each) => each.value.trim());
  const twice = set.dataset.kind === "ordering" && new Set(selects).size < selects.length;
  return selects.includes("") || twice ? "partly" : "answered";
}

// A question's fields stay in memory while the person moves about, with whatever was typed.
const questions = new Map();
const stored = new Map();
const asText = (set) => JSON.stringify([read(set), "flagged" in set.dataset]);
const current = () => place?.querySelector("fieldset[data-question]");
let typing;
let typedSince = 0;

function adopt(set) {
  const number = Number(set.dataset.question);
  if (questions.has(number)) return;
  questions.set(number, set);
  stored.set(number, asText(set));
  const left = waiting().map(({ entry }) => entry).filter((each) => each.question === number).at(-1);
  if (!left) return;
  write(set, left.answer);
  set.toggleAttribute("data-flagged", left.flagged);
  stored.set(number, asText(set));
}

function settle() {
  clearTimeout(typing);
  typedSince = 0;
  let changed = false;
  for (const set of place?.querySelectorAll("fieldset[data-question]") ?? []) {
    const number = Number(set.dataset.question);
    const text = asText(set);
    if (stored.get(number) === text) continue;
    stored.set(number, text);
    keep({ id: newId(), question: number, answer: read(set), flagged: "flagged" in set.dataset });
    mark(set);
    changed = true;
  }
  if (!changed) return;
  show("[data-saved]", words.saving);
  send();
}

function mark(set) {
  const number = Number(set.dataset.question);
  const spot = document.querySelector(`.question-map :is([value="${number + 1}"], [href="#question-${number + 1}"])`);
  if (!spot) return;
  const [state, flagged] = [stateOf(set), "flagged" in set.dataset];
  spot.classList.toggle("done", state === "answered");
  spot.classList.toggle("flagged", flagged);
  spot.querySelector(".visually-hidden").textContent = `, ${words[state]}${flagged ? `, ${words.flagged}` : ""}`;
}

function go(number, push = true) {
  const set = questions.get(number - 1);
  if (!set) return false;
  settle();
  place.replaceChildren(set);
  form.action = form.action.replace(/\d+$/, number);
  const heading = say(words.question, { number, count });
  document.title = document.title.replace(document.querySelector("[data-heading]").textContent, heading);
  show("[data-heading]", heading);
  for (const each of document.querySelectorAll(".question-map button")) each.value === String(number) ? each.setAttribute("aria-current", "step") : each.removeAttribute("aria-current");
  const last = number >= count;
  document.querySelector("[data-previous]").hidden = number === 1;
  document.querySelector("[data-previous] button").value = number - 1;
  const next = document.querySelector("[data-following] button");
  next.value = document.querySelector("[data-next]").value = last ? "review" : number + 1;
  next.querySelector("span").textContent = last ? words.check : words.next;
  document.querySelector("[data-clear]").hidden = !["single", "true_false", "image"].includes(set.dataset.kind);
  showFlag(set);
  form.elements.was.value = "";
  form.elements.page.value = newId();
  if (push) history.pushState({ number }, "", form.action);
  scrollTo(0, 0);
  document.querySelector("#main").focus({ preventScroll: true });
  show("[data-announce]", heading);
  return true;
}

function showFlag(set) {
  const flagged = "flagged" in set.dataset;
  form.elements.flagged.value = flagged ? "1" : "";
  form.querySelector("[value=flag] span").textContent = flagged ? words.unflag : words.flag;
}

async function finish(url) {
  settle();
  if ((await send()) && (await ask())) location.assign(url);
  else tell(words.offline);
}

if (place) {
  if (!known) show("[data-saved]", words.ready);
  for (const set of place.querySelectorAll("fieldset[data-question]")) { adopt(set); mark(set); }
  if (!whole) showFlag(current());
  form.addEventListener("change", ({ target }) => {
    if ("flag" in target.dataset) target.closest("section").querySelector("fieldset").toggleAttribute("data-flagged", target.checked);
    settle();
  });
  // Typing is saved in its pauses; a long text in longer ones, but never later than after twenty seconds.
  form.addEventListener("input", ({ target }) => {
    const long = target.tagName === "TEXTAREA";
    clearTimeout(typing);
    typedSince ||= Date.now();
    if (long) countWords(target.closest("fieldset"));
    typing = setTimeout(settle, long ? Math.max(0, Math.min(4000, typedSince + 20000 - Date.now())) : 1200);
  });
  form.addEventListener("submit", (event) => {
    const wanted = event.submitter?.value;
    const set = current();
    if (wanted === "flag" || wanted === "clear") {
      event.preventDefault();
      if (wanted === "clear") write(set, {});
      else set.toggleAttribute("data-flagged");
      showFlag(set);
      settle();
    } else if (wanted === "review") {
      event.preventDefault();
      finish(review);
    } else if (whole) {
      event.preventDefault();
      settle();
    } else if (go(Number(wanted))) {
      event.preventDefault();
    } else if (!navigator.onLine) {
      event.preventDefault();
      settle();
      tell(words.offline);
    }
  });
  // In an order no number is used twice: the item that had it takes the number that became free. Arrow keys choose
  // each number that they pass: an item whose number is only passed has it back.
  let passed;
  form.addEventListener("focusin", ({ target }) => {
    passed = undefined;
    if (target.closest(".order")) target.dataset.before = target.value;
  });
  form.addEventListener("change", ({ target }) => {
    const order = target.closest(".order");
    if (!order) return;
    const before = target.dataset.before ?? "";
    if (passed?.item.value === before) passed.item.value = passed.had;
    passed = undefined;
    if (document.activeElement !== target) target.dataset.before = target.value;
    const item = target.value && [...order.querySelectorAll("select")].find((each) => each !== target && each.value === target.value);
    if (!item) return;
    if (document.activeElement === target) passed = { item, had: item.value };
    item.value = before;
  }, { capture: true });
  if (!whole) turnPages();
}

function turnPages() {
  history.replaceState({ number: Number(current().dataset.question) + 1 }, "");
  addEventListener("popstate", ({ state }) => { if (state?.number) go(state.number, false) || location.reload(); });
  fetch(paper, { credentials: "same-origin" }).then((answer) => answer.ok ? answer.text() : "").then((html) => {
    for (const set of new DOMParser().parseFromString(html, "text/html").querySelectorAll("fieldset[data-question]")) adopt(document.adoptNode(set));
    for (const set of questions.values()) mark(set);
  }).catch(() => { /* each question is then fetched when it is opened */ });
}

document.querySelector("form[data-submit]")?.addEventListener("submit", async (event) => {
  if (!waiting().length) return;
  event.preventDefault();
  if (await send()) event.target.submit();
  else tell(words.offline);
});

async function handIn() {
  settle();
  const said = (await send()) && (await ask());
  if (!said) return void setTimeout(handIn, 3000);
  if (said.over || said.left === 0) return document.querySelector("form[data-submit]").submit();
  startClock(); // minutes were given in the meantime
}

// The clock: minutes, then seconds in the last five minutes; announced seldom. The server's time is taken over with
// every answer from it, so that neither a wrong clock nor a sleeping device decides anything.
let end = null;
let ticking;
const announced = new Set();
function setEnd(left) {
  if (typeof left !== "number") return;
  const fresh = Date.now() + left * 1000;
  if (end !== null && fresh > end + 30000) {
    announced.clear();
    tell(say(words.more, { count: Math.ceil(left / 60) }));
  }
  end = fresh;
}
function tick() {
  const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
  const minutes = Math.ceil(left / 60);
  const time = left > 300 ? say(words.minutes, { count: minutes }) : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  show("[data-clock]", say(words.left, { time }));
  if ([10, 5, 1].includes(minutes) && left % 60 === 0 && !announced.has(minutes)) {
    announced.add(minutes);
    show("[data-announce]", say(words.soon, { count: minutes }));
  }
  if (left) return;
  clearInterval(ticking);
  show("[data-clock]", words.over);
  handIn();
}
function startClock() { clearInterval(ticking); ticking = setInterval(tick, 1000); }

if (facts.dataset.left) {
  setEnd(Number(facts.dataset.left));
  startClock();
}
if (document.querySelector("form[data-submit]")) {
  setInterval(async () => {
    if (document.hidden || Date.now() - heard < 30000 || waiting().length) return;
    if ((await ask())?.over) location.assign(review); // the server shows what became of the attempt
  }, 10000);
}

send();
