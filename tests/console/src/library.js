const squeezed = (text) => (text ?? "").replace(/\s+/g, " ").trim();
const isVisible = (element) =>
    element.checkVisibility({ visibilityProperty: true }) && !element.closest("[aria-hidden=true]");
/** Where a person can act: the topmost open dialog, or the page. */
const scope = () => [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
const labelOf = (label) => {
    const copy = label.cloneNode(true);
    for (const part of copy.querySelectorAll("input, select, textarea, .muted")) part.remove();
    return squeezed(copy.textContent);
};
const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby");
    const texts = by?.split(" ").map((id) => document.getElementById(id)?.textContent);
    const label = element.labels?.[0];
    return squeezed(
        element.getAttribute("aria-label") ?? texts?.join(" ") ?? (label && labelOf(label)) ?? element.innerText,
    );
};
const CONTROLS = "a[href], button, input, select, textarea, summary, [role=option], [role=menuitem], [role=tab]";
const controls = () => [...scope().querySelectorAll(CONTROLS)].filter(isVisible);
const control = (name) => controls().find((element) => nameOf(element) === name) ?? null;
const sees = (text) => squeezed(document.body.innerText).includes(squeezed(text));
const isSettled = () =>
    document.readyState === "complete" &&
    document.querySelector("h1") !== null &&
    document.querySelector("[aria-busy=true], .skeleton") === null;
/** Elements that reach beyond the window's right edge, unless they scroll by themselves. */
const tooWide = () =>
    document.documentElement.scrollWidth <= innerWidth
        ? []
        : [...document.body.querySelectorAll("*")]
              .filter((element) => isVisible(element) && element.getBoundingClientRect().right > innerWidth + 1)
              .map((element) => element.outerHTML.slice(0, 120));
