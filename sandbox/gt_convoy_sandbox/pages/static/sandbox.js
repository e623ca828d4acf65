// A few conveniences; every page works without them.
"use strict";

// Labels carry their colour as data, because the page's policy allows no inline style.
const paint = (root) =>
  root.querySelectorAll("[data-color]").forEach((chip) => {
    chip.style.backgroundColor = "#" + chip.dataset.color;
  });

// Choosing a user needs no button.
document.querySelectorAll("[data-submit]").forEach((field) =>
  field.addEventListener("change", () => field.form.submit()),
);

// Ctrl+Enter (Cmd+Enter on a Mac) sends what is written, as on GitHub.
document.addEventListener("keydown", (event) => {
  const form = event.target.matches("textarea") && event.target.form;
  if (form && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    form.requestSubmit(form.querySelector(".primary"));
  }
});

// The page follows what happens: parts marked data-live are replaced, forms are left alone.
const refresh = async () => {
  const page = await (await fetch(location.href)).text();
  const fresh = new DOMParser().parseFromString(page, "text/html");
  document.querySelectorAll("[data-live]").forEach((part) => {
    const other = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (other && other.innerHTML !== part.innerHTML && part.dataset.live !== "thread-editing") {
      part.replaceWith(other);
      paint(other);
    }
  });
  document.title = fresh.title;
};

const follow = async () => {
  try {
    const { version } = await (await fetch("/_sandbox/version")).json();
    if (String(version) !== document.body.dataset.version) {
      document.body.dataset.version = version;
      await refresh();
    }
  } catch {
    // The sandbox was stopped; it may come back.
  }
  setTimeout(follow, 700);
};

paint(document);
follow();
