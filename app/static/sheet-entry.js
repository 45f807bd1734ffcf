// Entering a paper sheet: Enter goes to the next row, as in a spreadsheet; the last one leads to the button.
const form = document.querySelector("form.sheet-entry");

if (form) {
  const inputs = [...form.querySelectorAll(".entry-rows input[type=text]")];
  form.addEventListener("keydown", (event) => {
    const place = inputs.indexOf(event.target);
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (place < 0 || !step) return;
    event.preventDefault();
    const next = inputs[place + step];
    if (next) next.select();
    else if (step > 0) form.querySelector("#rest").focus();
  });
}
