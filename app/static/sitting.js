// Keeps the list of a sitting up to date; without it the page has links that load it again.

const table = document.querySelector("[data-watch]");
const show = (spot, text) => { if (spot && spot.textContent !== text) spot.textContent = text; };

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(table.dataset.watch, { headers: { Accept: "application/json" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const { rows, summary, shown } = await answer.json();
    if (Object.keys(rows).some((key) => !table.querySelector(`[data-row="${key}"]`))) return location.reload();
    for (const row of table.querySelectorAll("[data-row]"))
      for (const cell of row.querySelectorAll("[data-cell]")) show(cell, rows[row.dataset.row]?.[cell.dataset.cell] ?? "");
    show(document.querySelector("[data-summary]"), summary);
    show(document.querySelector("[data-shown]"), shown);
  } catch { /* the time of the last look stays on the page */ }
}

if (table) {
  setInterval(look, 5000);
  addEventListener("visibilitychange", look);
}
