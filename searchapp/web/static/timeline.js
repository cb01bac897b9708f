// Narrowing by dates on the bars of a timeline: by dragging, and by the keyboard.

const DRAG_PIXELS = 5;

export function enhanceTimelines(root) {
  root.querySelectorAll("[data-timeline] svg").forEach(enhance);
}

function enhance(svg) {
  const bars = [...svg.querySelectorAll("a")];
  if (!bars.length) return;
  let anchor = 0;
  let end = 0;

  function choose(from, to) {
    anchor = from;
    end = to;
    const [low, high] = [Math.min(from, to), Math.max(from, to)];
    bars.forEach((bar, at) => {
      bar.classList.toggle("chosen", low !== high && at >= low && at <= high);
      bar.setAttribute("tabindex", at === to ? "0" : "-1");
    });
  }

  function narrow() {
    const [low, high] = [Math.min(anchor, end), Math.max(anchor, end)];
    const url = new URL(bars[low].getAttribute("href"), location.href);
    url.searchParams.set("to", bars[high].dataset.end);
    location.assign(url);
  }

  /** The bar that is nearest to a place on the screen, from left to right. */
  function at(clientX) {
    const distances = bars.map((bar) => {
      const { left, right } = bar.getBoundingClientRect();
      return Math.abs((left + right) / 2 - clientX);
    });
    return distances.indexOf(Math.min(...distances));
  }

  choose(0, 0);
  svg.addEventListener("keydown", (event) => {
    const here = bars.indexOf(event.target.closest("a"));
    const to = {
      ArrowLeft: Math.max(0, here - 1),
      ArrowRight: Math.min(bars.length - 1, here + 1),
      Home: 0,
      End: bars.length - 1,
    }[event.key];
    if (to !== undefined) {
      choose(event.shiftKey ? anchor : to, to);
      bars[to].focus();
    } else if (event.key === "Enter" && anchor !== end) {
      narrow();
    } else {
      return;
    }
    event.preventDefault();
  });

  let startX = null;
  let dragged = false;
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    startX = event.clientX;
    dragged = false;
  });
  svg.addEventListener("pointermove", (event) => {
    if (startX === null || (!dragged && Math.abs(event.clientX - startX) < DRAG_PIXELS)) return;
    dragged = true;
    svg.setPointerCapture(event.pointerId);
    choose(at(startX), at(event.clientX));
  });
  svg.addEventListener("pointerup", () => {
    startX = null;
    if (dragged) narrow();
  });
  svg.addEventListener("pointercancel", () => {
    startX = null;
    dragged = false;
    choose(0, 0);
  });
  svg.addEventListener("click", (event) => {
    if (dragged) event.preventDefault();
  }, true);
}
