// Lists: filters answer at once, and what they have found is said. Every list works without this.

const page = document.querySelector(".list-page");

// A list may be private: nothing of it is kept in the browser, going back asks again.
function settleHtmx() {
  if (!window.htmx) return;
  window.htmx.config.historyCacheSize = 0;
  window.htmx.config.refreshOnHistoryMiss = true;
}

// What is ticked counts at once, what is typed after a moment's rest. The box in which somebody
// types is not drawn anew; leaving it says nothing that was not said while typing.
let resting;
function startChoosing() {
  const form = document.getElementById("list-filters");
  const say = (after) => {
    clearTimeout(resting);
    resting = setTimeout(() => window.htmx?.trigger(form, "mizan:chosen"), after);
  };
  form?.addEventListener("input", (event) => {
    if (event.target.type === "search") say(400);
  });
  form?.addEventListener("change", (event) => {
    if (event.target.type !== "search") say(0);
  });
  // Whoever follows a link, or presses the button, has decided: what rested is not asked any more.
  form?.addEventListener("submit", () => clearTimeout(resting));
  page.addEventListener("click", (event) => {
    if (event.target.closest("a")) clearTimeout(resting);
  });
}

// What was unfolded stays unfolded when the facets are drawn anew.
let unfolded = [];
function remember() {
  unfolded = [...page.querySelectorAll("details[id][open]")].map((e) => e.id);
}

function settle() {
  for (const id of unfolded) {
    const box = document.getElementById(id);
    if (box?.matches("details")) box.open = true;
  }
  const count = document.getElementById("count");
  const status = document.getElementById("list-status");
  if (count && status) status.textContent = count.textContent;
  // A link that was followed is gone with its table: the reader goes on at the results.
  if (document.activeElement === document.body) count?.focus({ preventScroll: true });
  startSorting();
}

// Small screens choose the order from a list; the button is for browsers without scripts.
function startSorting() {
  const select = document.getElementById("list-sort");
  if (!select || !select.form || select.dataset.started) return;
  select.dataset.started = "yes";
  select.parentElement.querySelector("button").hidden = true;
  select.addEventListener("change", () => select.form.requestSubmit());
}

if (page) {
  settleHtmx();
  startSorting();
  startChoosing();
  document.body.addEventListener("htmx:beforeSwap", remember);
  document.body.addEventListener("htmx:afterSettle", settle);
}
