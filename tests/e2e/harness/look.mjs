// Looks at a screen as six people see it: on a desk, a tablet and a phone, light and dark.

import { AxeBuilder } from "@axe-core/playwright";
import { mkdirSync } from "node:fs";

const sizes = { desktop: { width: 1280, height: 800 }, tablet: { width: 800, height: 1280 }, phone: { width: 390, height: 844 } };

// What is asked of axe-core: everything once in each size, and in the other colour only about
// colours, because nothing else depends on them. A tablet has no colours of its own.
const all = {};
const colours = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };
const views = [
  ["desktop", "light", all],
  ["desktop", "dark", colours],
  ["tablet", "dark", undefined],
  ["tablet", "light", all],
  ["phone", "light", colours],
  ["phone", "dark", all],
];

const out = "tests/e2e/out";
const pictures = process.env.SCREENS === "1";

/**
 * Returns what axe-core finds wrong with the page and where it scrolls sideways, a line
 * each. With SCREENS=1 it also takes a picture in each size and colour, into tests/e2e/out.
 */
export async function look(page, name) {
  if (pictures) mkdirSync(out, { recursive: true });
  const wrong = [];
  for (const [size, colorScheme, rules] of views.filter(([, , asked]) => asked || pictures)) {
    await page.setViewportSize(sizes[size]);
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await settled(page);
    if (pictures) await page.screenshot({ path: `${out}/${name}-${size}-${colorScheme}.png` });
    if (!rules) continue;
    wrong.push(...(await violations(page, rules)).map((line) => `${name}, ${size}, ${colorScheme}: ${line}`));
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) {
      wrong.push(`${name}, ${size}: scrolls sideways`);
    }
  }
  await page.setViewportSize(sizes.desktop);
  await page.emulateMedia({ colorScheme: "light" });
  return wrong;
}

/** Waits until the lists have what they need in the new size, nothing moves, and two frames were drawn. */
async function settled(page) {
  await page.waitForFunction(() => !document.querySelector(".skeleton-line, .skeleton"));
  await page.evaluate(async () => {
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  });
}

/** Asks axe-core, which is brought into a document once and stays there. */
async function violations(page, rules) {
  const options = { resultTypes: ["violations"], preload: false, ...rules };
  const found = (await page.evaluate(() => "axe" in window))
    ? await page.evaluate((o) => window.axe.run(document, o), options)
    : await new AxeBuilder({ page }).setLegacyMode(true).options(options).analyze(); // no frames: no window for each look
  return found.violations.flatMap(({ id, nodes }) => nodes.map((node) => `${id} at ${node.target.join(" ")}: ${node.failureSummary.replaceAll("\n", " ")}`));
}
