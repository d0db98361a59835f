"use strict";
(() => {
  const cases = [...document.querySelectorAll(".case, .card")];
  const suites = [...document.querySelectorAll(".suite")];
  const chips = [...document.querySelectorAll(".chip")];
  const search = document.getElementById("search");
  const found = document.getElementById("found");
  if (!search) return;
  let texts = null;
  const openAtFirst = new Set(suites.filter((suite) => suite.open));

  const textOf = (element) => {
    const title = element.querySelector(".title, h3"), id = element.querySelector(".id");
    return ((title ? title.textContent : "") + "\n" + (id ? id.textContent : "")).toLowerCase();
  };

  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const wanted = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.verdict));
    if (words.length && !texts) texts = cases.map(textOf);
    let shown = 0;
    cases.forEach((element, index) => {
      const fits = (!wanted.size || wanted.has(element.dataset.verdict)) && words.every((word) => texts[index].includes(word));
      element.classList.toggle("hidden", !fits);
      if (fits && element.classList.contains("case")) shown++;
    });
    const filtering = words.length > 0 || wanted.size > 0;
    suites.forEach((suite) => {
      const left = suite.querySelector(".case:not(.hidden)");
      suite.classList.toggle("hidden", !left);
      suite.open = filtering ? Boolean(left) : openAtFirst.has(suite);
    });
    found.textContent = shown === 1 ? "1 case" : shown + " cases";
    const parts = [];
    if (search.value) parts.push("q=" + encodeURIComponent(search.value));
    if (wanted.size) parts.push("show=" + [...wanted].join(","));
    try { history.replaceState(null, "", parts.length ? "#?" + parts.join("&") : location.pathname + location.search); } catch (_) { /* a file: page may not */ }
  };

  let due = 0;
  search.addEventListener("input", () => { clearTimeout(due); due = setTimeout(apply, 90); });
  chips.forEach((chip) => chip.addEventListener("click", () => {
    chip.setAttribute("aria-pressed", chip.getAttribute("aria-pressed") === "true" ? "false" : "true");
    apply();
  }));

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input, textarea");
    if (event.key === "/" && !typing) { event.preventDefault(); search.focus(); }
    if (event.key === "Escape" && typing) { search.value = ""; search.blur(); apply(); }
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".again button");
    if (!button) return;
    const text = button.parentElement.querySelector("pre").textContent;
    const done = () => { button.textContent = "Copied"; setTimeout(() => { button.textContent = "Copy"; }, 1500); };
    if (navigator.clipboard) navigator.clipboard.writeText(text).then(done, () => {});
  });

  const reveal = () => {
    if (location.hash.startsWith("#?")) return;
    const element = location.hash.length > 1 ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : null;
    for (let at = element; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    if (element) element.scrollIntoView();
  };
  addEventListener("hashchange", reveal);

  if (location.hash.startsWith("#?")) {
    const given = new URLSearchParams(location.hash.slice(2));
    search.value = given.get("q") || "";
    const wanted = (given.get("show") || "").split(",");
    chips.forEach((chip) => chip.setAttribute("aria-pressed", wanted.includes(chip.dataset.verdict) ? "true" : "false"));
    apply();
  } else {
    reveal();
  }
})();
