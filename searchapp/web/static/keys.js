// Shortcut keys; none fires while somebody types.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

function step(nodes, by) {
  const list = [...nodes];
  if (!list.length) return null;
  const here = list.findIndex((node) => node.classList.contains("here"));
  list[here]?.classList.remove("here");
  const next = here < 0 ? (by > 0 ? 0 : list.length - 1) : here + by;
  const node = list[Math.min(list.length - 1, Math.max(0, next))];
  node.classList.add("here");
  return node;
}

const KEYS = {
  "/": () => {
    const box = document.getElementById("q");
    box?.focus();
    box?.select();
  },
  "?": () => document.getElementById("keys").showModal(),
  j: () => step(document.querySelectorAll(".hit h3 a"), 1)?.focus(),
  k: () => step(document.querySelectorAll(".hit h3 a"), -1)?.focus(),
  n: () => step(document.querySelectorAll("article mark"), 1)?.scrollIntoView({ block: "center" }),
  p: () => step(document.querySelectorAll("article mark"), -1)?.scrollIntoView({ block: "center" }),
};

export function listenToKeys() {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    if (document.querySelector("dialog[open]") || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
}
