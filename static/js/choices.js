// Long lists: a long select becomes an input that searches it, one of thousands asks the
// server, and many check boxes get a filter. All of them work without this file.

const MOST = 200; // options shown at once

// Letters that people write interchangeably become one, as on the server (accounts/text.py).
function fold(text) {
  return text.toLowerCase().replace(/[\u064b-\u0652\u0640\u0670]/g, "").replace(/[أإآٱ]/g, "ا")
    .replace(/ى|ئ/g, "ي").replace(/ة/g, "ه").replace(/ؤ/g, "و")
    .replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15)).trim();
}

function fits(label, query) {
  const text = fold(label);
  return fold(query).split(/\s+/).every((word) => text.includes(word));
}

function make(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}

const tell = (element) => {
  for (const name of ["input", "change"]) element.dispatchEvent(new Event(name, { bubbles: true }));
};

// A combobox (WAI-ARIA 1.2) around `input`. `search` gives [{value, label}] for what is typed,
// `choose` takes one of them, `settle` puts the text right when the input is left.
function combobox(input, words, { search, choose, settle }) {
  const list = make("ul", { role: "listbox", id: `${input.id}_list`, class: "combo-list" });
  const status = make("span", { role: "status", class: "hidden-text" });
  const box = input.closest(".combo");
  list.hidden = true;
  const label = document.querySelector(`label[for="${input.id}"]`);
  list.setAttribute("aria-label", label ? label.textContent.trim() : "");
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": list.id, autocomplete: "off", spellcheck: "false",
  })) input.setAttribute(name, value);
  box.append(list, status);
  let options = [];
  let active = -1;
  let asked = 0;

  function mark(index) {
    active = options.length ? (index + options.length) % options.length : -1;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === active)));
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    input.setAttribute("aria-activedescendant", list.children[active].id);
    list.children[active].scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked += 1; // an answer still on its way is not shown any more
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    mark(-1);
    active = -1;
    input.removeAttribute("aria-activedescendant");
  }

  async function open(query, first) {
    const mine = asked += 1;
    let found;
    try {
      found = await search(query);
    } catch {
      found = null;
    }
    if (mine !== asked) return;
    options = (found || []).slice(0, MOST);
    list.replaceChildren(...options.map((option, i) => make("li", { role: "option", id: `${list.id}_${i}` }, option.label)));
    if (!options.length) list.append(make("li", { class: "none" }, found ? words.none : words.failed || words.none));
    status.textContent = options.length ? `${words.found} ${found.length}` : list.textContent;
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    active = -1;
    if (first !== null && options.length) mark(first);
  }

  function take(index) {
    const option = options[index];
    close();
    if (option) choose(option);
  }

  const isOpen = () => !list.hidden;
  const whole = () => open("", null).then(() => {
    const now = options.findIndex((option) => option.label === input.value || option.chosen);
    if (now >= 0) mark(now);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen()) mark(active + (event.key === "ArrowDown" ? 1 : active < 0 ? 0 : -1));
      else whole();
    } else if (event.key === "Enter" && isOpen()) {
      event.preventDefault();
      take(active);
    } else if (event.key === "Escape" && isOpen()) {
      event.preventDefault();
      event.stopPropagation();
      close();
      settle(true);
    } else if (event.key === "Tab" && isOpen() && active >= 0) take(active);
  });
  input.addEventListener("click", () => { if (!isOpen()) whole(); });
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => open(input.value, input.value.trim() ? 0 : null));
  input.addEventListener("blur", () => { close(); settle(false); });
  // The list keeps the focus where it is, so that the press arrives before the input is left.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const item = event.target.closest("[role=option]");
    if (item) take([...list.children].indexOf(item));
  });
}

// The select stays where it is and carries the value; the input stands in for it.
function startSelect(select) {
  if (select.dataset.started || select.disabled || !select.id) return;
  select.dataset.started = "yes";
  const plain = (option) => (/^-+$/.test(option.label) ? "" : option.label.replace(/^(— ?)+/, ""));
  const input = make("input", { type: "text", id: select.id });
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (select.hasAttribute(name)) input.setAttribute(name, select.getAttribute(name));
  }
  select.id = `${select.id}_value`;
  select.tabIndex = -1;
  select.setAttribute("aria-hidden", "true");
  select.classList.add("hidden-text");
  select.before(make("span", { class: "combo" }, input));
  input.parentElement.append(select);
  const show = () => { input.value = select.selectedOptions[0] ? plain(select.selectedOptions[0]) : ""; };
  const choose = (option) => {
    const changed = select.value !== option.value;
    select.value = option.value;
    show();
    if (changed) tell(select);
  };
  const search = (query) => [...select.options]
    .filter((option) => !option.disabled && (!query.trim() || (option.value && fits(option.label, query))))
    .map((option) => ({ value: option.value, label: option.label, chosen: option.selected }));
  const settle = (back) => {
    const wanted = fold(input.value);
    const same = [...select.options].find((option) => fold(plain(option)) === wanted);
    if (!back && same && same.value !== select.value) choose(same);
    else show();
  };
  combobox(input, select.dataset, { search, choose, settle });
  // What is typed to search is no change of the form: only the select's own is.
  for (const name of ["input", "change"]) {
    input.addEventListener(name, (event) => event.stopPropagation());
    select.addEventListener(name, show);
  }
  select.form?.addEventListener("reset", () => setTimeout(show));
  show();
}

// One of thousands: the text itself is sent, and the server finds its code in it.
function startSource(source) {
  const input = source.querySelector("input");
  if (source.dataset.started || input.disabled || !input.id) return;
  source.dataset.started = "yes";
  source.classList.add("combo");
  let waiting;
  const search = (query) => new Promise((resolve, reject) => {
    clearTimeout(waiting);
    if (!query.trim()) {
      resolve([]);
      return;
    }
    waiting = setTimeout(async () => {
      const address = new URL(source.dataset.source, location.href);
      address.searchParams.set("q", query);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        if (answer.ok) resolve(await answer.json());
        else reject(new Error(String(answer.status)));
      } catch (error) {
        reject(error);
      }
    }, 200);
  });
  const choose = (option) => {
    input.value = option.label;
    // Said without opening the list again.
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  combobox(input, source.dataset, { search, choose, settle: () => {} });
}

// Many check boxes: what is chosen stands above as buttons that take it away again.
function startGroup(group) {
  if (group.dataset.started) return;
  group.dataset.started = "yes";
  const { label, found, none, chosen, remove } = group.dataset;
  const known = (row) => ({ row, box: row.querySelector("input"), text: row.textContent.trim() });
  const choices = [...group.querySelectorAll(".choice")].map(known);
  const id = `${choices[0].box.id}_filter`;
  const input = make("input", { type: "search", id, autocomplete: "off", spellcheck: "false" });
  const status = make("span", { role: "status", class: "muted small" });
  const list = make("ul", { class: "chosen", "aria-label": chosen });
  const narrow = () => {
    let count = 0;
    for (const one of choices) {
      one.row.hidden = !fits(one.text, input.value);
      count += one.row.hidden ? 0 : 1;
    }
    status.textContent = !input.value.trim() ? "" : count ? `${found} ${count}` : none;
    if (group.dataset.all) askForMore();
  };
  // Of thousands only some stand here: what the server finds besides is put below them.
  let waiting;
  const askForMore = () => {
    clearTimeout(waiting);
    const words = input.value.trim();
    if (words.length < 2) return;
    waiting = setTimeout(async () => {
      const address = new URL(group.dataset.all, location.href);
      address.searchParams.set("q", words);
      try {
        const answer = await fetch(address, { headers: { Accept: "application/json" } });
        if (answer.ok && words === input.value.trim()) offer(await answer.json());
      } catch {
        // The boxes that stand here can still be chosen.
      }
    }, 250);
  };
  const offer = (options) => {
    for (const option of options) {
      if (choices.some((one) => one.box.value === option.value)) continue;
      const box = make("input", { type: "checkbox", name: choices[0].box.name, value: option.value, id: `${id}_${option.value}` });
      const row = make("div", { class: "choice" }, box, make("label", { for: box.id }, option.label));
      group.append(row);
      choices.push(known(row));
    }
    const shown = choices.filter((one) => !one.row.hidden).length;
    status.textContent = shown ? `${found} ${shown}` : none;
  };
  const show = () => {
    list.replaceChildren(...choices.filter((one) => one.box.checked).map((one) => {
      const press = make("button", { type: "button" }, make("span", {}, one.text), make("span", { "aria-hidden": "true" }, "×"),
        make("span", { class: "hidden-text" }, ` ${remove}`));
      press.addEventListener("click", () => {
        one.box.checked = false;
        tell(one.box);
        (list.querySelector("button") || input).focus();
      });
      press.disabled = one.box.disabled;
      return make("li", {}, press);
    }));
    list.hidden = !list.children.length;
  };
  for (const name of ["input", "change"]) input.addEventListener(name, (event) => event.stopPropagation());
  input.addEventListener("input", narrow);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
    else if (event.key === "Escape") {
      input.value = "";
      narrow();
    }
  });
  group.addEventListener("change", show);
  group.before(list, make("div", { class: "filter-box" }, make("label", { for: id }, label), input, status));
  group.classList.add("scrolls");
  const typed = group.parentElement.querySelector("[data-more]");
  if (typed && !typed.querySelector("input").value) typed.hidden = true;
  show();
}

function start(root) {
  root.querySelectorAll("select[data-search]").forEach(startSelect);
  root.querySelectorAll("[data-source]").forEach(startSource);
  root.querySelectorAll("[data-filter]").forEach(startGroup);
}

document.addEventListener("mizan:content", () => start(document));
document.addEventListener("mizan:added", (event) => start(event.target));
document.addEventListener("htmx:load", (event) => start(event.target));
start(document);
