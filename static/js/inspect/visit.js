// One visit on the page: its checklist, photos and signing off. What is touched is told to
// `changed`; nothing is sent from here.
//   work = {answers: {key: {id, answer, remark, severity, by, at, sent}},
//           photos: [{id, key, taken, sent}], end: {id, result, summary, met, at} | null,
//           draft: {result, summary, met}, closed: "" | sentence, done: bool}

import { smaller, thumbnail } from "./photo.js";

let count = 0;
const copy = (name) => document.getElementById(name).content.firstElementChild.cloneNode(true);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);

export const emptyWork = () => ({ answers: {}, photos: [], end: null, draft: {}, closed: "", done: false });

export class Visit {
  constructor(data, work, { words, changed, keepPhoto, dropPhoto, photoOf, failed }) {
    Object.assign(this, { data, work, words, changed, keepPhoto, dropPhoto, photoOf, failed });
    this.root = copy("visit");
    this.root.id = data.number;
    this.points = new Map();
    this.#head();
    for (const point of data.points) this.#point(point);
    this.#end();
    this.takeReceived(data);
    this.show();
  }

  find(name) {
    return this.root.querySelector(`[data-visit="${name}"]`);
  }

  #head() {
    const { data } = this;
    for (const name of ["number", "company", "title", "when", "place", "about", "contact"]) {
      this.find(name).textContent = data[name] ?? "";
    }
    this.find("about").hidden = !data.about;
    const phone = this.find("phone");
    phone.textContent = data.phone;
    phone.href = `tel:${data.phone.replace(/[^\d+]/g, "")}`;
    this.find("earlier-box").hidden = !data.earlier.length;
    this.find("earlier").replaceChildren(...data.earlier.map((words) => {
      const line = document.createElement("li"), said = document.createElement("bdi");
      said.textContent = words;
      line.append(said);
      return line;
    }));
  }

  #point(point) {
    const box = copy("point");
    const name = `p${(count += 1)}`;
    box.querySelector("legend").textContent = point.label;
    for (const label of box.querySelectorAll("label[data-for]")) {
      label.htmlFor = `${name}-${label.dataset.for}`;
    }
    for (const input of box.querySelectorAll("[data-id]")) input.id = `${name}-${input.dataset.id}`;
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.name = name;
    const isOther = point.key === this.data.other;
    for (const choice of box.querySelectorAll("[data-usual]")) choice.hidden = isOther;
    box.addEventListener("input", (event) => {
      if (event.target.type !== "file") this.#touched(point.key, box);
    });
    box.querySelector("input[type=file]").addEventListener("change", (event) => {
      this.#photograph(point.key, [...event.target.files]).finally(() => { event.target.value = ""; });
    });
    this.points.set(point.key, box);
    this.find("points").append(box);
  }

  #touched(key, box) {
    const answer = box.querySelector("input[type=radio]:checked")?.value ?? "";
    const value = (name) => box.querySelector(`[data-id="${name}"]`).value.trim();
    if (answer) {
      this.work.answers[key] = {
        id: crypto.randomUUID(), answer, remark: value("remark"), severity: value("severity"),
        put_right_by: value("by") || null, at: new Date().toISOString(), sent: false,
      };
    }
    this.show();
    this.changed(this);
  }

  async #photograph(key, files) {
    for (const file of files) {
      let blob;
      try {
        blob = await smaller(file);
      } catch {
        this.failed(this.words.noPhoto);
        continue;
      }
      const photo = {
        id: crypto.randomUUID(), key, taken: new Date(file.lastModified).toISOString(), sent: false,
      };
      await this.keepPhoto(this, photo, blob);
      this.work.photos.push(photo);
    }
    this.show();
    await this.showPhotos();
    this.changed(this);
  }

  #end() {
    const name = `e${(count += 1)}`;
    const box = this.find("end");
    for (const label of box.querySelectorAll("label[data-for]")) {
      label.htmlFor = `${name}-${label.dataset.for}`;
    }
    for (const input of box.querySelectorAll("[data-id]")) input.id = `${name}-${input.dataset.id}`;
    for (const radio of box.querySelectorAll("input[type=radio]")) radio.name = name;
    box.addEventListener("input", () => {
      this.work.draft = this.#given();
      this.changed(this);
    });
    this.find("finish").addEventListener("click", () => this.#finish());
    this.find("reopen").addEventListener("click", () => {
      this.work.end = null;
      this.show();
      this.changed(this);
    });
  }

  #given() {
    const box = this.find("end");
    return {
      result: box.querySelector("input[type=radio]:checked")?.value ?? "",
      summary: box.querySelector('[data-id="summary"]').value.trim(),
      met: box.querySelector('[data-id="met"]').value.trim(),
    };
  }

  // What is missing before it can be finished, in sentences.
  problems(given) {
    const { words, data, work } = this;
    const named = (points) => points.map((point) => point.label).join(" · ");
    const missing = data.points.filter(({ key }) => key !== data.other && !work.answers[key]);
    const silent = data.points.filter(({ key }) => (
      work.answers[key]?.answer === "not_ok" && !work.answers[key].remark));
    return [
      missing.length && fill(words.missing, { points: named(missing) }),
      silent.length && fill(words.silent, { points: named(silent) }),
      !given.result && words.noResult,
      !given.met && words.nobody,
    ].filter(Boolean);
  }

  #finish() {
    const given = this.#given();
    const found = this.problems(given);
    this.say(found);
    if (found.length) return;
    this.work.end = { id: crypto.randomUUID(), at: new Date().toISOString(), ...given };
    this.show();
    this.find("status").focus();
    this.changed(this);
  }

  say(sentences) {
    const box = this.find("problems");
    box.hidden = !sentences.length;
    box.querySelector("ul").replaceChildren(...sentences.map((text) => {
      const line = document.createElement("li");
      line.textContent = text;
      return line;
    }));
    if (sentences.length) box.focus();
  }

  // Answers and photos that the site has, where this phone has nothing newer.
  takeReceived(data) {
    for (const [key, answer] of Object.entries(data.answers)) {
      const own = this.work.answers[key];
      if (!own || (own.sent && own.id !== answer.id)) this.work.answers[key] = { ...answer, sent: true };
    }
    const there = new Set(data.photos);
    for (const photo of this.work.photos) if (there.has(photo.id)) photo.sent = true;
  }

  get unsent() {
    const answers = Object.values(this.work.answers).filter(({ sent }) => !sent).length;
    const photos = this.work.photos.filter(({ sent }) => !sent).length;
    return { answers, photos, end: Boolean(this.work.end) && !this.work.done };
  }

  // Put what is known into the inputs, without disturbing the one that is being typed in.
  show() {
    const { work, words } = this;
    const isOver = Boolean(work.end || work.done || work.closed);
    for (const [key, box] of this.points) {
      const answer = work.answers[key];
      box.disabled = isOver;
      box.querySelector("[data-finding]").hidden = answer?.answer !== "not_ok";
      const state = box.querySelector("[data-state]");
      state.textContent = answer ? (answer.sent ? words.answerReceived : words.answerKept) : "";
      state.className = `tag ${answer?.sent ? "ok" : "warn"}`;
      state.hidden = !answer;
      if (!answer || box.contains(document.activeElement)) continue;
      for (const radio of box.querySelectorAll("input[type=radio]")) radio.checked = radio.value === answer.answer;
      box.querySelector('[data-id="remark"]').value = answer.remark;
      box.querySelector('[data-id="severity"]').value = answer.severity || "minor";
      box.querySelector('[data-id="by"]').value = answer.put_right_by ?? "";
    }
    const end = this.find("end");
    end.disabled = isOver;
    if (!end.contains(document.activeElement)) {
      const given = work.end ?? work.draft;
      for (const radio of end.querySelectorAll("input[type=radio]")) radio.checked = radio.value === given.result;
      end.querySelector('[data-id="summary"]').value = given.summary ?? "";
      end.querySelector('[data-id="met"]').value = given.met ?? "";
    }
    this.find("reopen").hidden = !work.end || work.done || Boolean(work.closed);
    const said = work.closed || (work.done ? words.done : work.end ? words.finished : "");
    const status = this.find("status");
    status.textContent = said;
    status.hidden = !said;
    status.className = `inset ${work.closed ? "stop" : work.done ? "" : "warn"}`;
  }

  async showPhotos() {
    for (const [key, box] of this.points) {
      const list = box.querySelector("[data-photos]");
      const shown = [];
      for (const photo of this.work.photos.filter((one) => one.key === key)) {
        const line = copy("photo");
        const said = photo.sent ? this.words.photoReceived : this.words.photoKept;
        line.querySelector("[data-said]").textContent = said;
        const blob = await this.photoOf(this, photo);
        if (blob) line.prepend(await thumbnail(blob, said).catch(() => ""));
        const drop = line.querySelector("button");
        drop.hidden = photo.sent || Boolean(this.work.end);
        drop.addEventListener("click", async () => {
          this.work.photos = this.work.photos.filter((one) => one !== photo);
          await this.dropPhoto(this, photo);
          await this.showPhotos();
          this.changed(this);
        });
        shown.push(line);
      }
      list.replaceChildren(...shown);
      list.hidden = !shown.length;
    }
  }
}
