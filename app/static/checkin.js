// The check-in screen: fetches the next code when the present one runs out, and says so when it can't.
const screen = document.querySelector(".check-in-screen");

if (screen) {
  const SOON = 5_000;
  const wait = (milliseconds) => window.setTimeout(refresh, milliseconds);
  document.querySelector(".reload").hidden = true;

  async function refresh() {
    try {
      const answer = await fetch(screen.dataset.source, { headers: { Accept: "text/html" } });
      if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
      screen.innerHTML = await answer.text();
      wait(1_000 * Number(screen.firstElementChild.dataset.left));
    } catch {
      if (!screen.querySelector(".lost")) {
        const lost = document.createElement("p");
        lost.className = "notice bad lost";
        lost.setAttribute("role", "alert");
        lost.textContent = screen.dataset.lost;
        screen.append(lost);
      }
      wait(SOON);
    }
  }

  wait(1_000 * Number(screen.firstElementChild.dataset.left));
}
