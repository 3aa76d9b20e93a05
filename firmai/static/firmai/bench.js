// The bench of a review: a sentence and its source, the way to the next open step, and acts one after another.
(function () {
  "use strict";
  function named(id) { return id ? document.getElementById(id) : null; }
  function nothingHasFocus() { return !document.activeElement || document.activeElement === document.body; }

  // A sentence and its source ---------------------------------------------------------------------------------------

  document.addEventListener("click", function (event) {
    var anchor = event.target.closest("a, [data-passage]");
    if (anchor && anchor.dataset.passage) { light(anchor.dataset.passage, !anchor.href); }
    if (anchor && anchor.dataset.sentence) { lightSentence(anchor.dataset.sentence); }
    // Going to an authority's page is said to the house, which then takes what was found there in one act.
    if (anchor && anchor.dataset.opened) { send(anchor.closest("form"), anchor.dataset.opened, new FormData(), true); }
    if (event.target.closest("[data-targets]")) { event.preventDefault(); goToNext(); }
  });

  // A click on a sentence lights its passages, one on a passage's number its sentence: the same yellow on both sides.
  function light(ids, go) {
    document.querySelectorAll(".lit").forEach(function (node) { node.classList.remove("lit"); });
    ids.split(" ").forEach(function (id) {
      var passage = named(id);
      if (passage) { passage.classList.add("lit"); }
    });
    document.querySelectorAll(".cited").forEach(function (node) {
      node.classList.toggle("lit", node.dataset.passage === ids);
    });
    if (go) { location.hash = ids.split(" ")[0]; }
  }
  function lightSentence(id) {
    var sentence = named(id), cited = sentence && sentence.closest("[data-passage]");
    if (cited) { light(cited.dataset.passage, false); }
  }

  // Words selected in the draft are offered to the comment.
  document.addEventListener("selectionchange", function () {
    var chosen = getSelection(), field = document.querySelector("[data-selection]");
    if (!field || !chosen.rangeCount || chosen.isCollapsed) { return; }
    var within = document.querySelector(field.dataset.selection);
    if (!within || !within.contains(chosen.getRangeAt(0).commonAncestorContainer)) { return; }
    field.value = chosen.toString().replace(/\s+/g, " ").trim();  // the field itself would leave out ends of lines
  });

  // To the next open step -------------------------------------------------------------------------------------------

  // `place` is the open step the person is at, by its id: the one that the focus was in last. `upcoming` is where to go
  // on once it is settled and gone from the list.
  var place = "", upcoming = "";
  function targets() {
    var next = document.querySelector("#dock [data-targets]");
    return next ? next.dataset.targets.split(" ") : [];
  }
  document.addEventListener("focusin", function (event) {
    place = targets().find(function (id) { return named(id) && named(id).contains(event.target); }) || place;
  });

  function goToNext() {
    var all = targets(), at = all.indexOf(place), here = named(place);
    if (at >= 0 && here && focusIn(here, here.contains(document.activeElement))) { return; }
    goTo(at < 0 && all.includes(upcoming) ? upcoming : all[(at + 1) % all.length]);
  }
  // The step is opened, and its first control has the focus. An authority's is the way to its page; who has been there
  // goes on from it to each open check.
  function goTo(id) {
    var target = named(id);
    if (!target) { return; }
    place = id;
    if (document.readyState === "complete") { location.replace("#" + id); } else { addressWhenWhole(target); }
    if (!focusIn(target, false)) { target.tabIndex = -1; target.focus(); }
  }
  // A browser drops the focus where an address is changed to name a place, and until a page is whole it goes there by
  // itself: the address is changed before the focus is given, and not before the page is whole.
  function addressWhenWhole(target) {
    addEventListener("load", function () {
      setTimeout(function () {
        var held = document.activeElement;
        if (!nothingHasFocus() && !target.contains(held)) { return; }
        location.replace("#" + target.id);
        if (target.contains(held)) { held.focus(); } else { focusIn(target, false); }
      });
    }, { once: true });
  }
  function focusIn(target, further) {
    var fold = target.querySelector("details:not(.otherwise)");
    if (fold && fold.matches("[data-lazy]")) {
      fold.querySelector("summary").focus();
      unfold(fold).then(function (part) {
        // Somebody who has gone elsewhere meanwhile is not fetched back.
        if (part && !part.querySelector("[data-lazy]") && (nothingHasFocus() || part.contains(document.activeElement))) {
          focusIn(part, false);
        }
      });
      return true;
    }
    if (fold && !further) { fold.open = true; }
    var stops = Array.from(target.querySelectorAll(".check:not(.confirmed)"));
    if (further) {
      var here = document.activeElement.closest(".check, [data-was-opened]");
      stops = stops.filter(function (stop) {
        return here && here.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING;
      });
    }
    var control = stops.length ? firstOf(stops[0], "input[type=radio], select, button") : null;
    if (!further) {
      control = target.querySelector("[data-opened]") || control
        || firstOf(target, "form select, form button, form input:not([type=hidden])")
        || target.querySelector("button, summary, a[href]");
    }
    if (!control) { return false; }
    control.focus();
    return true;
  }

  // Of a group of radio buttons the one that is chosen is where the Tab key would stop.
  function firstOf(part, controls) {
    var first = part.querySelector(controls);
    return first && first.type === "radio" && first.form.querySelector("[name=" + first.name + "]:checked") || first;
  }

  // What an authority's fold holds comes when it is opened, once.
  var unfolding = new Map();
  function unfold(fold) {
    var part = fold.closest(".authority"), id = part.id;
    if (!unfolding.has(id)) {
      unfolding.set(id, htmx.ajax("GET", fold.dataset.lazy, { source: part, target: part, swap: "outerHTML" }).catch(function () {
        // It stays folded, and can be opened again.
      }).then(function () {
        unfolding.delete(id);
        var part = named(id), anew = part && part.querySelector("details[open][data-lazy]");
        return anew && anew !== fold ? unfold(anew) : part;  // drawn anew by an act meanwhile
      }));
      unfolding.get(id).then(function () { setTimeout(goOn); });
    }
    return unfolding.get(id);
  }
  document.addEventListener("toggle", function (event) {
    if (event.target.open && event.target.matches("[data-lazy]")) { unfold(event.target); }
  }, true);

  // A review that was begun goes on where it was left: at the first step that is not done. So does one whose answer was
  // given before the page could take it without being loaded again.
  document.addEventListener("DOMContentLoaded", function () {
    var asked = location.hash.slice(1), there = named(asked);
    if (targets().includes(asked)) { goTo(asked); }
    else if (there ? there.matches("#filing, .authority, .checklist > li") : !asked && document.querySelector("[data-resume]")) { carryOn(); }
  });
  // After the last step comes the way to the page that asks once more. Nothing is decided by that page being there.
  function carryOn() {
    var all = targets(), way = document.querySelector("#dock .acts a.first");
    if (all.length) { goTo(all.includes(place) ? place : all.includes(upcoming) ? upcoming : all[0]); }
    else if (way) { way.focus(); }
  }

  // One act after another -------------------------------------------------------------------------------------------

  // An act is bound to what stood on the page when it was pressed: its address names the version and the item, and its
  // values are taken in that moment. Whatever is pressed while one is on its way waits for it, in order.
  var onItsWay = null, waiting = [], failed = false;

  document.addEventListener("submit", function (event) {
    var form = event.target, by = event.submitter;
    if (form.matches("[data-act]") && window.htmx) {
      event.preventDefault();
      var values = new FormData(form);
      if (by && by.name) { values.append(by.name, by.value); }
      send(form, by && by.getAttribute("formaction") || form.getAttribute("action"), values, false);
    } else if (isBusy() && form.method !== "dialog") {
      event.preventDefault();
      waiting.push({ leaves: true, go: function () { leaveBy(form, by); } });
    }
  });
  function send(form, path, values, isOwn) {
    var says = path + "?" + new URLSearchParams(values);
    // The same thing pressed twice is said once.
    if (waiting.concat(onItsWay || []).some(function (each) { return each.says === says; })) { return; }
    form.setAttribute("aria-busy", "true");
    waiting.push({ says: says, form: form, ids: idsOf(form), go: function () {
      var act = this, target = isOwn ? named(form.id) : named("ledger");
      onItsWay = act;
      failed = false;
      htmx.ajax("POST", path, { values: values, target: target || document.body, swap: target ? "outerHTML" : "none" })
        .then(done, done);
    } });
    goOn();
  }
  // The controls of a form, and the folds that it stands in, by the ids that they have on every drawing of the page.
  function idsOf(form) {
    var ids = Array.from(form.querySelectorAll("[id]"), function (node) { return node.id; });
    for (var fold = form.closest("details"); fold; fold = fold.parentNode.closest("details")) {
      ids.push(fold.querySelector("summary").id);
    }
    return ids;
  }
  ["htmx:responseError", "htmx:sendError", "htmx:timeout"].forEach(function (kind) {
    document.addEventListener(kind, function (event) { if (event.target === document.body) { failed = true; } });
  });
  function done() {
    onItsWay.form.removeAttribute("aria-busy");
    onItsWay = null;
    named("not-saved").hidden = !failed;
    if (failed) {
      waiting.forEach(function (each) { if (each.form) { each.form.removeAttribute("aria-busy"); } });
      waiting = [];
    }
    goOn();
  }
  function isBusy() { return Boolean(onItsWay || waiting.length); }
  // What one of them leads to comes before what was pressed after it.
  var isGoing = false;
  function goOn() {
    if (isGoing) { return; }
    isGoing = true;
    while (!onItsWay && !unfolding.size && waiting.length) {
      var next = waiting.shift(), later = waiting;
      waiting = [];
      next.go();
      waiting = next.leaves ? [] : waiting.concat(later);
    }
    isGoing = false;
  }
  // A form whose page is left by it: the act before it may have drawn it anew.
  function leaveBy(form, by) {
    var now = form.isConnected ? form : Array.from(document.forms).find(function (each) {
      return each.getAttribute("action") === form.getAttribute("action");
    });
    if (now) { now.requestSubmit(by && (now.contains(by) ? by : named(by.id))); }
  }
  document.addEventListener("click", function (event) {
    var link = event.target.closest("a[href]");
    if (!isBusy() || !link || link.target || link.getAttribute("href")[0] === "#") { return; }
    if (event.ctrlKey || event.metaKey || event.shiftKey) { return; }
    event.preventDefault();
    waiting.push({ leaves: true, go: function () { location.assign(link.href); } });
  });
  addEventListener("beforeunload", function (event) {
    if (waiting.some(function (each) { return each.says; })) { event.preventDefault(); }
  });

  // A key pressed meanwhile is pressed when its turn comes. What it says, it says of the authority in which it was
  // pressed and of no other; a step that the page has gone on to by itself is not passed over.
  var byKey = false;
  addEventListener("keydown", function () { byKey = true; }, true);
  addEventListener("pointerdown", function () { byKey = false; }, true);
  document.addEventListener("keydown", function (event) {
    if (!isBusy() && !unfolding.size || !firmai.isForThePage(event) || event.key.length > 1 || event.key === " ") { return; }
    event.preventDefault();
    event.stopImmediatePropagation();
    if (event.repeat) { return; }
    var key = event.key, part = inHand(), from = place;
    waiting.push({ go: function () {
      var control = firmai.controlOf(key);
      if (!control || control.form && control.form.matches("[data-act]") && inHand() !== part) { return; }
      if (control.matches("[data-targets]") && place !== from) { return; }
      firmai.press(control);
    } });
  }, true);
  function inHand() {
    var part = document.activeElement.closest(".authority");
    return part && part.id;
  }

  // Where an act has changed the ledger ------------------------------------------------------------------------------

  // What somebody wrote, chose or unfolded meanwhile stays; only the form that acted begins anew.
  var before = null;
  document.addEventListener("htmx:beforeSwap", function (event) {
    if (event.detail.target.id !== "ledger") { return; }
    var ledger = event.detail.target;
    before = {
      targets: targets(),
      focus: document.activeElement.id,
      fields: Array.from(ledger.querySelectorAll("input[id], select[id], textarea[id]")).filter(isChanged),
      folds: Array.from(ledger.querySelectorAll("details[open] > summary")),
      ofTheAct: onItsWay ? onItsWay.ids : [],
    };
  });
  function isTicked(field) { return field.type === "checkbox" || field.type === "radio"; }
  function isChanged(field) {
    if (isTicked(field)) { return field.checked !== field.defaultChecked; }
    if (field.matches("select")) {
      return !field.selectedOptions[0].defaultSelected && field.selectedIndex > 0;
    }
    return field.value !== field.defaultValue;
  }
  function putBack(node) {
    var now = named(node.id);
    if (isTicked(now)) { now.checked = node.checked; return; }
    now.value = node.value;
    if (now === document.activeElement && now.matches("input, textarea")) {
      now.setSelectionRange(node.selectionStart, node.selectionEnd);
    }
  }
  // Whoever works with the keyboard goes on with it: where the control that had the focus is gone, the next open step
  // has it.
  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.target.id !== "ledger" || !before) { return; }
    var was = before, wasRefused = event.target.querySelector(":scope > [role=alert]"), now = targets();
    before = null;
    if (wasRefused) { wasRefused.scrollIntoView({ block: "nearest" }); }
    function stays(node) { return named(node.id) && (wasRefused || !was.ofTheAct.includes(node.id)); }
    was.folds.filter(stays).forEach(function (summary) { named(summary.id).parentNode.open = true; });
    // A control in a fold could not be given its focus back before the fold was opened.
    if (nothingHasFocus() && named(was.focus)) { named(was.focus).focus(); }
    was.fields.filter(stays).forEach(putBack);
    if (!now.includes(place)) {
      upcoming = was.targets.slice(was.targets.indexOf(place) + 1).find(function (id) { return now.includes(id); }) || "";
      place = "";
    }
    if (byKey && nothingHasFocus()) { carryOn(); }
  });
})();
