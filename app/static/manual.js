// While a manual is being made: asks how far it is every two seconds and shows it in place.
const PAUSE = 2000;
const box = document.querySelector("[data-working]");

async function look() {
  try {
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (answer.ok) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-working]");
      if (fresh && fresh.innerHTML !== box.innerHTML) {
        box.replaceChildren(...fresh.childNodes);
        box.dataset.working = fresh.dataset.working;
      }
    }
  } catch {
    // No connection: ask again after the pause.
  }
  if (box.dataset.working === "yes") setTimeout(look, PAUSE);
}

if (box) setTimeout(look, PAUSE);
