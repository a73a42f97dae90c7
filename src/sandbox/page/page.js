// Keeps the page true: asks for what is to be seen whenever something has changed, and puts only that in place.
// What is drawn is made on the server, escaped there; nothing from outside is made into markup here.

const body = document.body;
const $ = (id) => document.getElementById(id);
const { seat: firstSeat, version: firstVersion } = JSON.parse(body.dataset.sight);
const completions = JSON.parse(body.dataset.completions);
let seat = firstSeat;
let version = firstVersion;
let isAsking = false;
let again = false;

new EventSource("/changes").onmessage = ({ data }) => {
  if (Number(data) !== version) void refresh();
};

async function refresh() {
  if (isAsking) {
    again = true;
    return;
  }
  isAsking = true;
  try {
    await look();
  } catch (error) {
    toast(`The sandbox does not answer: ${error.message}`);
  } finally {
    isAsking = false;
  }
  if (again) {
    again = false;
    await refresh();
  }
}

async function look() {
  const query = new URLSearchParams({ as: seat.user, in: seat.place });
  if (seat.thread) query.set("thread", seat.thread);
  const asked = JSON.stringify(seat);
  const sight = await (await fetch(`/sight?${query}`)).json();
  // Somebody has gone elsewhere meanwhile.
  if (JSON.stringify(seat) !== asked) {
    again = true;
    return;
  }
  version = sight.version;
  show(sight);
}

function show(sight) {
  const isElsewhere = sight.seat.place !== $("title").dataset.place || sight.seat.user !== $("title").dataset.user;
  seat = sight.seat;
  $("title").textContent = sight.title;
  $("title").dataset.place = seat.place;
  $("title").dataset.user = seat.user;
  if ($("side").dataset.markup !== sight.side) {
    const focused = focusKey($("side"));
    $("side").innerHTML = sight.side;
    $("side").dataset.markup = sight.side;
    refocus($("side"), focused);
  }
  place($("messages"), sight.home ? [sight.home] : sight.messages, isElsewhere);
  $("text").placeholder = sight.hint;
  $("text").ariaLabel = sight.hint || "Message";
  $("text").closest("form").hidden = sight.hint === "";
  const wasHidden = $("thread").hidden;
  $("thread").hidden = sight.thread === null;
  place($("replies"), sight.thread ?? [], wasHidden);
  place($("world"), sight.world, false);
  showModal(sight.modal);
}

/** Only what is new or has changed is touched, so that focus, selection and open details stay. */
function place(into, items, isNew) {
  const isAtEnd = into.scrollHeight - into.scrollTop - into.clientHeight < 80;
  const held = new Map([...into.children].map((each) => [each.dataset.item, each]));
  const kept = new Set(items.map(({ key }) => key));
  for (const [key, element] of held) if (!kept.has(key)) element.remove();
  let before = into.firstElementChild;
  for (const { key, markup } of items) {
    let element = held.get(key);
    if (!element) {
      element = document.createElement("div");
      element.className = "item";
      element.dataset.item = key;
    }
    if (
      element.markup !== markup &&
      !(element.markup === undefined && element.innerHTML !== "" && sameMarkup(element, markup))
    ) {
      const open = [...element.querySelectorAll("details")].map((each) => each.open);
      const focused = focusKey(element);
      element.innerHTML = markup;
      [...element.querySelectorAll("details")].forEach((each, index) => {
        each.open = open[index] ?? each.open;
      });
      refocus(element, focused);
      if (!isNew && element.isConnected) flash(element);
    }
    element.markup = markup;
    if (element === before) before = before.nextElementSibling;
    else into.insertBefore(element, before);
  }
  if (isNew || isAtEnd) into.scrollTop = into.id === "world" ? into.scrollTop : into.scrollHeight;
}

/** As the browser writes it: what the server sent with the page is not drawn anew. */
function sameMarkup(element, markup) {
  const template = document.createElement("template");
  template.innerHTML = markup;
  return template.innerHTML === element.innerHTML;
}

function flash(element) {
  element.classList.remove("flash");
  requestAnimationFrame(() => element.classList.add("flash"));
}

function focusKey(within) {
  const element = document.activeElement;
  if (!element || !within.contains(element) || element === within) return null;
  const { act, id, action } = element.dataset;
  return { act, id, action, tag: element.tagName };
}

function refocus(within, key) {
  if (!key) return;
  const same = [...within.querySelectorAll(key.tag)].find(
    (each) => each.dataset.act === key.act && each.dataset.id === key.id && each.dataset.action === key.action,
  );
  same?.focus();
}

let lastModal = null;

function showModal(modal) {
  const dialog = $("modal");
  if (!modal) {
    lastModal = null;
    if (dialog.open) dialog.close();
    dialog.replaceChildren();
    return;
  }
  if (lastModal?.key === modal.key && lastModal.markup === modal.markup) return;
  const values = lastModal?.key === modal.key ? valuesIn(dialog.querySelector("form")) : null;
  lastModal = modal;
  dialog.innerHTML = modal.markup;
  if (values) fillIn(dialog.querySelector("form"), values);
  if (!dialog.open) dialog.showModal();
  const first = dialog.querySelector("[autofocus]") ?? dialog.querySelector("textarea, input, select");
  (first ?? dialog.querySelector("footer button"))?.focus();
}

function fieldsIn(form) {
  return [...(form?.elements ?? [])].filter((each) => each.name);
}

function valuesIn(form) {
  const values = {};
  for (const field of fieldsIn(form)) {
    if (field.type === "file") continue;
    const chosen =
      field.type === "checkbox"
        ? field.checked
          ? [field.value]
          : []
        : field.type === "radio"
          ? field.checked
            ? field.value
            : null
          : field.multiple
            ? [...field.selectedOptions].map(({ value }) => value)
            : field.value;
    if (Array.isArray(chosen)) values[field.name] = [...(values[field.name] ?? []), ...chosen];
    else if (chosen !== null) values[field.name] = chosen;
  }
  return values;
}

function fillIn(form, values) {
  for (const field of fieldsIn(form)) {
    const value = values[field.name];
    if (value === undefined || field.type === "file") continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = [value].flat().includes(field.value);
    else if (field.multiple) for (const option of field.options) option.selected = value.includes(option.value);
    else field.value = value;
  }
}

async function post(room, asked) {
  const response = await fetch(`/${room}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(asked),
  });
  const answer = await response.json();
  if (!answer.ok) throw new Error(answer.error);
  // The seat of whoever has something new to see there.
  if (answer.go) await go(answer.go);
}

async function attempt(doing) {
  try {
    await doing();
    return true;
  } catch (error) {
    toast(error.message);
    return false;
  }
}

let hiding;
function toast(text) {
  $("toast").textContent = text;
  $("toast").hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    $("toast").hidden = true;
  }, 8000);
}

const uploaded = { text: [], reply: [] };

async function upload(file) {
  const query = new URLSearchParams({ as: seat.user, name: file.name });
  const response = await fetch(`/upload?${query}`, {
    method: "POST",
    headers: { "content-type": "application/octet-stream" },
    body: await file.arrayBuffer(),
  });
  if (!response.ok) throw new Error(`${file.name} is too large.`);
  const answer = await response.json();
  if (!answer.id) throw new Error(answer.error);
  return answer.id;
}

function confirmed({ confirm, confirmTitle, confirmYes, confirmNo }) {
  if (confirm === undefined) return Promise.resolve(true);
  const dialog = $("confirm");
  $("confirm-title").textContent = confirmTitle;
  dialog.querySelector("p").textContent = confirm;
  const [no, yes] = dialog.querySelectorAll("button");
  no.textContent = confirmNo || "Cancel";
  yes.textContent = confirmYes || "Yes";
  dialog.returnValue = "no";
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => done(dialog.returnValue === "yes"), { once: true });
  });
}

function go(change) {
  seat = { ...seat, ...change };
  history.replaceState(
    null,
    "",
    `/?${new URLSearchParams({ as: seat.user, in: seat.place, ...(seat.thread && { thread: seat.thread }) })}`,
  );
  return refresh();
}

function isNarrow() {
  return matchMedia("(max-width: 1100px)").matches;
}

function turnPane() {
  const isHidden = body.classList.toggle("no-world");
  for (const each of document.querySelectorAll('[data-act="pane"]')) each.ariaExpanded = String(!isHidden);
  return isHidden;
}

const acts = {
  go: async ({ id }) => {
    await go({ place: id, thread: null });
    if (id === "home") await post("act", { do: "home", as: seat.user });
  },
  thread: async ({ id }) => {
    await go({ thread: id });
    $("reply").focus();
  },
  unthread: async () => {
    const { thread } = seat;
    await go({ thread: null });
    // Whoever is at the keyboard goes on where the thread was opened.
    $("messages").querySelector(`button[data-act="thread"][data-id="${thread}"]`)?.focus();
  },
  pane: () => {
    const isHidden = turnPane();
    if (isHidden) document.querySelector('main [data-act="pane"]').focus();
    else if (isNarrow()) $("world").querySelector(".narrow").focus();
  },
  press: async (given) => {
    if (!(await confirmed(given))) return;
    const { on, id, action, value } = given;
    await post("act", { do: "press", as: seat.user, on, id, action, ...(value !== undefined && { value }) });
  },
  shortcut: ({ id, action }) => post("act", { do: "shortcut", as: seat.user, id, action }),
  close: ({ id }) => post("act", { do: "close", as: seat.user, id }),
  tour: () => post("world", { do: "tour" }),
  pass: ({ hours }) => post("world", { do: "pass", hours: Number(hours) }),
  "switch-world": ({ id }) => post("world", { do: "switch", id }),
};

document.addEventListener("click", (event) => {
  const target = event.target.closest("button[data-act]");
  const act = target && acts[target.dataset.act];
  if (!act) return;
  event.preventDefault();
  void attempt(() => act({ ...target.dataset }));
});

document.addEventListener("change", (event) => {
  const { target } = event;
  if (target.dataset.act === "switch") void attempt(() => go({ user: target.value, thread: null }));
  if (target.dataset.act === "pick" && target.value !== "") {
    const { on, id, action } = target.dataset;
    void attempt(() => post("act", { do: "press", as: seat.user, on, id, action, value: target.value }));
  }
  if (target.closest(".attach")) void attempt(() => attach(target));
});

// What lies over or beside the channel is left by Escape, unless something in it has had its own use for the key.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.target.closest("dialog")) return;
  if (event.target.closest("#thread")) void attempt(acts.unthread);
  else if (event.target.closest("#world") && isNarrow()) acts.pane();
});

async function attach(input) {
  const form = input.closest("form");
  const { id } = form.dataset;
  for (const file of input.files) uploaded[id].push({ id: await upload(file), name: file.name });
  input.value = "";
  showAttached(form);
}

function showAttached(form) {
  const names = uploaded[form.dataset.id].map(({ name }) => name);
  const line = form.querySelector(".attached");
  line.textContent = names.length > 0 ? `Attached: ${names.join(", ")}` : "";
  line.hidden = names.length === 0;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (form.dataset.act === "say") void attempt(() => say(form));
  if (form.dataset.act === "submit") void submit(form);
});

async function say(form) {
  const { id } = form.dataset;
  const text = $(id).value;
  const files = uploaded[id].map((each) => each.id);
  if (text.trim() === "" && files.length === 0) return;
  closeList(form);
  $(id).value = "";
  uploaded[id] = [];
  showAttached(form);
  const isTaken = await attempt(() =>
    post("act", {
      do: "say",
      as: seat.user,
      channel: seat.place,
      thread: id === "reply" ? seat.thread : null,
      text,
      files,
    }),
  );
  if (!isTaken && $(id).value === "") $(id).value = text;
}

async function submit(form) {
  const error = form.querySelector(".client-error");
  error.textContent = "";
  try {
    const values = valuesIn(form);
    for (const field of fieldsIn(form)) {
      if (field.type !== "file") continue;
      values[field.name] = [];
      for (const file of field.files) values[field.name].push(await upload(file));
    }
    await post("act", { do: "submit", as: seat.user, id: form.dataset.id, values });
  } catch (failure) {
    error.textContent = failure.message;
  }
}

// Escape in a modal closes it in Slack too, and the app may be told.
$("modal").addEventListener("cancel", (event) => {
  event.preventDefault();
  const form = $("modal").querySelector("form");
  if (form) void attempt(() => post("act", { do: "close", as: seat.user, id: form.dataset.id }));
});

// The composer: what can be typed is offered, by keyboard as by mouse.

function offers(text) {
  const typed = text.toLowerCase();
  if (/^\/\S*$/.test(typed) || /^@\w*$/.test(typed)) {
    return [
      { words: "/maildiag ", usage: "/maildiag", summary: "Find out why mail did not arrive" },
      { words: "@maildiag ", usage: "@maildiag …", summary: "The same, in a thread too" },
    ].filter(({ words }) => words.startsWith(typed) && words.trim() !== typed);
  }
  const found = /^(\/maildiag|@maildiag) (.*)$/s.exec(typed);
  if (!found) return [];
  const [, start, rest] = found;
  return completions
    .filter(({ words }) => words.startsWith(rest) && words.trim() !== rest.trim())
    .map((each) => ({ ...each, words: `${start} ${each.words}`, usage: `${start} ${each.usage}` }));
}

function suggest(field) {
  const form = field.closest("form");
  const list = $(`${field.id}-list`);
  const found = offers(field.value);
  list.replaceChildren(
    ...found.map(({ words, usage, summary }, index) => {
      const option = document.createElement("li");
      option.role = "option";
      option.id = `${field.id}-option-${index}`;
      option.dataset.words = words;
      const what = document.createElement("small");
      what.textContent = summary;
      option.append(usage, what);
      return option;
    }),
  );
  list.hidden = found.length === 0;
  field.ariaExpanded = String(found.length > 0);
  if (found.length === 0) closeList(form);
}

function closeList(form) {
  const list = form.querySelector('[role="listbox"]');
  list.hidden = true;
  list.replaceChildren();
  form.querySelector("textarea").removeAttribute("aria-activedescendant");
}

function choose(field, option) {
  field.value = option.dataset.words;
  field.focus();
  suggest(field);
}

for (const field of [$("text"), $("reply")]) {
  field.addEventListener("input", () => suggest(field));
  field.addEventListener("keydown", (event) => {
    const list = $(`${field.id}-list`);
    const options = [...list.children];
    const at = options.findIndex((each) => each.ariaSelected === "true");
    if (!list.hidden && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = options[(at + step + options.length + (at < 0 && step < 0 ? 1 : 0)) % options.length];
      for (const each of options) each.ariaSelected = String(each === next);
      field.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    } else if (!list.hidden && (event.key === "Tab" || event.key === "Enter") && at >= 0) {
      event.preventDefault();
      choose(field, options[at]);
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      closeList(field.closest("form"));
    } else if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      field.closest("form").requestSubmit();
    }
  });
  $(`${field.id}-list`).addEventListener("mousedown", (event) => {
    const option = event.target.closest('[role="option"]');
    if (!option) return;
    event.preventDefault();
    choose(field, option);
  });
}

$("title").dataset.place = seat.place;
$("title").dataset.user = seat.user;
$("messages").scrollTop = $("messages").scrollHeight;
// It was sent as it stands. What came since is told by /changes.
if (isNarrow()) turnPane();
if ($("modal").childElementCount > 0) void refresh();
