// The attendance sheet: counts, finds people, fills in the rest and takes back. Saving is the form's own work.
const form = document.querySelector("form.register");

if (form) {
  const rows = [...form.querySelectorAll(".attendance > li")];
  const count = form.querySelector(".count");
  const undo = form.querySelector(".undo");
  const find = form.querySelector("#find");
  const steps = [];
  let saved = false;

  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const state = () => rows.map((row) => chosen(row)?.value ?? "");
  let last = state();

  const show = () => {
    const marked = rows.filter(chosen).length;
    count.textContent = form.dataset.count.replace("{marked}", marked).replace("{all}", rows.length);
    undo.disabled = steps.length === 0;
    undo.setAttribute("aria-disabled", String(undo.disabled));
  };

  const note = () => {
    steps.push(last);
    last = state();
    show();
  };

  const restore = (values) => {
    rows.forEach((row, place) => {
      for (const input of row.querySelectorAll("input[type=radio]")) input.checked = input.value === values[place];
    });
    last = values;
    show();
  };

  form.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    if (event.target.value === "late") event.target.closest("li").querySelector("details").open = true;
    note();
  });

  // With scripts the button takes back one step; without, it is the form's own reset.
  undo.type = "button";
  undo.addEventListener("click", () => steps.length && restore(steps.pop()));

  form.querySelector("[name=fill]").addEventListener("click", (event) => {
    event.preventDefault();
    const open = rows.filter((row) => !chosen(row));
    for (const row of open) row.querySelector("input[value=present]").checked = true;
    if (open.length) note();
  });

  find.closest(".find").hidden = false;
  find.addEventListener("input", () => {
    const wanted = find.value.trim().toLowerCase();
    for (const row of rows) row.hidden = !row.dataset.name.includes(wanted);
  });
  find.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());

  form.addEventListener("submit", () => (saved = true));
  window.addEventListener("beforeunload", (event) => {
    if (!saved && steps.length) event.preventDefault();
  });
  show();
}
