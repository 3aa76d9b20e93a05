// Small and optional: every page works without it. Theme, keys, rows, and links between a sentence and its source.
(function () {
  "use strict";
  var root = document.documentElement;

  function read(name) {
    try { return localStorage.getItem(name); } catch (_) { return null; }
  }
  function write(name, value) {
    try { value ? localStorage.setItem(name, value) : localStorage.removeItem(name); } catch (_) { /* private window */ }
  }
  function apply() {
    var theme = read("theme"), keys = read("keys");
    if (theme) { root.dataset.theme = theme; } else { delete root.dataset.theme; }
    if (keys === "off") { root.dataset.keys = "off"; } else { delete root.dataset.keys; }
    document.querySelectorAll("[data-toggle=keys]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(keys !== "off"));
    });
  }
  apply();

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-toggle], [data-opens]").forEach(function (button) { button.hidden = false; });
    apply();
    var row = document.querySelector("a.row:target");
    if (row) { row.focus(); }
    // A review that was begun goes on where it was left: at the first step that is not done.
    var next = document.querySelector("[data-resume]") && !location.hash && document.querySelector("#dock [data-targets]");
    if (next) { goToNext(next.dataset.targets.split(" ")); }
  });

  document.addEventListener("click", function (event) {
    var toggle = event.target.closest("[data-toggle]");
    if (toggle && toggle.dataset.toggle === "theme") {
      var dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      write("theme", dark ? "light" : "dark");
      apply();
    } else if (toggle && toggle.dataset.toggle === "keys") {
      write("keys", read("keys") === "off" ? null : "off");
      apply();
    }
    var opens = event.target.closest("[data-opens]");
    if (opens) { showKeys(document.getElementById(opens.dataset.opens)); }
    var anchor = event.target.closest("a, [data-passage]");
    if (anchor && anchor.dataset.passage) { light(anchor.dataset.passage, !anchor.href); }
    if (anchor && anchor.dataset.sentence) { lightSentence(anchor.dataset.sentence); }
    // Going to an authority's page is said to the house, which then takes what was found there in one act.
    if (anchor && anchor.dataset.opened) {
      htmx.ajax("POST", anchor.dataset.opened, { source: anchor.closest("form"), target: anchor.closest("form"), swap: "outerHTML" });
    }
    var next = event.target.closest("[data-targets]");
    if (next) { event.preventDefault(); goToNext(next.dataset.targets.split(" ")); }
  });

  // A click on a sentence lights its passages, one on a passage's number its sentence: the same yellow on both sides.
  function light(ids, go) {
    document.querySelectorAll(".lit").forEach(function (node) { node.classList.remove("lit"); });
    ids.split(" ").forEach(function (id) {
      var passage = document.getElementById(id);
      if (passage) { passage.classList.add("lit"); }
    });
    document.querySelectorAll(".cited").forEach(function (node) {
      node.classList.toggle("lit", node.dataset.passage === ids);
    });
    if (go) { location.hash = ids.split(" ")[0]; }
  }
  function lightSentence(id) {
    var sentence = document.getElementById(id);
    var cited = sentence && sentence.closest("[data-passage]");
    if (cited) { light(cited.dataset.passage, false); }
  }

  // To the next of what stands in the way: it is opened, and its first control has the focus. An authority has as many
  // stops as open checks; what was settled is gone from the list, so its place in it is where to go on.
  var place = 0;
  function goToNext(targets) {
    var at = targets.indexOf(location.hash.slice(1));
    var here = document.getElementById(targets[at]);
    if (here && focusIn(here, here.contains(document.activeElement))) { return; }
    place = (at >= 0 ? at + 1 : place) % targets.length;
    var target = document.getElementById(targets[place]);
    if (!target) { return; }
    location.hash = target.id;
    if (!focusIn(target, false)) { target.tabIndex = -1; target.focus(); }
    if (document.readyState === "complete") { return; }
    // Until a page is whole the browser still goes by itself to the place its address names, and drops the focus there.
    addEventListener("load", function () {
      setTimeout(function () { if (document.activeElement === document.body) { focusIn(target, false); } });
    }, { once: true });
  }
  // What an authority's fold holds comes when it is opened.
  function unfold(fold) {
    var part = fold.closest(PART), id = part.id;
    return htmx.ajax("GET", fold.dataset.lazy, { target: part, swap: "outerHTML" }).then(function () {
      return document.getElementById(id);
    });
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.matches("[data-lazy]")) { unfold(event.target); }
  }, true);
  function focusIn(target, further) {
    if (!target) { return false; }
    var lazy = target.querySelector("details[data-lazy]");
    if (lazy && !lazy.open) {
      unfold(lazy).then(function (part) { focusIn(part, false); });
      return true;
    }
    var fold = target.querySelector("details:not(.otherwise)");
    if (fold && !further) { fold.open = true; }
    var stops = Array.from(target.querySelectorAll(".check:not(.confirmed)"));
    var here = document.activeElement.closest(".check");
    if (further) {
      stops = here && target.contains(here) ? stops.filter(function (stop) {
        return here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
      }) : [];
    }
    var control = stops.length ? stops[0].querySelector("select, button") : null;
    if (!further) {
      control = target.querySelector("[data-opened]:not([data-was-opened])") || control
        || target.querySelector("form select, form button, form input:not([type=hidden])")
        || target.querySelector("button, summary, a[href]");
    }
    if (!control) { return false; }
    control.focus();
    return true;
  }

  // Whoever works with the keyboard goes on with it: when an answer has changed the ledger, the next open step has the
  // focus, and after the last one the way to the page that asks once more. Nothing is decided by that page being there.
  var byKey = false;
  addEventListener("keydown", function () { byKey = true; }, true);
  addEventListener("pointerdown", function () { byKey = false; }, true);
  document.addEventListener("htmx:afterSettle", function (event) {
    if (!byKey || event.target.id !== "ledger" || document.activeElement !== document.body) { return; }
    var next = document.querySelector("#dock [data-targets]"), way = document.querySelector("#dock .acts a.first");
    if (next) { goToNext(next.dataset.targets.split(" ")); } else if (way) { way.focus(); }
  });

  // Words selected in the draft are offered to the comment.
  document.addEventListener("selectionchange", function () {
    var chosen = getSelection(), field = document.querySelector("[data-selection]");
    if (!field || !chosen.rangeCount || chosen.isCollapsed) { return; }
    var within = document.querySelector(field.dataset.selection);
    if (within && within.contains(chosen.getRangeAt(0).commonAncestorContainer)) { field.value = chosen.toString().trim(); }
  });

  // Keys as in a mail client. One attribute, data-key, names the key on the very control it presses, so that what is
  // shown and what happens cannot disagree. No key approves: controls that decide carry none.
  // A key on a row of a list, or on an authority, is that one's alone.
  var PART = "[data-rows] tr, .authority";
  function rows() { return Array.from(document.querySelectorAll("[data-rows] a.row")); }
  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var at = all.indexOf(document.activeElement);
    var next = all[Math.min(all.length - 1, Math.max(0, at + step))] || all[0];
    next.focus();
  }
  document.addEventListener("keydown", function (event) {
    if (read("keys") === "off" || event.ctrlKey || event.metaKey || event.altKey) { return; }
    if (event.target.matches("input:not([type=checkbox]), textarea, select, [contenteditable]")) { return; }
    if (document.querySelector("dialog[open]")) { return; }
    if (event.key === "j") { move(1); return; }
    if (event.key === "k") { move(-1); return; }
    var row = document.activeElement.closest(PART);
    var control = Array.from(document.querySelectorAll("[data-key]")).find(function (node) {
      var of = node.closest(PART);
      return node.dataset.key === event.key && !node.disabled && node.offsetParent !== null && (!of || of === row);
    });
    if (!control) { return; }
    event.preventDefault();
    if (control.matches("input:not([type=checkbox]), textarea, select")) { control.focus(); return; }
    control.click();
    var field = control.matches("summary") && control.parentNode.open && control.parentNode.querySelector("textarea, input:not([type=hidden])");
    if (field) { field.focus(); }
  });

  // Every key of the page, from the same attribute that presses it.
  function showKeys(dialog) {
    var list = dialog.querySelector("[data-keys]"), seen = {}, table = document.querySelector("[data-rows]");
    list.textContent = "";
    function add(key, says) {
      if (!says || seen[key]) { return; }
      seen[key] = true;
      var term = document.createElement("dt"), what = document.createElement("dd");
      term.appendChild(document.createElement("kbd")).textContent = key;
      what.textContent = says;
      list.append(term, what);
    }
    if (table) { add("j", table.dataset.next); add("k", table.dataset.previous); }
    document.querySelectorAll("[data-key]").forEach(function (node) {
      if (node.offsetParent === null || node.disabled) { return; }
      var copy = node.cloneNode(true);
      copy.querySelectorAll("kbd, .visually-hidden").forEach(function (part) { part.remove(); });
      var says = node.dataset.says || copy.textContent.trim() || node.placeholder || node.getAttribute("aria-label") || node.textContent.trim();
      add(node.dataset.key, node.closest("[data-rows] tr") ? says + " (" + dialog.dataset.onRow + ")" : says);
    });
    dialog.showModal();
  }

  // Presence: an open review says whether its person is at it. Hidden, or a minute without a sign, is away.
  var stirred = Date.now();
  ["pointerdown", "pointermove", "keydown", "scroll", "wheel"].forEach(function (kind) {
    addEventListener(kind, function () { stirred = Date.now(); }, { passive: true, capture: true });
  });
  document.addEventListener("htmx:configRequest", function (event) {
    if (event.target.matches("[data-attend]")) {
      event.detail.parameters.active = !document.hidden && Date.now() - stirred < 60000 ? "1" : "0";
    }
  });

  // What would be lost is asked about before a page is left.
  var dirty = false;
  document.addEventListener("input", function (event) {
    if (event.target.closest("[data-guard]")) { dirty = true; }
  });
  document.addEventListener("submit", function () { dirty = false; });
  addEventListener("beforeunload", function (event) { if (dirty) { event.preventDefault(); } });
})();
