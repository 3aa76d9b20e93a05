// Small and optional: every page works without it. Theme, keys, rows, and what would be lost.
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
    root.dataset.keys = keys === "off" ? "off" : "on";  // without scripts it is neither, and no key is shown
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
  });

  // Keys as in a mail client. One attribute, data-key, names the key on the very control it presses, so that what is
  // shown and what happens cannot disagree. No key approves: controls that decide carry none.
  // A key on a row of a list, or on an authority, is that one's alone.
  var PART = "[data-rows] tr, .authority";
  function rows() { return Array.from(document.querySelectorAll("[data-rows] a.row")); }
  function move(step) {
    var all = rows();
    if (!all.length) { return; }
    var here = document.activeElement.closest("[data-rows] tr");
    var at = all.findIndex(function (row) { return here && here.contains(row); });
    var next = all[Math.min(all.length - 1, Math.max(0, at + step))] || all[0];
    next.focus();
  }
  function isForThePage(event) {
    return read("keys") !== "off" && !event.ctrlKey && !event.metaKey && !event.altKey
      && !event.target.matches("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]")
      && !document.querySelector("dialog[open]");
  }
  function controlOf(key) {
    var row = document.activeElement.closest(PART);
    return Array.from(document.querySelectorAll("[data-key]")).find(function (node) {
      var of = node.closest(PART);
      return node.dataset.key === key && !node.disabled && node.offsetParent !== null && (!of || of === row);
    });
  }
  function press(control) {
    if (control.matches("input:not([type=checkbox], [type=radio]), textarea, select")) { control.focus(); return; }
    control.click();
    var field = control.matches("summary") && control.parentNode.open && control.parentNode.querySelector("textarea, input:not([type=hidden])");
    if (field) { field.focus(); }
  }
  document.addEventListener("keydown", function (event) {
    if (!isForThePage(event)) { return; }
    if (event.key === "j") { move(1); return; }
    if (event.key === "k") { move(-1); return; }
    var control = controlOf(event.key);
    if (!control) { return; }
    event.preventDefault();
    if (!event.repeat) { press(control); }
  });
  // A key that is held down presses once: nobody answers what comes next by leaning on Enter.
  document.addEventListener("keydown", function (event) {
    if (event.repeat && event.key === "Enter" && event.target.matches("a, button, summary")) { event.preventDefault(); }
  }, true);
  window.firmai = { isForThePage: isForThePage, controlOf: controlOf, press: press };

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

  // What was typed, or came back with the page because it could not be saved, is asked about before the page is left,
  // unless that is by sending it.
  var typed = new Set(), leaving = null;
  document.addEventListener("input", function (event) {
    if (event.target.closest("[data-guard]")) { typed.add(event.target); }
  });
  // On the window, where it is known whether the page sends it by itself: then it stays until its form is drawn anew,
  // which it is not where it was refused or nobody answered.
  addEventListener("submit", function (event) {
    if (!event.defaultPrevented) { leaving = event.target; }
  });
  addEventListener("beforeunload", function (event) {
    var unsaved = Array.from(typed).concat(Array.from(document.querySelectorAll("[data-unsaved]")));
    if (unsaved.some(function (node) { return node.isConnected && !(leaving && leaving.contains(node)); })) {
      event.preventDefault();
    }
    setTimeout(function () { leaving = null; });  // whoever stays has sent nothing
  });
})();
