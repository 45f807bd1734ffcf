// Saves answers in the background and moves between questions without the network.
// The page works without it: then each button posts the form.

const facts = document.querySelector("[data-attempt]");
const { attempt, save, paper, review } = facts.dataset;
const words = JSON.parse(facts.dataset.words);
const form = facts.closest("form");
const place = document.querySelector("[data-place]");
const count = Number(facts.dataset.count ?? 0);
const say = (text, values) => Object.entries(values ?? {}).reduce((all, [name, value]) => all.replace(`%(${name})s`, value), text);
const show = (selector, text) => { const spot = document.querySelector(selector); if (spot && spot.textContent !== text) spot.textContent = text; };

// Answers that wait: on this device until the server has acknowledged them, whatever happens to the page.
const shelf = `sabaq-answers-${attempt}`;
let spare = [];
const waiting = () => { try { return JSON.parse(localStorage.getItem(shelf) ?? "[]"); } catch { return spare; } };
const keep = (list) => { spare = list; try { list.length ? localStorage.setItem(shelf, JSON.stringify(list)) : localStorage.removeItem(shelf); } catch { /* memory alone */ } };

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
    let answer;
    try {
      answer = await fetch(save, {
        method: "POST", keepalive: true, credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token },
        body: JSON.stringify(list[0]),
      });
    } catch {
      return later(words.waiting);
    }
    const drop = () => keep(waiting().filter((each) => each.id !== list[0].id));
    if (answer.ok) {
      drop();
      acknowledge(await answer.json());
    } else if ([400, 401, 403].includes(answer.status)) {
      if (!(await renewToken())) return later(words.signed_out);
    } else if ([404, 409, 413, 422].includes(answer.status)) {
      drop();
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

function acknowledge(stored) {
  if (stored.late) tell(words.late);
  else if (!stored.repeated && stored.sequence > known + 1) tell(words.elsewhere);
  known = Math.max(known, stored.sequence);
  show("[data-saved]", waiting().length ? words.saving : say(words.saved, { time: stored.saved }));
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

function tell(text) {
  const note = document.createElement("div");
  note.className = "notice info";
  note.setAttribute("role", "status");
  note.append(Object.assign(document.createElement("p"), { textContent: text }));
  document.querySelector("[data-notice]").replaceChildren(note);
}

addEventListener("online", send);
addEventListener("visibilitychange", () => { if (document.hidden) settle(); else send(); });
addEventListener("pagehide", () => settle());

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
const current = () => place?.querySelector("fieldset");
let typing;
let typedSince = 0;

function adopt(set) {
  const number = Number(set.dataset.question);
  if (questions.has(number)) return;
  questions.set(number, set);
  stored.set(number, asText(set));
  const left = waiting().filter((each) => each.question === number).at(-1);
  if (!left) return;
  write(set, left.answer);
  set.toggleAttribute("data-flagged", left.flagged);
  stored.set(number, asText(set));
}

function settle() {
  clearTimeout(typing);
  typedSince = 0;
  const set = current();
  if (!set) return;
  const number = Number(set.dataset.question);
  const text = asText(set);
  if (stored.get(number) === text) return;
  stored.set(number, text);
  keep([...waiting(), { id: newId(), question: number, answer: read(set), flagged: "flagged" in set.dataset }]);
  show("[data-saved]", words.saving);
  mark(set);
  send();
}

function mark(set) {
  const number = Number(set.dataset.question);
  const spot = document.querySelector(`.question-map [value="${number + 1}"]`);
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
  if (await send()) location.assign(url);
  else tell(words.offline);
}

if (place) {
  if (!known) show("[data-saved]", words.ready);
  adopt(current());
  mark(current());
  showFlag(current());
  form.addEventListener("change", settle);
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
    } else if (go(Number(wanted))) {
      event.preventDefault();
    } else if (!navigator.onLine) {
      event.preventDefault();
      settle();
      tell(words.offline);
    }
  });
  // In an order no number is used twice: the item that had it takes the number that became free.
  form.addEventListener("focusin", ({ target }) => { if (target.closest(".order")) target.dataset.before = target.value; });
  form.addEventListener("change", ({ target }) => {
    if (!target.closest(".order") || !target.value) return;
    for (const other of target.closest(".order").querySelectorAll("select"))
      if (other !== target && other.value === target.value) other.value = target.dataset.before ?? "";
    target.dataset.before = target.value;
  }, { capture: true });
  history.replaceState({ number: Number(current().dataset.question) + 1 }, "");
  addEventListener("popstate", ({ state }) => { if (state?.number) go(state.number, false) || location.reload(); });
  fetch(paper, { credentials: "same-origin" }).then((answer) => answer.ok ? answer.text() : "").then((html) => {
    for (const set of new DOMParser().parseFromString(html, "text/html").querySelectorAll("fieldset")) adopt(document.adoptNode(set));
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
  if (await send()) document.querySelector("form[data-submit]").submit();
  else setTimeout(handIn, 3000);
}

// The clock: minutes, then seconds in the last five minutes; announced seldom.
if (facts.dataset.left) {
  const end = Date.now() + Number(facts.dataset.left) * 1000;
  const announced = new Set();
  const tick = setInterval(() => {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    const minutes = Math.ceil(left / 60);
    const time = left > 300 ? say(words.minutes, { count: minutes }) : `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    show("[data-clock]", say(words.left, { time }));
    if ([10, 5, 1].includes(minutes) && left % 60 === 0 && !announced.has(minutes)) {
      announced.add(minutes);
      show("[data-announce]", say(words.soon, { count: minutes }));
    }
    if (left) return;
    clearInterval(tick);
    show("[data-clock]", words.over);
    handIn();
  }, 1000);
}

send();
