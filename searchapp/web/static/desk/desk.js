// The desk: answers by keyboard, and completion of names. Without it every answer is a button.

const isTyping = (target) => target.closest("input, select, textarea") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const key = CSS.escape(event.key);
  const control = document.querySelector(`main [data-key="${key}"]`);
  if (!control) return;
  event.preventDefault();
  if (control.tagName === "BUTTON") {
    control.click();
  } else {
    control.focus();
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && isTyping(event.target)) event.target.blur();
  // Enter in the field of a name records that name, and not the first button of the form.
  if (event.key === "Enter" && event.target.matches(".other input")) {
    event.preventDefault();
    event.target.form.querySelector('[value="speaker"]').click();
  }
});

// A second click must not send a form twice.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  event.target.dataset.sent = "yes";
});

for (const field of document.querySelectorAll("input[data-suggest]")) {
  const list = field.list;
  const known = [...list.children].map((option) => option.value);
  let latest = 0;
  field.addEventListener("input", async () => {
    const number = ++latest;
    const typed = field.value.trim();
    if (typed.length < 2) return;
    const response = await fetch(`${field.dataset.suggest}?q=${encodeURIComponent(typed)}`);
    if (!response.ok || number !== latest) return;
    const { suggestions } = await response.json();
    const names = suggestions.filter((s) => s.kind === "speaker").map((s) => s.value);
    const options = [...new Set([...known, ...names])].map((name) => {
      const option = document.createElement("option");
      option.value = name;
      return option;
    });
    list.replaceChildren(...options);
  });
}
