// The editor of questions: adding, moving and showing happen without leaving the page. Everything works without this.
const form = document.querySelector("[data-editor]");
let changed = Boolean(form.querySelector("[data-unsaved]"));
let leaving = false;

form.addEventListener("input", () => { changed = true; });
form.addEventListener("change", (event) => {
  if (event.target.matches("[data-refresh]")) event.target.parentElement.querySelector("button").click();
});
form.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !("smooth" in button.dataset)) { leaving = true; return; }
  event.preventDefault();
  renew(button);
});
window.addEventListener("beforeunload", (event) => {
  if (changed && !leaving) event.preventDefault();
});

async function renew(button) {
  const body = new FormData(form);
  body.append(button.name, button.value);
  form.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const sheet = page.querySelector("[data-sheet]");
    if (!sheet) throw new Error("no sheet");
    const top = button.getBoundingClientRect().top;
    form.querySelector("[data-sheet]").replaceWith(document.adoptNode(sheet));
    changed = true;
    settle(button.value, top);
  } catch {
    // The plain way: the button as it would work without this script.
    leaving = true;
    button.removeAttribute("data-smooth");
    form.requestSubmit(button);
  } finally {
    form.removeAttribute("aria-busy");
  }
}

// Put the reader where something new is: the row that was added or moved, or the button that was pressed.
function settle(action, top) {
  const [verb, address] = action.split(":");
  const rows = [...form.querySelectorAll(`[data-row^="${address}-"]`)].filter((row) => /^-\d+$/.test(row.dataset.row.slice(address.length)));
  const same = [...form.querySelectorAll("button[name=do]")].find((each) => each.value === action);
  const row = verb === "add" ? rows.at(-1) : form.querySelector(`[data-row="${moved(verb, address)}"]`);
  const target = row?.querySelector("input:not([type=hidden]), textarea, select") ?? same ?? form.querySelector("#f-stem");
  target.focus({ preventScroll: verb !== "add" });
  if (same && verb !== "add") window.scrollBy(0, same.getBoundingClientRect().top - top);
}

function moved(verb, address = "") {
  const [, list, place] = /^(.*)-(\d+)$/.exec(address) ?? [];
  const step = { up: -1, down: 1 }[verb];
  return list && step ? `${list}-${Number(place) + step}` : "";
}
