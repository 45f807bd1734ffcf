// Comfort for the shell. Every page works without it.

const open_menus = () => document.querySelectorAll("details.menu[open]");

// A menu closes when the person goes elsewhere, with Escape, or when another one opens.
document.addEventListener("click", (event) => {
  for (const menu of open_menus()) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of open_menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// <button data-print hidden> appears where printing from the page is possible.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// On a phone the navigation and the tabs may be wider than the screen: where one is comes into view, and its neighbours.
for (const row of document.querySelectorAll(".dock, .tabs")) {
  const here = row.querySelector("[aria-current]");
  if (here) row.scrollLeft = here.offsetLeft - row.offsetLeft + here.offsetWidth / 2 - row.clientWidth / 2;
}

// After a refused form the reader starts at the list of errors.
document.querySelector(".error-summary")?.focus();
